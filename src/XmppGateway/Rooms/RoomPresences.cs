using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What a room tells its clients about who is in it. Pure.</summary>
internal static class RoomPresences
{
    /// <summary>Somebody is there.</summary>
    /// <param name="room">The room, for the addresses behind names.</param>
    /// <param name="occupant">Whom it is about.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="statuses">Codes of <see cref="RoomStatus"/>, besides those that follow from the rest.</param>
    public static Stanza Present(HostedRoom room, Occupant occupant, RoomClient client, params ReadOnlySpan<int> statuses)
    {
        var news = new RoomNews { Item = ItemOf(room, occupant), Statuses = StatusesOf(room, occupant, client, statuses) };
        return From(room, occupant.Nick, client, null, occupant, news);
    }

    /// <summary>Somebody is not there any more.</summary>
    /// <param name="room">The room.</param>
    /// <param name="occupant">Whom it is about, as they were.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="why">What made them go: the affiliation that they have now, who did it, and why. Its role is always none.</param>
    /// <param name="statuses">Codes of <see cref="RoomStatus"/>.</param>
    public static Stanza Gone(HostedRoom room, Occupant occupant, RoomClient client, RoomItem? why, params ReadOnlySpan<int> statuses)
    {
        var item = ItemOf(room, occupant) with { Role = RoomRole.None };
        var news = new RoomNews
        {
            Item = why is null ? item : item with { Affiliation = why.Affiliation ?? item.Affiliation, Reason = why.Reason, Actor = why.Actor },
            Statuses = StatusesOf(room, occupant, client, statuses),
        };
        return From(room, occupant.Nick, client, "unavailable", occupant, news);
    }

    /// <summary>§7.6: somebody is called something else from now on; their presence under the new name follows.</summary>
    public static Stanza Renamed(HostedRoom room, Occupant before, Occupant now, RoomClient client)
    {
        var news = new RoomNews
        {
            Item = ItemOf(room, now) with { Nick = now.Nick },
            Statuses = StatusesOf(room, before, client, [RoomStatus.NickChanged]),
        };
        return From(room, before.Nick, client, "unavailable", before, news);
    }

    /// <summary>The client is not in the room any more, whoever else is: the service stops, or has forgotten it.</summary>
    /// <param name="client">Full JID.</param>
    /// <param name="occupant">What it was in the room.</param>
    /// <param name="status">A code of <see cref="RoomStatus"/>.</param>
    public static Stanza PutOut(Jid client, Jid occupant, int status) => Stanza.Presence(occupant, client, "unavailable").With(new RoomNews
    {
        Item = new RoomItem { Affiliation = RoomAffiliation.None, Role = RoomRole.None },
        Statuses = [RoomStatus.Self, status],
    }.ToElement());

    /// <summary>The room is over for this client (§10.9).</summary>
    public static Stanza Destroyed(Occupant self, RoomClient client, RoomDestruction destruction) =>
        Stanza.Presence(client.Room.WithResource(self.Nick), client.Jid, "unavailable").With(new RoomNews
        {
            Item = new RoomItem { Affiliation = RoomAffiliation.None, Role = RoomRole.None },
            Destruction = destruction,
            Statuses = [RoomStatus.Self],
        }.ToElement());

    /// <summary>
    /// XEP-0421 §3: the same for one person in one room, another one in another room, and nobody can compute who it is without knowing already.
    /// </summary>
    public static string OccupantIdOf(RemoteRoomId room, RemoteUserId who) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(room.Value + "\0" + who.Value)).AsSpan(0, 16));

    /// <summary>The address behind a name: a user's own, or the contact's; null for those who have only a stored code.</summary>
    public static Jid? AddressOf(HostedRoom room, RemoteContact who) => room.UserOf(who.Id)
        ?? (Localparts.Readable(room.Network.Adapter, room.Network.Link.Domain, who.Id) is { } localpart
            && Jid.TryCreate(localpart, room.Network.Link.Domain, null, out var jid) ? jid : null);

    private static RoomItem ItemOf(HostedRoom room, Occupant occupant) => new()
    {
        Affiliation = RoomRanks.AffiliationOf(occupant.Member),
        Role = RoomRanks.RoleOf(occupant.Member),
        Jid = AddressOf(room, occupant.Member.Who),
    };

    private static int[] StatusesOf(HostedRoom room, Occupant occupant, RoomClient client, ReadOnlySpan<int> statuses) =>
        room.UserOf(occupant.Member.Who.Id) == client.Jid.Bare ? [RoomStatus.Self, .. statuses] : [.. statuses];

    private static Stanza From(HostedRoom room, string nick, RoomClient client, string? type, Occupant occupant, RoomNews news)
    {
        var presence = Stanza.Presence(client.Room.WithResource(nick), client.Jid, type);
        presence.Payloads.Add(news.ToElement());
        presence.Payloads.Add(OccupantId.Create(OccupantIdOf(room.Id, occupant.Member.Who.Id)));
        if (type is null && occupant.Member.Hats is { Count: > 0 } hats)
        {
            presence.Payloads.Add(Hats.Create(
                hats.Select(hat => ($"xmpp:{room.Network.Link.Domain}#hat-{hat.Id}", BodyText.CleanLine(hat.Title.In(client.Language)))), client.Language));
        }

        return presence;
    }
}
