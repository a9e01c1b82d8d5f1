using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Rooms.</content>
internal sealed partial class SqlStore
{
    public Task<RoomRow?> FindRoomByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken) =>
        ReadFirstAsync(RoomSql.ByLocalpart, RoomSql.Read, [network, localpart], cancellationToken);

    public Task<RoomRow?> FindRoomAsync(string network, string remoteId, CancellationToken cancellationToken) =>
        ReadFirstAsync(RoomSql.ByRemoteId, RoomSql.Read, [network, remoteId], cancellationToken);

    public Task<RoomRow> PutRoomAsync(RoomRow room, string? localpart, CancellationToken cancellationToken) => WriteAsync(
        (room, localpart, Now: time.GetUtcNow()),
        static (session, put) => RoomSql.Put(session, put.room, put.localpart, put.Now),
        cancellationToken);

    public Task<RoomRow> RedirectRoomAsync(RoomRow room, string localpart, CancellationToken cancellationToken) => WriteAsync(
        (room, localpart, Now: time.GetUtcNow()),
        static (session, put) => RoomSql.Redirect(session, put.room, put.localpart, put.Now),
        cancellationToken);

    public Task<IReadOnlyList<string>> LocalpartsOfRoomAsync(long room, CancellationToken cancellationToken) =>
        ReadAllAsync(RoomSql.Localparts, static row => row.Text(0), [room], cancellationToken);

    public Task PutRoomUserAsync(RoomUserRow user, CancellationToken cancellationToken) =>
        WriteAsync((user, Now: time.GetUtcNow()), static (session, put) => RoomSql.Put(session, put.user, put.Now), cancellationToken);

    public Task PutRoomInvitationAsync(long room, string user, CancellationToken cancellationToken) => WriteAsync(
        (room, user, Now: time.GetUtcNow()),
        static (session, asked) => RoomStaySql.Invite(session, asked.room, asked.user, asked.Now),
        cancellationToken);

    public Task<string?> OldestUserOfRoomAsync(long room, CancellationToken cancellationToken) =>
        ReadFirstAsync(RoomStaySql.Oldest, static row => row.Text(0), [room], cancellationToken);

    public Task RemoveRoomUserAsync(long room, string user, CancellationToken cancellationToken) => WriteAsync(
        (room, user, Now: time.GetUtcNow()),
        static (session, gone) => RoomSql.RemoveUser(session, gone.room, gone.user, gone.Now),
        cancellationToken);

    public Task<IReadOnlyList<RoomUserRow>> UsersOfRoomAsync(long room, CancellationToken cancellationToken) =>
        ReadAllAsync(RoomSql.Users, RoomSql.ReadUser, [room], cancellationToken);

    public Task<IReadOnlyList<RoomRow>> RoomsOfUserAsync(string network, string user, CancellationToken cancellationToken) =>
        ReadAllAsync(RoomSql.OfUser, RoomSql.Read, [user, network], cancellationToken);

    public async Task<IReadOnlyList<AbsentUser>> AbsentUsersAsync(
        string network, DateTimeOffset since, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await WriteAsync((network, now), static (session, seen) => RoomSql.FindAbsent(session, seen.network, seen.now), cancellationToken);
        return await ReadAllAsync(
            RoomSql.Absent, static row => new AbsentUser(RoomSql.Read(row), row.Text(5)), [network, since, limit], cancellationToken);
    }

    public Task PutLeavingAsync(long room, string user, CancellationToken cancellationToken) =>
        WriteAsync((room, user), static (session, leaving) => RoomSql.Leave(session, leaving.room, leaving.user), cancellationToken);

    public Task PutRoomClientAsync(RoomClientRow client, CancellationToken cancellationToken) =>
        WriteAsync(client, static (session, client) => RoomSql.Put(session, client), cancellationToken);

    public Task RemoveRoomClientAsync(long room, string client, CancellationToken cancellationToken) => WriteAsync(
        (room, client), static (session, gone) => RoomSql.RemoveClient(session, gone.room, gone.client), cancellationToken);

    public Task<IReadOnlyList<RoomClientRow>> ClientsInRoomsAsync(
        string network, RoomClientRow? after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(RoomSql.Clients, RoomSql.ReadClient, [after?.Room ?? 0, after?.Client ?? "", network, limit], cancellationToken);

    public Task<string?> GetPastAsync(long room, CancellationToken cancellationToken) =>
        ReadFirstAsync(RoomSql.Past, static row => row.Text(0), [room], cancellationToken);

    public Task SetPastAsync(long room, string before, CancellationToken cancellationToken) => WriteAsync(
        (room, before), static (session, past) => RoomSql.SetPast(session, past.room, past.before), cancellationToken);
}
