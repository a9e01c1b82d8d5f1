using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>Chat states of users (XEP-0085), for networks that show who is writing and users who let them.</summary>
internal sealed class TypingNotices(Presences presences, IUserSettings settings)
{
    /// <summary>True when a message carries a state. Pure.</summary>
    public static bool IsIn(Stanza message) => ChatStateNotification.Find(message) is not null;

    /// <summary>Passes the state of a message on.</summary>
    public async ValueTask TakeAsync(Stanza message, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var user = message.From!.Bare;
        if (ChatStateNotification.Find(message) is { } state && network.CapabilitiesOf(contact).ChatStates && !presences.Hides(network, user, contact) &&
            (await settings.FindAsync(network.Name, user, cancellationToken)).ChatStates &&
            // What the user types may be the answer to the gateway's question; a stranger is not to know that there is somebody.
            !await presences.IsAskedAbout(network, user, contact, cancellationToken))
        {
            presences.UserSignals.Tell(network, new UserSignal.Typing(user, contact, state));
        }
    }
}
