[assembly: AssemblyFixture(typeof(XmppGateway.EndToEnd.Tests.Servers.RealServers))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>Starts each server when the first test wants it; stops them all at the end.</summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly Dictionary<ServerScript, Task> _started = [];

    public static ServerScript Mail { get; } = new("mail");

    /// <summary>Stands in front of the gateway in the place of Postfix; needs <see cref="Mail"/> for its mailboxes.</summary>
    public static ServerScript Exim { get; } = new("exim");

    /// <summary>As <see cref="Exim"/>.</summary>
    public static ServerScript OpenSmtpd { get; } = new("opensmtpd");

    /// <summary>Filters what comes to Postfix on a port of its own.</summary>
    public static ServerScript Rspamd { get; } = new("rspamd");

    public static ServerScript Postgres { get; } = new("postgres");

    public static ServerScript Synapse { get; } = new("synapse");

    /// <summary>Why there is no Synapse today; null when there should be one. Only Debian sid has it, and sid may be broken.</summary>
    public static string? WhyNoSynapse => WhyNot("SYNAPSE");

    /// <summary>The server runs when this returns; the test is skipped where it cannot be had.</summary>
    public async Task NeedAsync(ServerScript server, IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var why = WhyNot(server.Name.ToUpperInvariant());
        Assert.SkipWhen(why is not null, why ?? "");
        if (!_started.TryGetValue(server, out var started))
            _started[server] = started = server.RunAsync("up", environment);
        await started;
    }

    /// <summary>The server runs, with nothing in it of what was there before: neither of an earlier run, nor of another test.</summary>
    public async Task NeedEmptyAsync(ServerScript server)
    {
        ArgumentNullException.ThrowIfNull(server);
        await server.RunAsync("reset");
        await (_started[server] = server.RunAsync("up"));
    }

    /// <summary>True when some test has wanted it already.</summary>
    public bool HasStarted(ServerScript server) => _started.ContainsKey(server);

    private static string? WhyNot(string server) => Environment.GetEnvironmentVariable(server + "_MISSING") is { Length: > 0 } reason ? reason : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.Keys)
            await server.RunAsync("down");
    }
}
