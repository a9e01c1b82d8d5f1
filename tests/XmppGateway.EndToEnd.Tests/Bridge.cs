using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests;

/// <summary>
/// One XMPP server, the mail servers, Synapse where it can be had, a gateway between them, and people on all sides. Shared by the
/// tests of a collection, one after the other.
/// </summary>
public abstract class Bridge(XmppServer server, RealServers servers) : IAsyncLifetime
{
    public XmppServer Server => server;

    public RealServers Servers => servers;

    public Gateway Gateway { get; private set; } = null!;

    /// <summary>alice@localhost; alice@bridge.test in mail; @_xmpp_alice=40localhost:matrix.test in Matrix.</summary>
    public XmppUser Alice { get; private set; } = null!;

    /// <summary>bob@example.test.</summary>
    public MailUser Bob { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await servers.NeedAsync(server.Script);
        await servers.NeedAsync(RealServers.Mail);
        var settings = new GatewaySettings(server, server.Script.Name).WithMail();
        await PrepareStoreAsync(settings);
        if (RealServers.WhyNoSynapse is null)
            settings.WithMatrix();
        await PutBetweenAsync(settings);
        if (RealServers.WhyNoSynapse is null)
            await NeedSynapseAsync(settings);
        Gateway = new Gateway(settings);
        await Gateway.StartAsync();
        Alice = await XmppUser.LoginAsync(server, "alice");

        // Scenarios look for each message by itself; those of letters choose another window.
        await Alice.MergeLinesAsync(0);
        Bob = new MailUser("bob");
    }

    public async ValueTask DisposeAsync()
    {
        if (Bob is not null)
            await Bob.DisposeAsync();
        if (Alice is not null)
            await Alice.DisposeAsync();
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a statement in the store of a gateway that is stopped.</summary>
    public virtual Task ChangeStoreAsync(string sql) => DoAsync(
        "python3",
        "-c",
        "import sqlite3, sys; store = sqlite3.connect(sys.argv[1]); store.execute(sys.argv[2]); store.commit()",
        Path.Combine(Gateway.Settings.Folder, "gateway.db"),
        sql);

    private protected static async Task DoAsync(string program, params string[] arguments)
    {
        var outcome = await Shell.RunAsync(program, arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    /// <summary>Chooses the store; SQLite in the gateway's folder when left as it is.</summary>
    protected virtual Task PrepareStoreAsync(GatewaySettings settings) => Task.CompletedTask;

    /// <summary>Puts something between the gateway and the servers; nothing when left as it is.</summary>
    protected virtual Task PutBetweenAsync(GatewaySettings settings) => Task.CompletedTask;

    // Synapse reads registrations when it starts: the first gateway's serves all, each gets a copy.
    private async Task NeedSynapseAsync(GatewaySettings settings)
    {
        var shared = Path.Combine(ServerScript.StateFolder, "matrix-registration.yaml");
        if (!File.Exists(shared))
        {
            settings.Save();
            var outcome = await GatewayProgram.RunAsync("matrix-registration", "--config", settings.ConfigurationFile);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
            await File.WriteAllTextAsync(shared, outcome.Output);
        }

        File.Copy(shared, settings.RegistrationFile);
        File.SetUnixFileMode(settings.RegistrationFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await servers.NeedAsync(RealServers.Synapse, new Dictionary<string, string> { ["SYNAPSE_REGISTRATION"] = shared });
    }
}

public sealed class ProsodyBridge(RealServers servers) : Bridge(XmppServer.Prosody, servers);

/// <summary>With PostgreSQL, so that every scenario is played on both stores as well as on both servers.</summary>
public sealed class EjabberdBridge(RealServers servers) : Bridge(XmppServer.Ejabberd, servers)
{
    public override Task ChangeStoreAsync(string sql) =>
        DoAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", $"postgresql://gateway:gateway@127.0.0.1:{Ports.Postgres}/gateway", "-c", sql);

    protected override async Task PrepareStoreAsync(GatewaySettings settings)
    {
        await Servers.NeedEmptyAsync(RealServers.Postgres);
        settings.WithPostgres();
    }
}

[CollectionDefinition]
public sealed class OnProsody : ICollectionFixture<ProsodyBridge>;

[CollectionDefinition]
public sealed class OnEjabberd : ICollectionFixture<EjabberdBridge>;
