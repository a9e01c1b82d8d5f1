using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// Reads archives without leaving anything out: where a page would go over a part that was never read from the network, it is read first, or the page
/// ends before it.
/// </summary>
internal sealed partial class RoomGaps(IRoomArchive archive, RoomHistories histories, ILogger<RoomGaps> logger)
{
    private const int Page = 100;

    /// <summary>After an absence so much is read without being asked for.</summary>
    private const int PagesOfAbsence = 10;

    /// <summary>The mark of a gap of which nothing was read yet.</summary>
    private const string Newest = "";

    /// <summary>What was found, and whether nothing that belongs to the answer is missing in or behind it.</summary>
    public sealed record Part(IReadOnlyList<ArchivedEvent> Found, bool IsWhole);

    /// <summary>The part of an archive that was asked for.</summary>
    /// <param name="room">The room.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="query">For what.</param>
    /// <param name="pages">How many pages may be read from the network for it, without the room's turn; with it, none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Part> ReadAsync(HostedRoom room, Jid user, ArchiveQuery query, int pages, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await archive.ReadArchiveAsync(query, cancellationToken);
            if (InTheWay(await archive.GapsAsync(room.Row.Id, cancellationToken), query, found) is not { } gap)
            {
                return new Part(found, true);
            }

            if (pages-- <= 0 || !await FillAsync(room, user, gap, cancellationToken))
            {
                var near = query.FromEnd
                    ? query with { After = Math.Max(query.After ?? long.MinValue, gap.Before - 1) }
                    : query with { Before = Math.Min(query.Before ?? long.MaxValue, gap.After + 1) };
                return new Part(await archive.ReadArchiveAsync(near, cancellationToken), false);
            }
        }
    }

    /// <summary>The first gap that a page goes over; null for none. Pure.</summary>
    internal static ArchiveGap? InTheWay(IReadOnlyList<ArchiveGap> gaps, ArchiveQuery query, IReadOnlyList<ArchivedEvent> found)
    {
        var isFull = found.Count >= query.Limit;
        var low = query.FromEnd && isFull ? found[0].Position : query.After ?? long.MinValue;
        var high = !query.FromEnd && isFull ? found[^1].Position : query.Before ?? long.MaxValue;
        bool IsOver(ArchiveGap gap) => gap.Before > low && gap.After < high
            && !(query.Start > gap.BeforeAt) && !(query.End < gap.AfterAt);
        return query.FromEnd ? gaps.LastOrDefault(IsOver) : gaps.FirstOrDefault(IsOver);
    }

    /// <summary>
    /// Somebody comes into a room in which nobody of ours was, and to whom alone the network tells things: what was said meanwhile is missing behind all that is
    /// known, until it is read. Called with the room's turn.
    /// </summary>
    public async ValueTask OpenAsync(HostedRoom room, CancellationToken cancellationToken)
    {
        if (await archive.GapsAsync(room.Row.Id, cancellationToken) is [.., { Mark: Newest } open]
            && await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { After = open.After }, cancellationToken) is [])
        {
            // Whoever came in last did not get to reading it, and nothing was said since.
            return;
        }

        await archive.AddMissedAsync(room.Row.Id, [], null, Newest, cancellationToken);
    }

    /// <summary>Reads what was missed, where nothing of it was read yet. What this is not enough for stays a gap. Called without the turn.</summary>
    public async ValueTask CatchUpAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        if (await archive.GapsAsync(room.Row.Id, cancellationToken) is not [.., { Mark: Newest } open])
        {
            return;
        }

        var gap = open;
        for (var page = 0; page < PagesOfAbsence && await FillAsync(room, user, gap, cancellationToken); page++)
        {
            if (await archive.GapsAsync(room.Row.Id, cancellationToken) is not [.., var left] || left.After != open.After)
            {
                return;
            }

            gap = left;
        }
    }

    /// <summary>Reads one page at the newer end of a gap; false when the network does not tell it now.</summary>
    private async ValueTask<bool> FillAsync(HostedRoom room, Jid user, ArchiveGap gap, CancellationToken cancellationToken)
    {
        if (await histories.ReadAsync(room, user, gap.Mark.Length == 0 ? null : gap.Mark, Page, cancellationToken) is not { } page)
        {
            return false;
        }

        using var turn = await room.EnterAsync(cancellationToken);
        if (!(await archive.GapsAsync(room.Row.Id, cancellationToken)).Contains(gap))
        {
            // Somebody else has read it meanwhile.
            return true;
        }

        var missing = new List<RoomEvent>();
        var isReached = false;
        var events = gap is { Mark: Newest }
            ? await NewestPage.BeforeKnownAsync(archive, room, page.History.Events, gap.Before - 1, cancellationToken)
            : page.History.Events;
        foreach (var what in events)
        {
            if (what is RoomMessage message
                && await archive.FindArchivedAsync(room.Row.Id, message.Id.Value, null, cancellationToken) is { } known && known.Position <= gap.After)
            {
                isReached = true;
                break;
            }

            missing.Add(what);
        }

        if (!isReached && page.History.Before is null)
        {
            Log.NotTold(logger, room.Network.Name);
        }

        await archive.FillGapAsync(
            gap, RoomHistories.Archived(room, missing), page.Asker, isReached ? null : page.History.Before, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3124, LogLevel.Information, "{Network}: not all that was said in a room while no user was in it can be read from the network any more")]
        public static partial void NotTold(ILogger logger, string network);
    }
}
