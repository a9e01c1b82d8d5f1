using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What rooms are (XEP-0045 §6.4, §15.5), also for those who are not in them; and whether a client is still in one (XEP-0410).</summary>
internal sealed class RoomDiscoHandler(Networks networks, RoomAddresses addresses, RoomBook book) : IStanzaHandler
{
    private static readonly string[] Features =
    [
        Namespaces.Rooms.NamespaceName,
        Namespaces.DiscoInfo.NamespaceName,
        Namespaces.DiscoItems.NamespaceName,
        Namespaces.Archive.NamespaceName,
        ArchiveRequest.ExtendedFeature,
        Namespaces.StanzaIds.NamespaceName,
        Namespaces.OccupantId.NamespaceName,
        Namespaces.Moderation.NamespaceName,
        Namespaces.ModerationOld.NamespaceName,
        "http://jabber.org/protocol/muc#self-ping-optimization",
        "http://jabber.org/protocol/muc#stable_id",
        "muc_nonanonymous",
        "muc_persistent",
        "muc_unsecured",
    ];

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        (DiscoInfo.IsRequest(stanza) || DiscoItems.IsRequest(stanza) || Ping.IsRequest(stanza)) && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var room = await book.FindAsync(network, stanza.To!, cancellationToken);
        if (stanza.To!.Resource is not null)
        {
            await AskOccupantAsync(stanza, room, link, cancellationToken);
            return;
        }

        if (Ping.IsRequest(stanza))
        {
            await link.SendAsync(stanza.Reply(), cancellationToken);
            return;
        }

        var payload = DiscoItems.IsRequest(stanza)
            // §6.5: who is in a room is for those who are in it.
            ? new DiscoItems([]).ToElement()
            : (await InfoAsync(network, stanza, room, cancellationToken)).ToElement();
        await link.SendAsync(stanza.Reply().With(payload), cancellationToken);
    }

    /// <summary>XEP-0410 §3: the answer to a question of a client to itself says whether it is in the room.</summary>
    private static async ValueTask AskOccupantAsync(Stanza stanza, HostedRoom? room, IComponentLink link, CancellationToken cancellationToken)
    {
        if (room?.Find(stanza.From!) is null)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom));
        }

        if (room.Occupants?.Find(stanza.To!.Resource!) is not { } occupant)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant));
        }

        if (room.UserOf(occupant.Member.Who.Id) != stanza.From!.Bare || !Ping.IsRequest(stanza))
        {
            // XEP-0410 §4: so that no client takes the answer of another one for its own.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ServiceUnavailable));
        }

        await link.SendAsync(stanza.Reply(), cancellationToken);
    }

    private static async ValueTask<DiscoInfo> InfoAsync(Network network, Stanza stanza, HostedRoom? room, CancellationToken cancellationToken)
    {
        var state = room?.State;
        if (room is not null && state is null && room.Users.ContainsKey(stanza.From!.Bare))
        {
            state = await ((IHostsRooms)network.Adapter).GetStateAsync(room.Id, stanza.From.Bare, cancellationToken);
        }

        var name = state?.Name ?? room?.Row.Name ?? JidEscaping.Unescape(stanza.To!.Local!);
        string[] features =
        [
            .. Features,
            state?.IsMembersOnly == true ? "muc_membersonly" : "muc_open",
            state?.IsModerated == true ? "muc_moderated" : "muc_unmoderated",
            state?.IsPublic == false ? "muc_hidden" : "muc_public",
        ];
        return new DiscoInfo(
            [new DiscoIdentity("conference", "text", Translation.BodyText.CleanLine(name))],
            [.. features.Order(StringComparer.Ordinal)],
            Form: state is null ? null : FormOf(state, room?.Occupants?.Count ?? state.MemberCount).ToElement());
    }

    /// <summary>§15.5.3: what XEP-0128 says of a room.</summary>
    private static DataForm FormOf(RoomState state, int occupants) => new(DataForm.Result)
    {
        Fields =
        [
            new DataField(DataForm.FormType, DataField.Hidden) { Values = ["http://jabber.org/protocol/muc#roominfo"] },
            new DataField("muc#roominfo_description") { Values = [Translation.BodyText.CleanLine(state.Name ?? "")] },
            new DataField("muc#roominfo_subject") { Values = [Translation.BodyText.CleanLine(state.Subject.Text)] },
            new DataField("muc#roominfo_occupants") { Values = [occupants.ToString(System.Globalization.CultureInfo.InvariantCulture)] },
        ],
    };
}
