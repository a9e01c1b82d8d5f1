using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;

namespace XmppGateway.Presence;

/// <summary>
/// What a network shows of the presence of users who stop sharing it, begin to, or leave. While it is not shared nothing is told, the end
/// neither: so the end is told here, or the network would show the last state for ever.
/// </summary>
internal sealed class SharedPresence(Presences presences) : IAccountWatcher
{
    private static readonly PresenceState Gone = new(Availability.Offline);

    /// <inheritdoc/>
    public ValueTask ChangedAsync(Network network, Jid user, UserSettings before, UserSettings after, CancellationToken cancellationToken)
    {
        if (before.SharePresence != after.SharePresence)
        {
            Tell(network, user, after.SharePresence ? presences.Users.StateOf(network.Name, user) : Gone);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        presences.Users.Forget(network.Name, user);
        Tell(network, user, Gone);
        return ValueTask.CompletedTask;
    }

    private void Tell(Network network, Jid user, PresenceState state) =>
        presences.UserSignals.Tell(network, new UserSignal.Presence(user.Bare, state));
}
