using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Profiles;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>The vCard of a room (XEP-0486): its picture for everybody who may see the room, and another one from its owners.</summary>
internal sealed class RoomPictureHandler(Networks networks, RoomAddresses addresses, RoomBook book, RoomPictures pictures) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To is { Resource: null } && (VCardTemp.IsRequest(stanza) || VCardTemp.IsUpdate(stanza)) && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var room = await book.FindAsync(network, stanza.To!, cancellationToken);
        var reply = stanza.Reply();
        if (VCardTemp.IsRequest(stanza))
        {
            reply.Payloads.Add(VCardTemp.Create(await CardOfAsync(stanza, room, cancellationToken)));
        }
        else
        {
            await ChangeAsync(RoomOwners.Require(room, stanza.From!), stanza, cancellationToken);
        }

        await link.SendAsync(reply, cancellationToken);
    }

    private async ValueTask<PersonalDetails> CardOfAsync(Stanza stanza, HostedRoom? room, CancellationToken cancellationToken)
    {
        if (room is null || await RoomStates.SeenByAsync(room, stanza.From!, cancellationToken) is not { } state)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound));
        }

        var name = BodyText.CleanLine(state.Name ?? JidEscaping.Unescape(stanza.To!.Local!));
        var picture = await PictureOfAsync(room, state, cancellationToken);
        return new PersonalDetails(name) { Photo = picture is null ? null : new PersonalPhoto(picture.MediaType, picture.Content) };
    }

    private async ValueTask<AvatarRow?> PictureOfAsync(HostedRoom room, RoomState state, CancellationToken cancellationToken)
    {
        try
        {
            return await pictures.FindAsync(room, state.Avatar, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RemoteServerTimeout, RoomTexts.StateUnknown));
        }
    }

    private async ValueTask ChangeAsync(HostedRoom room, Stanza stanza, CancellationToken cancellationToken)
    {
        var photo = VCardTemp.Find(stanza, pictures.Largest)?.Photo;
        var row = photo is null ? null : Pictures.Read(photo.Content, pictures.Largest);
        if (row is null && VCardTemp.HasPhoto(stanza))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, RoomTexts.NoPicture(pictures.Largest)));
        }

        var change = new RoomChange.Photo(row is null ? null : new Picture(row.Content, row.MediaType));
        if (await ((IHostsRooms)room.Network.Adapter).ChangeAsync(room.Id, stanza.From!.Bare, change, cancellationToken) is RoomAnswer.Refused refused)
        {
            throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
        }

        using var turn = await room.EnterAsync(cancellationToken);
        await RoomStates.ReadAgainAsync(room, cancellationToken);
        pictures.Look(room);
    }
}
