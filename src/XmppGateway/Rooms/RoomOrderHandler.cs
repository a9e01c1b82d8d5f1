using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What clients want done in rooms: another subject (XEP-0045 §8.1), people put out or given rights (§8.2 to §10.6), people asked in (§7.8.2), a
/// message taken away (XEP-0425). Done by the foreign network, by its rules; its answer is the answer.
/// </summary>
internal sealed class RoomOrderHandler(Networks networks, RoomAddresses addresses, RoomBook book, IAddressBook people) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <summary>True for a message that is an order: a subject without a body, or an invitation.</summary>
    public static bool IsOrder(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Resource: null, IsError: false }
        && ((stanza is { Type: "groupchat", Body: null } && stanza.Payload(Namespaces.Component + "subject") is not null)
            || RoomNews.Find(stanza) is { Invites.Count: > 0 });

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => addresses.IsRoom(stanza)
        && (IsOrder(stanza) || RoomOrders.Find(stanza) is not null || MessageModeration.Find(stanza) is not null);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        if (await book.FindAsync(network, stanza.To!, cancellationToken) is not { } room || room.Find(stanza.From!) is null)
        {
            throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom);
        }

        if (stanza is { Kind: StanzaKind.Iq, Type: "get" })
        {
            await link.SendAsync(stanza.Reply().With(List(room, RoomOrders.Find(stanza)!)), cancellationToken);
            return;
        }

        foreach (var change in await ChangesAsync(stanza, network, room, cancellationToken))
        {
            var answer = await ((IHostsRooms)network.Adapter).ChangeAsync(room.Id, stanza.From!.Bare, change, cancellationToken);
            if (answer is RoomAnswer.Refused refused)
            {
                throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
            }
        }

        if (stanza.Kind == StanzaKind.Iq)
        {
            await link.SendAsync(stanza.Reply(), cancellationToken);
        }
    }

    private async ValueTask<IReadOnlyList<RoomChange>> ChangesAsync(
        Stanza stanza, Network network, HostedRoom room, CancellationToken cancellationToken)
    {
        if (MessageModeration.Find(stanza) is { } moderation)
        {
            return [new RoomChange.Retract(new RemoteMessageId(moderation.Id), moderation.Reason)];
        }

        if (RoomOrders.Find(stanza) is { } orders)
        {
            return [.. from item in orders.Items select ChangeOf(item, room, network)];
        }

        if (RoomNews.Find(stanza) is { Invites: { Count: > 0 } invites })
        {
            var changes = new List<RoomChange>();
            foreach (var invite in invites)
            {
                changes.Add(new RoomChange.Invite(await InvitedAsync(invite, network, cancellationToken), invite.Reason));
            }

            return changes;
        }

        return [new RoomChange.Subject(BodyText.Clean(stanza.Payload(Namespaces.Component + "subject")!.Value))];
    }

    private async ValueTask<RemoteUserId> InvitedAsync(RoomInvite invite, Network network, CancellationToken cancellationToken) =>
        invite.To is { Local: not null } to && to.Domain == network.Link.Domain
            && await people.FindContactAsync(network, to.Bare, cancellationToken) is { } contact
            ? contact.Id
            : throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.OnlyPeopleOfThisNetwork);

    /// <summary>Somebody is named by what they are called while they are here (§8), and by their address also when not (§9).</summary>
    private static RoomChange ChangeOf(RoomItem item, HostedRoom room, Network network)
    {
        var who = item.Nick is { } nick && room.Occupants?.Find(nick) is { } occupant
            ? occupant.Member.Who.Id
            : item.Jid is { } jid && (room.Users.GetValueOrDefault(jid.Bare) is { } own
                ? new RemoteUserId(own.Self)
                : jid.Local is { } local && jid.Domain == network.Link.Domain ? network.Adapter.ParseAddress(JidEscaping.Unescape(local))?.Id : null) is { } id
                ? id
                : throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant);
        return item switch
        {
            { Affiliation: { } affiliation } => new RoomChange.Rank(who, RoomRanks.RankOf(affiliation), item.Reason),
            { Role: RoomRole.None } => new RoomChange.Remove(who, item.Reason),
            { Role: RoomRole.Visitor } => new RoomChange.Voice(who, false),
            { Role: RoomRole.Participant } => new RoomChange.Voice(who, true),
            { Role: RoomRole.Moderator } => new RoomChange.Rank(who, RoomRank.Administrator, item.Reason),
            _ => throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest)),
        };
    }

    /// <summary>§9.5, §10: who has one affiliation or role, as far as they are in the room.</summary>
    private static System.Xml.Linq.XElement List(HostedRoom room, RoomOrders asked)
    {
        var wanted = asked.Items is [var first, ..] ? first : null;
        var items =
            from occupant in room.Occupants?.All ?? []
            let affiliation = RoomRanks.AffiliationOf(occupant.Member)
            let role = RoomRanks.RoleOf(occupant.Member)
            where wanted is not null && (wanted.Affiliation == affiliation || (wanted.Affiliation is null && wanted.Role == role))
            orderby occupant.Nick
            select new RoomItem
            {
                Affiliation = affiliation,
                Role = role,
                Nick = occupant.Nick,
                Jid = RoomPresences.AddressOf(room, occupant.Member.Who),
            };
        return new RoomOrders([.. items]).ToElement();
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
