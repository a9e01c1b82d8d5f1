namespace XmppGateway.EndToEnd.Tests.Gateways;

/// <summary>The published program under test.</summary>
public static class GatewayProgram
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>The path in GATEWAY_PROGRAM, which must have the example network in it; without it the program is published first.</summary>
    public static Task<string> PathAsync() => Published.Value;

    public static async Task<Shell.Outcome> RunAsync(params string[] arguments) => await Shell.RunAsync(await PathAsync(), arguments);

    private static async Task<string> PublishAsync()
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_PROGRAM") is { Length: > 0 } program)
            return program;
        var folder = Path.Combine(Servers.ServerScript.StateFolder, "gateway-program");
        // Built beside these tests, in their configuration: bin/Release/net10.0.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var example = Repository.PathOf(
            "tests", "XmppGateway.ExampleNetwork", "bin", built.Parent!.Name, built.Name, "XmppGateway.ExampleNetwork.dll");
        var outcome = await Shell.RunAsync(
            "dotnet", ["publish", Repository.PathOf("src", "XmppGateway"), "-c", "Release", "-o", folder, $"-p:ExtraAdapters={example}"]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return Path.Combine(folder, "xmpp-gateway");
    }
}
