using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Groups;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The rooms of several people.</summary>
internal sealed partial class MatrixAdapter
{
    public RoomAddress? ParseRoom(string text)
    {
        if (TypedRoom.Read(text) is not { } address)
        {
            return null;
        }

        _servers.Add(address, TypedRoom.ServersIn(text));
        return new RoomAddress(address);
    }

    // Application service API, "GET /rooms/{roomAlias}": of an alias of ours the homeserver asks us, and a room would be made for nothing but a question.
    public ValueTask<bool> IsThereAsync(RoomAddress room, CancellationToken cancellationToken) =>
        Parts.Portals.IsAliasOfPortal(room.Value) ? ValueTask.FromResult(true) : Parts.Groups.IsThereAsync(room, cancellationToken);

    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        if (Parts.Guard.RefuseEntry(user, room.Value) is { } refused)
        {
            return refused;
        }

        var entry = await Parts.Groups.EnterAsync(room, user, nick, cancellationToken);
        if (entry is not RoomEntry.Entered entered || Parts.Guard.RefuseEntry(user, entered.State.Id.Value) is not { } banned)
        {
            return entry;
        }

        // Which room an alias leads to is known only now.
        await Parts.Groups.LeaveAsync(entered.State.Id, user, banned.Reason.English, cancellationToken);
        return banned;
    }

    public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) =>
        Parts.Groups.LeaveAsync(room, user, reason, cancellationToken);

    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        Parts.Groups.GetStateAsync(room, user, cancellationToken);

    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        Parts.Groups.GetMembersAsync(room, user, cancellationToken);

    public ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        Parts.Groups.GetListedAsync(room, user, rank, cancellationToken);

    public RemoteUserId? IdentityOf(Jid user) => _ids.Of(user) is { } ghost ? new RemoteUserId(ghost) : null;

    public Jid? UserOf(RemoteUserId identity) => _ids.UserOf(identity.Value);

    public async ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        await Parts.Groups.GetHistoryAsync(room, user, before, limit, cancellationToken) is { } page
            ? page with { Events = [.. page.Events.Select(_largeFiles.Explain)] }
            : null;

    public ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        Parts.Groups.AudienceOfAsync(room, user, cancellationToken);

    public async ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken) =>
        await Parts.Guard.RefuseChangeAsync(user, room, cancellationToken) is { } refused ? refused
            : await Parts.Groups.ChangeAsync(room, user, change, cancellationToken);

    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
        Parts.Groups.ListAsync(user, search, after, limit, cancellationToken);
}
