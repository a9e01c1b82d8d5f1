using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// What was said in a room before, and done to what was said, as the homeserver shows it to one ghost. The rule for who may read it is the one that holds now, until a page comes to
/// its change; the marks between pages carry it on.
/// </summary>
internal sealed class GroupHistory(
    MatrixClient client, MemberNames names, GroupAudiences audiences, GroupChanges changes, PollNotes polls, GhostIds ids, TimeProvider time)
{
    private static readonly IReadOnlyList<string> Types =
        [.. EventTypes.Bridged.Where(EventTypes.IsSaid), EventTypes.Reaction, EventTypes.Redaction, GroupAudiences.EventType];

    private static readonly string Filter = $"{{\"types\":[{string.Join(',', Types.Select(type => $"\"{type}\""))}]}}";

    /// <summary>A page, newest first; null when the homeserver does not say now.</summary>
    public async ValueTask<RoomHistory?> ReadAsync(string ghost, string roomId, string? before, int limit, CancellationToken cancellationToken)
    {
        var (rule, from) = ReadMark(before);
        var page = await client.GetRecentAsync(ghost, roomId, limit, Filter, from, cancellationToken);
        if (!page.Succeeded)
        {
            // Any other refusal says nothing about what there is: taken for the end, it would close the room's past for everybody.
            return page.Error.Kind is MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound ? new RoomHistory([], null) : null;
        }

        var now = time.GetUtcNow();
        var audience = rule ?? await audiences.FindAsync(ghost, roomId, DateTimeOffset.MaxValue, cancellationToken);
        var told = new List<(ClientEvent What, RoomAudience Audience)>();
        foreach (var element in page.Value.Chunk ?? [])
        {
            if (ClientEvent.Read(element, roomId, now) is not { } what || !EventIds.IsValid(what.Id))
            {
                continue;
            }

            if (what is { Type: GroupAudiences.EventType, StateKey: "" })
            {
                audience = GroupAudiences.Before(what);
            }
            else if (what.StateKey is null && what.Type != GroupAudiences.EventType)
            {
                told.Add((what, audience));
            }
        }

        // In the order in which it happened: each reaction of somebody adds to those before it.
        told.Reverse();
        var events = new List<RoomEvent>();
        foreach (var (what, seenBy) in told)
        {
            var (read, error) = await ReadAsync(ghost, what, cancellationToken);
            if (error is not null)
            {
                return null;
            }

            if (read is not null)
            {
                events.Add(read with { Audience = seenBy });
            }
        }

        events.Reverse();
        return new RoomHistory(events, page.Value.End is { } end ? $"{audience} {end}" : null);
    }

    private async ValueTask<(RoomEvent? Read, MatrixError? Error)> ReadAsync(string ghost, ClientEvent what, CancellationToken cancellationToken)
    {
        // What our own users did has the ghost's name.
        var by = ids.UserOf(what.Sender) is { } own
            ? new RemoteContact(new RemoteUserId(what.Sender), what.Sender, own.ToString())
            : await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken);
        var (read, error) = await changes.ReadAsync(ghost, what, by, cancellationToken);

        // Its text asks for a number, which is no vote where the poll is not known.
        await polls.RememberAsync(what, cancellationToken);

        // The edit itself may be one that this user is not shown, or on a page that was read long ago.
        return read is RoomMessage said && MessageText.BodyOf(what.Type, what.Replacement) is { } newest
            ? (said with { Body = newest }, null)
            : (read, error);
    }

    /// <summary>The rule at the mark, and the homeserver's own mark.</summary>
    private static (RoomAudience? Rule, string? From) ReadMark(string? mark) =>
        mark?.IndexOf(' ', StringComparison.Ordinal) is { } space and > 0 && Enum.TryParse<RoomAudience>(mark.AsSpan(0, space), out var rule)
            ? (rule, mark[(space + 1)..])
            : (null, mark);
}
