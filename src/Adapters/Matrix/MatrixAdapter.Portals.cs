using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix;

/// <summary>Rooms that are one with rooms of XMPP.</summary>
internal sealed partial class MatrixAdapter : IVisitsRooms
{
    public string Language => _options.Language;

    public bool IsOccupant(RemoteUserId id) => _ids.IsOurs(id.Value);

    public ValueTask<Jid?> FindOccupantAsync(RemoteUserId id, CancellationToken cancellationToken) =>
        Parts.PortalNotes.FindOccupantAsync(id.Value, cancellationToken);

    public ValueTask<IReadOnlyList<RemoteContact>?> GetVisitorsAsync(RemoteRoomId room, CancellationToken cancellationToken) =>
        Parts.Portals.GetVisitorsAsync(room.Value, cancellationToken);

    public ValueTask<PortalOffer> ExamineAsync(RoomAddress room, Jid xmppRoom, CancellationToken cancellationToken) =>
        Parts.Portals.ExamineAsync(room, xmppRoom, cancellationToken);

    public ValueTask<PortalOffer> FollowAsync(RemoteRoomId ended, RoomAddress successor, Jid xmppRoom, CancellationToken cancellationToken) =>
        Parts.Guard.BanOfRoom(successor.Value) is { } ban
            ? ValueTask.FromResult<PortalOffer>(new PortalOffer.Refused(MatrixTexts.ListBansRoom.Quoting(ban.Reason)))
            : Parts.Portals.FollowAsync(ended.Value, successor, xmppRoom, cancellationToken);

    public ValueTask OpenAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken) =>
        Parts.Portals.OpenAsync(room.Value, xmppRoom, cancellationToken);

    public ValueTask CloseAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken) =>
        Parts.Portals.CloseAsync(room.Value, xmppRoom, cancellationToken);
}
