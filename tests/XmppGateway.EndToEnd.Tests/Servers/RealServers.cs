[assembly: AssemblyFixture(typeof(XmppGateway.EndToEnd.Tests.Servers.RealServers))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>Starts each server when the first test wants it; stops them all at the end.</summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly Dictionary<ServerScript, Task> _started = [];

    public static ServerScript Mail { get; } = new("mail");

    public static ServerScript Postgres { get; } = new("postgres");

    public static ServerScript Synapse { get; } = new("synapse");

    /// <summary>Why there is no Synapse today; null when there should be one. Only Debian sid has it, and sid may be broken.</summary>
    public static string? WhyNoSynapse => Environment.GetEnvironmentVariable("SYNAPSE_MISSING") is { Length: > 0 } reason ? reason : null;

    /// <summary>The server runs when this returns.</summary>
    public async Task NeedAsync(ServerScript server, IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!_started.TryGetValue(server, out var started))
            _started[server] = started = server.RunAsync("up", environment);
        await started;
    }

    /// <summary>True when some test has wanted it already.</summary>
    public bool HasStarted(ServerScript server) => _started.ContainsKey(server);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.Keys)
            await server.RunAsync("down");
    }
}
