using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests;

/// <summary>
/// One XMPP server and a gateway to the example network, which can everything. Shared by all scenarios of a collection: each has a contact
/// of its own, and a user of its own where it changes what holds for the user.
/// </summary>
public abstract class ExampleBridge(XmppServer server, RealServers servers, string strangers = "deliver") : IAsyncLifetime
{
    public XmppServer Server => server;

    public Gateway Gateway { get; private set; } = null!;

    public ExampleNetwork Network { get; private set; } = null!;

    /// <summary>The same network once more, without privileges.</summary>
    public ExampleNetwork Second { get; private set; } = null!;

    /// <summary>alice@localhost, who is online all the time.</summary>
    public XmppUser Alice { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await servers.NeedAsync(server.Script);
        Gateway = new Gateway(new GatewaySettings(server, $"{server}-example-{strangers}").WithExample(strangers));
        await Gateway.StartAsync();
        Network = new ExampleNetwork();
        Second = new ExampleNetwork(ExampleNetwork.SecondDomain);
        Alice = await XmppUser.LoginAsync(server, "alice");
    }

    public async ValueTask DisposeAsync()
    {
        if (Alice is not null)
            await Alice.DisposeAsync();
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        if (Network is not null)
            await Network.DisposeAsync();
        if (Second is not null)
            await Second.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class ProsodyExample(RealServers servers) : ExampleBridge(XmppServer.Prosody, servers);

public sealed class EjabberdExample(RealServers servers) : ExampleBridge(XmppServer.Ejabberd, servers);

/// <summary>The same, and people who do not know who writes to them are asked first.</summary>
public sealed class ProsodyAsking(RealServers servers) : ExampleBridge(XmppServer.Prosody, servers, "ask");

public sealed class EjabberdAsking(RealServers servers) : ExampleBridge(XmppServer.Ejabberd, servers, "ask");

[CollectionDefinition]
public sealed class ExampleOnProsody : ICollectionFixture<ProsodyExample>;

[CollectionDefinition]
public sealed class ExampleOnEjabberd : ICollectionFixture<EjabberdExample>;

[CollectionDefinition]
public sealed class AskingOnProsody : ICollectionFixture<ProsodyAsking>;

[CollectionDefinition]
public sealed class AskingOnEjabberd : ICollectionFixture<EjabberdAsking>;
