using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What all scenarios with a real homeserver begin with: Mia has logged in there; skipped where it cannot be had.</summary>
public abstract class MatrixScenarios : IAsyncLifetime
{
    protected const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost";
    protected const string NoahAsContact = "\\40noah\\3amatrix.test@matrix.localhost";
    protected const string AliceInMatrix = "@_xmpp_alice=40localhost:matrix.test";

    protected MatrixUser Mia { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        Mia = await MatrixUser.LoginAsync("mia");
    }

    public async ValueTask DisposeAsync()
    {
        if (Mia is not null)
            await Mia.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
