using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// The first page of a network's history. It may hold what is on its way to us just now, and will be told by itself: put among what is missing it would stand
/// before what was said before it, and nobody would be shown it.
/// </summary>
internal static class NewestPage
{
    /// <summary>
    /// What of the page stands before a place of the archive; all of it where there is nothing at that place yet. Then what comes later by itself is shown to those in the
    /// room who have not seen it as their past. Called with the room's turn.
    /// </summary>
    /// <param name="archive">What is known.</param>
    /// <param name="room">The room.</param>
    /// <param name="newestFirst">The page.</param>
    /// <param name="after">The last place before which nothing of the page belongs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<IReadOnlyList<RoomEvent>> BeforeKnownAsync(
        IRoomArchive archive, HostedRoom room, IReadOnlyList<RoomEvent> newestFirst, long? after, CancellationToken cancellationToken)
    {
        if (await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { After = after }, cancellationToken) is not [var next])
        {
            foreach (var id in newestFirst.Select(IdOf).OfType<string>())
            {
                if (await archive.FindArchivedAsync(room.Row.Id, id, null, cancellationToken) is null)
                {
                    room.NoteRevealed(id);
                }
            }

            return newestFirst;
        }

        for (var i = newestFirst.Count - 1; i >= 0; i--)
        {
            if (IdOf(newestFirst[i]) is { } id && await archive.FindArchivedAsync(room.Row.Id, id, null, cancellationToken) is { } known && known.Position >= next.Position)
            {
                return [.. newestFirst.Skip(i + 1)];
            }
        }

        // Nothing on it is known: what is archived was taken away since, or the page does not reach it. Clocks differ, but what is left has no other measure.
        return [.. newestFirst.Where(what => what.Timestamp <= next.At)];
    }

    private static string? IdOf(RoomEvent what) => what switch
    {
        RoomMessage message => message.Id.Value,
        RoomEdit edit => edit.Id.Value,
        _ => null,
    };
}
