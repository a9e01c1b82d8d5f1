using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>
/// What people of a network want to be done to somebody in the XMPP room. Each asks with their own seat: what they may do there is for the room to
/// say, whatever they may do in the network's room.
/// </summary>
internal static class PortalOrders
{
    private static readonly StanzaError Silence = StanzaError.Of(StanzaConditions.RemoteServerTimeout);

    /// <summary>XEP-0045 §8.2, §9.1: puts an occupant out, for good where the network did so and their address is known. Null when done.</summary>
    public static async Task<StanzaError?> PutOutAsync(
        Portal portal, PortalPost post, Seat by, string nick, RoomPassage passage, string? reason, CancellationToken cancellationToken)
    {
        if (passage != RoomPassage.Banned || portal.Occupants.GetValueOrDefault(nick)?.Jid is not { } address)
        {
            return await AskAsync(portal, by, new RoomItem { Role = RoomRole.None, Nick = nick, Reason = reason }, cancellationToken);
        }

        var error = await AskAsync(portal, by, new RoomItem { Affiliation = RoomAffiliation.Outcast, Jid = address.Bare, Reason = reason }, cancellationToken);
        if (error is null)
        {
            await post.NoteBanAsync(portal, nick, address.Bare, true, cancellationToken);
        }

        return error;
    }

    /// <summary>XEP-0045 §9.2: lifts a ban that <see cref="PutOutAsync"/> has made. Null when done.</summary>
    public static async Task<StanzaError?> LetBackAsync(Portal portal, PortalPost post, Seat by, string nick, CancellationToken cancellationToken)
    {
        if (await post.FindBannedAsync(portal, nick, cancellationToken) is not { } address)
        {
            return StanzaError.Of(StanzaConditions.ItemNotFound, PortalTexts.NoBanKnown);
        }

        var error = await AskAsync(portal, by, new RoomItem { Affiliation = RoomAffiliation.None, Jid = address }, cancellationToken);
        if (error is null)
        {
            // Otherwise it can be tried again, by somebody who may.
            await post.NoteBanAsync(portal, nick, address, false, cancellationToken);
        }

        return error;
    }

    /// <summary>XEP-0425: takes a message of somebody else away. Null when done.</summary>
    public static Task<StanzaError?> ModerateAsync(Portal portal, Seat by, string id, string? reason, CancellationToken cancellationToken) =>
        AskAsync(portal, by, new MessageModeration(id, reason).ToElement(), cancellationToken);

    private static Task<StanzaError?> AskAsync(Portal portal, Seat by, RoomItem item, CancellationToken cancellationToken) =>
        AskAsync(portal, by, new RoomOrders([item]).ToElement(), cancellationToken);

    private static async Task<StanzaError?> AskAsync(Portal portal, Seat by, XElement payload, CancellationToken cancellationToken)
    {
        var answer = await portal.Network.Link.AskAsync(Stanza.Iq(by.Self, portal.Room, "set", "order", payload), cancellationToken);
        return answer is null ? Silence
            : answer.IsError ? StanzaError.Find(answer) ?? StanzaError.Of(StanzaConditions.UndefinedCondition)
            : null;
    }
}
