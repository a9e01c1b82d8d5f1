using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>For how long the lines of a user are collected into one letter, where the network sends letters.</summary>
internal sealed class MergeWindows(IUserSettings settings)
{
    /// <summary>Zero where nothing is collected. Never fails: while the store is away, the usual time counts.</summary>
    public async ValueTask<TimeSpan> FindAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        if (what is not Message || !network.CapabilitiesOf(what.Contact).MergesLines)
        {
            return TimeSpan.Zero;
        }

        try
        {
            return (await settings.FindAsync(network.Name, what.User, cancellationToken)).MergeWindow;
        }
        catch (StoreUnavailableException)
        {
            return UserSettings.Default.MergeWindow;
        }
    }
}
