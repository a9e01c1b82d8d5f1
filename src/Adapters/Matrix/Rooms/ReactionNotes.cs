using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>One reaction: its event, and what it shows.</summary>
internal sealed record ReactionNote(string EventId, string Emoji);

/// <summary>
/// Who has reacted to what. Matrix has one event for each reaction, and its redaction names only that event; the neutral model has sets. So
/// `reactions/WHO EVENT` holds a person's set, and `reaction/ID` says to which set an event belongs: it stays, because a redaction can
/// come back after a crash.
/// </summary>
internal sealed class ReactionNotes(IAdapterState state)
{
    // The engine shows fewer, and the note stays below its limit.
    private const int MaxReactions = 100;

    /// <summary>What somebody has reacted with to an event, in order.</summary>
    public async ValueTask<IReadOnlyList<ReactionNote>> FindAsync(string who, string target, CancellationToken cancellationToken) =>
        await state.GetAsync(Set(who, target), cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, MatrixJson.Default.ReactionNoteArray) ?? []
            : [];

    /// <summary>Adds a reaction and gives the whole set. May be done again.</summary>
    public async ValueTask<IReadOnlyList<ReactionNote>> AddAsync(
        string who, string target, ReactionNote reaction, CancellationToken cancellationToken)
    {
        await state.SetAsync("reaction/" + reaction.EventId, who + " " + target, cancellationToken);
        var known = await FindAsync(who, target, cancellationToken);
        return known.Count >= MaxReactions || known.Any(other => other.EventId == reaction.EventId)
            ? known
            : await SetAsync(who, target, [.. known, reaction], cancellationToken);
    }

    /// <summary>Takes a reaction away and gives what is left. May be done again.</summary>
    public async ValueTask<IReadOnlyList<ReactionNote>> RemoveAsync(string who, string target, string eventId, CancellationToken cancellationToken) =>
        await SetAsync(
            who, target, [.. (await FindAsync(who, target, cancellationToken)).Where(other => other.EventId != eventId)], cancellationToken);

    /// <summary>Who has reacted with this event to which other one; null when it is no reaction.</summary>
    public async ValueTask<(string Who, string Target)?> FindEventAsync(string eventId, CancellationToken cancellationToken) =>
        (await state.GetAsync("reaction/" + eventId, cancellationToken))?.Split(' ') is [var who, var target] ? (who, target) : null;

    private async ValueTask<IReadOnlyList<ReactionNote>> SetAsync(
        string who, string target, ReactionNote[] reactions, CancellationToken cancellationToken)
    {
        var json = reactions.Length == 0 ? null : JsonSerializer.Serialize(reactions, MatrixJson.Default.ReactionNoteArray);
        await state.SetAsync(Set(who, target), json, cancellationToken);
        return reactions;
    }

    private static string Set(string who, string target) => "reactions/" + who + " " + target;
}
