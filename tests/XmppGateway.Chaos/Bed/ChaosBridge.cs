using System.Text.Json.Nodes;
using XmppGateway.Chaos.Network;
using XmppGateway.Chaos.Plan;
using XmppGateway.EndToEnd.Tests;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.Chaos.Bed;

/// <summary>The bridge of the end-to-end tests with a proxy in each of its links, its store on a small disk, and a clock that can be put.</summary>
public sealed class ChaosBridge(ChaosOptions options, RealServers servers)
    : Bridge(options.Server == "prosody" ? XmppServer.Prosody : XmppServer.Ejabberd, servers)
{
    private readonly List<StallingProxy> _links = [];
    private readonly Dictionary<DisturbanceKind, string> _missing = [];

    /// <summary>All links between the gateway and the servers.</summary>
    public IReadOnlyList<StallingProxy> Links => _links;

    /// <summary>What cannot be done here, and why.</summary>
    public IReadOnlyDictionary<DisturbanceKind, string> Missing => _missing;

    public SmallDisk? Disk { get; private set; }

    public WallClock? Clock { get; private set; }

    public bool HasPostgres => options.Store == "postgres";

    /// <summary>Takes away what was put between; after the gateway has ended.</summary>
    public async Task ClearAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
        if (Disk is not null)
            await Disk.DisposeAsync();
    }

    protected override async Task PrepareStoreAsync(GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (HasPostgres)
        {
            await Servers.NeedEmptyAsync(RealServers.Postgres);
            settings.WithPostgres();
            _missing[DisturbanceKind.FullDisk] = "the store is on PostgreSQL's disk";

            // COMPAT(libfaketime 0.9.10): "Exception while reading from stream" at every connection, whatever the file says.
            _missing[DisturbanceKind.ClockStep] = "under libfaketime Npgsql cannot connect";
            return;
        }

        _missing[DisturbanceKind.KillDatabase] = "SQLite is no server";
        if (Wants(DisturbanceKind.FullDisk))
        {
            var folder = Path.Combine(settings.Folder, "store");
            (Disk, var whyNot) = await SmallDisk.MountAsync(folder, 64 + (int)(16 * options.Length.TotalMinutes));
            if (Disk is null)
                _missing[DisturbanceKind.FullDisk] = whyNot;
            else
                settings.Configuration["Store"]!["Connection"] = $"Data Source={Path.Combine(folder, "gateway.db")}";
        }
    }

    protected override async Task PutBetweenAsync(GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var networks = settings.Configuration["Networks"]!;
        var mail = networks["mail"]!;
        settings.Configuration["Xmpp"]!["Server"] = $"127.0.0.1:{Put("XMPP", Ports.Spare(40), Server.ComponentPort)}";
        mail["Smtp"]!["Server"] = $"127.0.0.1:{Put("submission", Ports.Spare(41), Ports.Submission)}";

        // The servers call the proxy, where the gateway would listen without it.
        mail["Lmtp"]!["Listen"] = $"127.0.0.1:{Ports.Spare(42)}";
        Put("LMTP", Ports.GatewayLmtp, Ports.Spare(42));
        if (networks["matrix"] is JsonObject matrix)
        {
            matrix["Homeserver"] = $"http://127.0.0.1:{Put("homeserver", Ports.Spare(43), Ports.SynapseApi)}";
            matrix["Listen"] = $"http://127.0.0.1:{Ports.Spare(44)}";
            matrix["Url"] = $"http://127.0.0.1:{Put("transactions", Ports.GatewayTransactions, Ports.Spare(44))}";
        }

        if (HasPostgres)
        {
            var store = settings.Configuration["Store"]!;
            store["Connection"] = ((string)store["Connection"]!).Replace(
                $"Port={Ports.Postgres}", $"Port={Put("database", Ports.Spare(45), Ports.Postgres)}", StringComparison.Ordinal);
        }

        if (Wants(DisturbanceKind.ClockStep))
        {
            var clock = new WallClock(Path.Combine(settings.Folder, "clock"));
            var (variables, whyNot) = await clock.PrepareAsync();
            if (variables is null)
                _missing[DisturbanceKind.ClockStep] = whyNot;
            else
                Clock = clock;
            foreach (var (name, value) in variables ?? new Dictionary<string, string>())
                settings.Environment[name] = value;
        }
    }

    private bool Wants(DisturbanceKind kind) => !options.Soak && !options.Without.Contains(kind) && !_missing.ContainsKey(kind);

    private int Put(string name, int port, int target)
    {
        var proxy = new StallingProxy(name, port, target);
        _links.Add(proxy);
        return proxy.Port;
    }
}
