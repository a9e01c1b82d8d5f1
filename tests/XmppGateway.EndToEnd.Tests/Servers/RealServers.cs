[assembly: AssemblyFixture(typeof(XmppGateway.EndToEnd.Tests.Servers.RealServers))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>Starts each server when the first test wants it; stops them all at the end.</summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly Dictionary<ServerScript, Task> _started = [];

    public static ServerScript Mail { get; } = new("mail");

    public static ServerScript Synapse { get; } = new("synapse");

    /// <summary>Why there is no Synapse today; null when there should be one. Only Debian sid has it, and sid may be broken.</summary>
    public static string? WhyNoSynapse => Environment.GetEnvironmentVariable("SYNAPSE_MISSING") is { Length: > 0 } reason ? reason : null;

    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>The server runs when this returns; where it cannot, the test is skipped, but never in continuous integration.</summary>
    public async Task NeedAsync(ServerScript server, IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!_started.TryGetValue(server, out var started))
            _started[server] = started = server.RunAsync("up", environment);
        try
        {
            await started;
        }
        catch (InvalidOperationException failure) when (!IsContinuousIntegration)
        {
            Assert.Skip(failure.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.Keys)
            await server.RunAsync("down");
    }
}
