using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>The presence stanzas that contacts and the gateway send.</summary>
internal static class PresenceStanzas
{
    private const int MaximumNick = 100;

    /// <summary>Available (type null), unavailable, subscribed, unsubscribed, unsubscribe.</summary>
    public static Stanza Of(string? type, Jid from, Jid to) => new(StanzaKind.Presence) { From = from, To = to, Type = type };

    /// <summary>
    /// The end of both subscriptions, whatever there is of them. RFC 6121 §3.3.3: unavailable before unsubscribed; then the contact gives up its
    /// own side.
    /// </summary>
    public static Stanza[] End(Jid contact, Jid user) =>
        [Of("unavailable", contact, user), Of("unsubscribed", contact, user), Of("unsubscribe", contact, user)];

    /// <summary>A subscription request with the name to show. XEP-0172 §4.1: the nick belongs into requests, not into every stanza.</summary>
    public static Stanza Subscribe(Jid from, Jid to, string? nick)
    {
        var stanza = Of("subscribe", from, to);
        if (nick is not null && BodyText.CleanLine(nick) is { Length: > 0 } name)
        {
            stanza.Payloads.Add(Nick.Create(BodyText.Truncate(name, MaximumNick)));
        }

        return stanza;
    }
}
