using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// Reads a room's history back to a position. Most of what it gives was pushed already: the engine recognises that by its keys.
/// </summary>
internal sealed class MissedEvents(
    MatrixClient client, RoomNotes notes, GroupNotes groups, GroupGhosts ghosts, GhostIds ids, TransactionReader reader, TimeProvider time)
{
    /// <summary>Fewer where so many are too large for one answer.</summary>
    public const int PageSize = 50;

    public const int MaxPages = 20;

    /// <summary>When the position itself is not found, times decide. Clocks of homeservers differ.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromHours(1);

    /// <summary>What came after the position, oldest first. The error is a temporary one.</summary>
    public async ValueTask<Answer<IReadOnlyList<Arrival>>> ReadAsync(RoomPosition position, CancellationToken cancellationToken)
    {
        var ghost = await FindGhostAsync(position.RoomId, cancellationToken);
        IReadOnlyList<Arrival> known = [];
        while (ghost is not null)
        {
            var (read, isOut) = await ReadAsync(ghost, position, cancellationToken);
            if (read.Error is { IsTemporary: true })
            {
                return read.Error;
            }

            // To who was put out the homeserver shows what came before that, or nothing.
            known = read.Value ?? known;
            var (other, unknown) = isOut || !read.Succeeded ? await ghosts.ReplaceAsync(position.RoomId, ghost, cancellationToken) : default;
            if (unknown is not null)
            {
                return unknown;
            }

            ghost = other;
        }

        return Answer<IReadOnlyList<Arrival>>.FromValue(known);
    }

    /// <summary>What one ghost is shown, and whether it is shown, too, that it is not in the room any more.</summary>
    private async ValueTask<(Answer<IReadOnlyList<Arrival>> Read, bool IsOut)> ReadAsync(
        string ghost, RoomPosition position, CancellationToken cancellationToken)
    {
        var found = new List<RoomEventArrival>();
        var complete = false;
        bool? isOut = null;
        string? from = null;
        for (var page = 0; page < MaxPages && !complete; page++)
        {
            var answer = await client.GetRecentAsync(
                ghost, position.RoomId, PageSize, Filter(ghost), from, cancellationToken);
            if (!answer.Succeeded)
            {
                return (answer.Error, false);
            }

            complete = Collect(answer.Value, position, ghost, found, ref isOut);
            from = answer.Value.End;
            if (from is null)
            {
                break;
            }
        }

        var oldest = time.GetUtcNow() - RecentRooms.MaxAge;
        var since = DateTimeOffset.FromUnixTimeMilliseconds(position.Time) - ClockDifference;
        found.Reverse();
        List<Arrival> arrivals = [.. found
            .Where(each => each.Timestamp >= oldest && (complete || each.Timestamp >= since))
            .Select(each => each.Arrival)];
        return (arrivals, isOut == true);
    }

    /// <summary>As whom the room can be read.</summary>
    private async ValueTask<string?> FindGhostAsync(string roomId, CancellationToken cancellationToken) =>
        await notes.FindAsync(roomId, cancellationToken) is { } note
            ? RoomChat.Of(note, ids, null)?.Ghost
            : await groups.FindGhostAsync(roomId, cancellationToken);

    /// <summary>All that is pushed, but for what the ghost itself has written.</summary>
    private static string Filter(string ghost) =>
        $"{{\"types\":[{string.Join(',', EventTypes.Bridged.Select(type => $"\"{type}\""))}],\"not_senders\":[\"{JsonEncodedText.Encode(ghost)}\"]}}";

    /// <summary>
    /// Takes the events of a page, newest first. True when the position was reached, or the ghost's last invitation: before it the ghost
    /// was not there.
    /// </summary>
    private bool Collect(MessagePage page, RoomPosition position, string ghost, List<RoomEventArrival> found, ref bool? isOut)
    {
        foreach (var element in page.Chunk ?? [])
        {
            if (ClientEvent.Read(element, position.RoomId, time.GetUtcNow()) is not { } what)
            {
                continue;
            }

            if (what.Id == position.EventId)
            {
                return true;
            }

            if (reader.ReadEvent(element) is { } arrival && arrival.Lane == position.RoomId)
            {
                found.Add(new RoomEventArrival(arrival, what.Timestamp));
            }

            if (what.Type == "m.room.member" && what.StateKey == ghost)
            {
                // The newest of them counts; that it came in itself is not in what is read.
                var membership = what.Content.Text("membership");
                isOut ??= membership is "leave" or "ban";
                if (membership == "invite")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private readonly record struct RoomEventArrival(Arrival Arrival, DateTimeOffset Timestamp);
}
