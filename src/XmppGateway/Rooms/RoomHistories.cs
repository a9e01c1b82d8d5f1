using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// Reads the histories of rooms as the network keeps them: with the eyes of who has been there for the longest, so that the archive, which is one for
/// all, has no holes where who asks may not look. What each of them gets of it the archive decides.
/// </summary>
internal sealed class RoomHistories(IRoomStore store)
{
    /// <summary>A page, and the bare JID of the user as whom it was read.</summary>
    public sealed record Page(RoomHistory History, string Asker);

    /// <summary>A page; null when the network does not say now.</summary>
    public async ValueTask<Page?> ReadAsync(HostedRoom room, Jid user, string? before, int limit, CancellationToken cancellationToken)
    {
        var oldest = await store.OldestUserOfRoomAsync(room.Row.Id, cancellationToken) is { } known ? Jid.Parse(known) : user;
        var page = await ReadAsAsync(room, oldest, before, limit, cancellationToken);

        // To somebody who is not in the room any more, which we were not told yet, the network shows nothing.
        return page is { History: { Events.Count: 0, Before: null } } && oldest != user
            ? await ReadAsAsync(room, user, before, limit, cancellationToken)
            : page;
    }

    /// <summary>A page with the eyes of this user.</summary>
    public static async ValueTask<Page?> ReadAsAsync(HostedRoom room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        await ((IHostsRooms)room.Network.Adapter).GetHistoryAsync(room.Id, user, before, limit, cancellationToken) is { } history
            ? new Page(history, user.ToString())
            : null;

    /// <summary>Events as they are archived, in the same order.</summary>
    public static IReadOnlyList<ArchivedEvent> Archived(HostedRoom room, IEnumerable<RoomEvent> events) =>
    [
        .. events.Select(what => ArchivedEvents.Of(
            room.Row.Id, what, room.Occupants?.Find(what.By.Id)?.Nick ?? Nicks.Of(what.By), Outbox.StableId.Create())).OfType<ArchivedEvent>(),
    ];
}
