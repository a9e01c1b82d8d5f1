namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>One of tests/servers/*.sh.</summary>
public sealed class ServerScript(string name)
{
    /// <summary>Configuration, data and logs of all servers.</summary>
    public static string StateFolder { get; } =
        Environment.GetEnvironmentVariable("SERVERS_DIR") ?? Path.Combine(Path.GetTempPath(), "xmpp-gateway-tests");

    public string Name => name;

    public string Certificate => Path.Combine(StateFolder, name, "tls", "cert.pem");

    public async Task RunAsync(string verb, IReadOnlyDictionary<string, string>? environment = null)
    {
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["SERVERS_DIR"] = StateFolder };
        var outcome = await Shell.RunAsync("bash", [Repository.PathOf("tests", "servers", name + ".sh"), verb], variables);
        if (outcome.ExitCode != 0)
            throw new InvalidOperationException($"{name}.sh {verb} failed: {outcome.Error}{outcome.Output}");
    }
}
