using System.Collections.Frozen;
using XmppGateway.Abstractions;

namespace XmppGateway.Portals;

/// <summary>Into which XMPP rooms people of the networks may come. Pure.</summary>
/// <param name="allow">Room services and single rooms that anybody may open by their address; empty for none.</param>
/// <param name="deny">Those that nobody may, not even by an operator's command.</param>
/// <param name="ownDomains">The gateway's own domains: what is hosted there is in a network already.</param>
internal sealed class PortalRules(IEnumerable<Jid> allow, IEnumerable<Jid> deny, Func<IEnumerable<string>> ownDomains)
{
    private readonly FrozenSet<string> _allow = allow.Select(entry => entry.ToString()).ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _deny = deny.Select(entry => entry.ToString()).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True when people may come by the room's address, without an operator.</summary>
    public bool MayVisit(Jid room) => MayBridge(room) && Names(_allow, room);

    /// <summary>True when an operator may join it with a room of a network. Never one of our own: that would be the room itself.</summary>
    public bool MayBridge(Jid room) =>
        room is { Local: not null, Resource: null } && !Names(_deny, room) && !ownDomains().Contains(room.Domain, StringComparer.Ordinal);

    private static bool Names(FrozenSet<string> list, Jid room) => list.Contains(room.Domain) || list.Contains(room.ToString());
}
