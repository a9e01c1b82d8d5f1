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
internal sealed class RoomOrderHandler(
    Networks networks, RoomAddresses addresses, RoomBook book, IAddressBook people, AffiliationLists lists, RoomHearing hearing) : IStanzaHandler
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
        if (await book.FindAsync(network, stanza.To!, cancellationToken) is not { } room || room.Find(stanza.From!, stanza.To!) is null)
        {
            throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom);
        }

        if (stanza is { Kind: StanzaKind.Iq, Type: "get" })
        {
            var list = await lists.ReadAsync(room, stanza.From!.Bare, RoomOrders.Find(stanza)!, cancellationToken);
            await link.SendAsync(stanza.Reply().With(list.ToElement()), cancellationToken);
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
            return [new RoomChange.Retract(RoomStanzaId.TargetOf(moderation.Id), moderation.Reason)];
        }

        if (RoomOrders.Find(stanza) is { } orders)
        {
            var wanted = new List<RoomChange>();
            foreach (var item in orders.Items)
            {
                wanted.Add(await ChangeOfAsync(item, room, network, cancellationToken));
            }

            return wanted;
        }

        if (RoomNews.Find(stanza) is { Invites: { Count: > 0 } invites })
        {
            var changes = new List<RoomChange>();
            foreach (var invite in invites)
            {
                changes.Add(new RoomChange.Invite(await InvitedAsync(invite, stanza.From!.Bare, network, cancellationToken), invite.Reason));
            }

            return changes;
        }

        return [new RoomChange.Subject(BodyText.Clean(stanza.Payload(Namespaces.Component + "subject")!.Value))];
    }

    private async ValueTask<RemoteUserId> InvitedAsync(RoomInvite invite, Jid user, Network network, CancellationToken cancellationToken) =>
        invite.To is { Local: not null } to && await FindAsync(to, network, cancellationToken) is { } id
            ? !hearing.Hides(network, user, new RemoteContact(id, id.Value)) ? id : throw Refusal(StanzaConditions.Forbidden, RoomTexts.NotInvited)
            : throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.OnlyPeopleOfThisNetwork);

    /// <summary>Somebody's identity, wherever they are: a person of the network, or a user of the gateway, who has one there, too.</summary>
    private async ValueTask<RemoteUserId?> FindAsync(Jid jid, Network network, CancellationToken cancellationToken) =>
        jid.Domain == network.Link.Domain
            ? (await people.FindContactAsync(network, jid.Bare, cancellationToken))?.Id
            : ((IHostsRooms)network.Adapter).IdentityOf(jid.Bare);

    /// <summary>Somebody is named by what they are called while they are here (§8), and by their address also when not (§9).</summary>
    private async ValueTask<RoomChange> ChangeOfAsync(RoomItem item, HostedRoom room, Network network, CancellationToken cancellationToken)
    {
        var named = item.Nick is { } nick ? room.Occupants?.Find(nick)?.Member.Who.Id : null;
        var who = named ?? (item.Jid is { Local: not null } jid ? await FindAsync(jid, network, cancellationToken) : null)
            ?? throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant);
        if (item is { Affiliation: null, Role: RoomRole.Visitor or RoomRole.Participant })
        {
            CheckVoice(room, who, item.Role.Value);
        }

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

    /// <summary>§8.3, §8.4: admins and owners always may speak; and where everybody may, nobody's voice can be taken.</summary>
    private static void CheckVoice(HostedRoom room, RemoteUserId who, RoomRole role)
    {
        if (room.Occupants?.Find(who) is { Rank: RoomRank.Administrator or RoomRank.Owner })
        {
            throw Refusal(StanzaConditions.NotAllowed, RoomTexts.AdminsSpeak);
        }

        if (role == RoomRole.Visitor && room.State is { IsModerated: false })
        {
            throw Refusal(StanzaConditions.NotAllowed, RoomTexts.EverybodySpeaks);
        }
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
