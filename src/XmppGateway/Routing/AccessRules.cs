using System.Collections.Frozen;
using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>What the rules say about one stanza.</summary>
internal enum AccessVerdict
{
    /// <summary>Goes to its handler.</summary>
    Pass,

    /// <summary>Answered with <c>forbidden</c>.</summary>
    Refuse,

    /// <summary>Dropped without an answer.</summary>
    Ignore,
}

/// <summary>Who may use the gateway: lists of bare JIDs and domains, of the configuration and of admins. Held in memory.</summary>
internal sealed class AccessRules
{
    private readonly FrozenSet<string> _allow;
    private readonly FrozenSet<string> _deny;
    private readonly FrozenSet<string> _localDomains;
    private volatile Lists _lists;

    /// <summary>True for an XMPP room that a network takes part in: what its occupants ask ours is answered.</summary>
    public Func<Jid, bool> IsVisited { get; set; } = static _ => false;

    /// <summary>Rules from configuration. Without an allow list, the users of the local domains are allowed.</summary>
    /// <exception cref="FormatException">An entry is no JID.</exception>
    public AccessRules(IEnumerable<string> allow, IEnumerable<string> deny, IEnumerable<string> localDomains)
    {
        _allow = Prepare(allow);
        _deny = Prepare(deny);
        _localDomains = Prepare(localDomains);
        if (_allow.Count == 0)
        {
            _allow = _localDomains;
        }

        _lists = new Lists(_allow, _deny);
    }

    /// <summary>Replaces what admins have added to the configuration. Entries are bare JIDs and domains.</summary>
    /// <exception cref="FormatException">An entry is no JID.</exception>
    public void Change(IEnumerable<string> allow, IEnumerable<string> deny) => _lists = new Lists(
        _allow.Union(Prepare(allow)).ToFrozenSet(StringComparer.Ordinal), _deny.Union(Prepare(deny)).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>True when this user may use the gateway. A denial is stronger than any allowance.</summary>
    public bool Allows(Jid user) => _lists is var lists && !Names(lists.Deny, user) && Names(lists.Allow, user);

    /// <summary>
    /// What becomes of a stanza. What asks the gateway itself (ping, disco) or gives up something (unsubscribe, unregister) is open to everybody; error and
    /// result stanzas are never refused.
    /// </summary>
    public AccessVerdict Judge(Stanza stanza)
    {
        if (stanza is { Kind: StanzaKind.Message, To.Local: null, From: { Local: null, Resource: null } server } && _localDomains.Contains(server.Domain))
        {
            // The users' own server announces privileges, whoever of its users is allowed.
            return AccessVerdict.Pass;
        }

        var consequence = (stanza.Kind, stanza.Type) switch
        {
            (_, "error") => AccessVerdict.Pass,
            // Who has registered may say there that they want to leave; others are refused there.
            (StanzaKind.Message, _) when Leaving.IsSaid(stanza) => AccessVerdict.Pass,
            // Servers send messages without a body by themselves; an answer could start a loop.
            (StanzaKind.Message, _) => stanza.Payload(Namespaces.Component + "body") is null ? AccessVerdict.Ignore : AccessVerdict.Refuse,
            (StanzaKind.Presence, "subscribe") => AccessVerdict.Refuse,
            // XEP-0045 §7.2: who wants to come into a room waits for an answer.
            (StanzaKind.Presence, null) when stanza.Payload(Namespaces.Rooms + "x") is not null => AccessVerdict.Refuse,
            // Whoever may not ask for a contact was asked by none.
            (StanzaKind.Presence, null or "probe" or "subscribed") => AccessVerdict.Ignore,
            // Whether there is anything to leave is asked there.
            (StanzaKind.Iq, "set") => Leaving.Is(stanza) ? AccessVerdict.Pass : AccessVerdict.Refuse,
            // Looking up people makes rows in the store: for users only.
            (StanzaKind.Iq, "get") when stanza.To?.Local is not null => AccessVerdict.Refuse,
            _ => AccessVerdict.Pass,
        };
        return consequence == AccessVerdict.Pass || (stanza.From is { } from && (Allows(from) || IsVisited(from))) ? AccessVerdict.Pass : consequence;
    }

    private static bool Names(FrozenSet<string> list, Jid user) =>
        list.Contains(user.Domain) || (user.Local is not null && list.Contains(user.Bare.ToString()));

    private static FrozenSet<string> Prepare(IEnumerable<string> entries) =>
        entries.Select(e => Jid.Parse(e).Bare.ToString()).ToFrozenSet(StringComparer.Ordinal);

    private sealed record Lists(FrozenSet<string> Allow, FrozenSet<string> Deny);
}
