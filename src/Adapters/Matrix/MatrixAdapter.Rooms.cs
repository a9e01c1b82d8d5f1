using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Groups;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The rooms of several people.</summary>
internal sealed partial class MatrixAdapter
{
    public RoomAddress? ParseRoom(string text) => TypedRoom.Read(text) is { } address ? new RoomAddress(address) : null;

    public ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken) =>
        Parts.Groups.EnterAsync(room, user, nick, cancellationToken);

    public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) =>
        Parts.Groups.LeaveAsync(room, user, reason, cancellationToken);

    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        Parts.Groups.GetStateAsync(room, user, cancellationToken);

    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        Parts.Groups.GetMembersAsync(room, user, cancellationToken);

    public ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        Parts.Groups.GetHistoryAsync(room, user, before, limit, cancellationToken);

    public ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken) =>
        Parts.Groups.ChangeAsync(room, user, change, cancellationToken);

    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
        Parts.Groups.ListAsync(user, search, after, limit, cancellationToken);
}
