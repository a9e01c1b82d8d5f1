using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Private messages between two users of ours who are in the same room (XEP-0045 §7.5). Both are XMPP users: what one says goes to the
/// clients of the other as it is, without a way through the foreign network, where it could be read.
/// </summary>
internal static class RoomWhispers
{
    /// <summary>After these, servers hold, a client is not there (§7.14). Others say only that this one message was not taken.</summary>
    private static readonly HashSet<string> Gone = new(StringComparer.Ordinal)
    {
        StanzaConditions.Gone, StanzaConditions.ItemNotFound, StanzaConditions.RecipientUnavailable, StanzaConditions.RemoteServerNotFound,
        StanzaConditions.RemoteServerTimeout, StanzaConditions.ServiceUnavailable,
    };

    /// <summary>Hands a message to all clients of a user that are in the room.</summary>
    /// <param name="stanza">As it came.</param>
    /// <param name="room">The room.</param>
    /// <param name="speaker">Who says it.</param>
    /// <param name="user">For whom it is; bare JID.</param>
    /// <param name="isNothing">Nothing is lost with it: a chat state.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StanzaErrorException">No client of theirs is in the room.</exception>
    public static async ValueTask PassAsync(
        Stanza stanza, HostedRoom room, Occupant speaker, Jid user, bool isNothing, CancellationToken cancellationToken)
    {
        var isThere = false;
        foreach (var client in room.ClientsOf(user))
        {
            isThere = true;
            await room.TellAsync(Copy(stanza, client.Room.WithResource(speaker.Nick), client.Jid, stanza.Type), cancellationToken);
        }

        if (!isThere && !isNothing)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RecipientUnavailable, RoomTexts.NobodyThere));
        }
    }

    /// <summary>Tells the sender of a private message that a client did not take it; true when it was one of those.</summary>
    public static async ValueTask<bool> ReturnAsync(Stanza error, HostedRoom room, CancellationToken cancellationToken)
    {
        if (error.To?.Resource is not { } nick || room.Find(error.From!, error.To) is null || room.OccupantOf(error.From!) is not { } from
            || room.Occupants?.Find(nick) is not { } sender || room.UserOf(sender.Member.Who.Id) is not { } user)
        {
            return false;
        }

        foreach (var client in room.ClientsOf(user))
        {
            await room.TellAsync(Copy(error, client.Room.WithResource(from.Nick), client.Jid, "error"), cancellationToken);
        }

        return true;
    }

    /// <summary>True when the error means that the client has gone.</summary>
    public static bool IsGone(Stanza error) => StanzaError.Find(error) is not { } why || Gone.Contains(why.Condition);

    private static Stanza Copy(Stanza stanza, Jid from, Jid to, string? type)
    {
        var copy = Stanza.Message(from, to, type, stanza.Id);
        foreach (var payload in stanza.Payloads.Where(payload => !IsOurs(payload)))
        {
            copy.Payloads.Add(new XElement(payload));
        }

        // §7.5: by this element clients know it from a direct message.
        return copy.With(new RoomNews().ToElement());
    }

    /// <summary>What only the room says, so that nobody can say it for the room.</summary>
    private static bool IsOurs(XElement payload) =>
        payload.Name.Namespace == Namespaces.RoomUser || payload.Name.Namespace == Namespaces.OccupantId || payload.Name.Namespace == Namespaces.Delay
        || payload.Name == Namespaces.StanzaIds + "stanza-id";
}
