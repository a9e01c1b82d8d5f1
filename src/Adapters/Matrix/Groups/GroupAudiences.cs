using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Who may read later what is said in rooms: `m.room.history_visibility` as it was when an event was sent (client-server API, "Room history
/// visibility"). The homeserver tells its changes in order with everything else; what it was before a change that nobody of ours saw is in doubt, and
/// then the stricter of both counts.
/// </summary>
internal sealed class GroupAudiences(MatrixClient client, GroupNotes notes)
{
    public const string EventType = "m.room.history_visibility";

    private const int MaxRemembered = 20_000;
    private readonly ConcurrentDictionary<string, Rule> _rules = new(StringComparer.Ordinal);

    /// <summary>The audience that a rule means. Without one, or with one that nobody knows, it is `shared`.</summary>
    public static RoomAudience Of(JsonElement content) => content.Text("history_visibility") switch
    {
        "joined" => RoomAudience.Present,
        "invited" => RoomAudience.Invited,
        _ => RoomAudience.Everybody,
    };

    /// <summary>The audience of what was sent before a change of the rule.</summary>
    public static RoomAudience Before(ClientEvent change) => change.Previous.ValueKind == JsonValueKind.Object ? Of(change.Previous) : RoomAudience.Present;

    /// <summary>The rule has changed, between what was told before and what is told from now on.</summary>
    public ValueTask NoteAsync(ClientEvent change, CancellationToken cancellationToken) =>
        PutAsync(change.RoomId, new Rule(Of(change.Content), 0, RoomAudience.Everybody), cancellationToken);

    /// <summary>A user enters, perhaps after a time in which nobody of ours was told of changes.</summary>
    public async ValueTask LookAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(roomId, cancellationToken);
        var answer = await client.GetStateEventAsync(ghost, roomId, EventType, cancellationToken);
        if (answer.Error is { Kind: not MatrixErrorKind.NotFound })
        {
            return;
        }

        var state = answer.Value?.Value ?? default;
        var now = Of(state.Child("content"));
        if (known?.Audience != now)
        {
            var since = Math.Max(0, state.Number("origin_server_ts") ?? 0);
            await PutAsync(roomId, new Rule(now, since, known?.Audience ?? RoomAudience.Present), cancellationToken);
        }
    }

    /// <summary>For whom an event that is told now, and claims to be from a time, is kept.</summary>
    public async ValueTask<RoomAudience> FindAsync(string ghost, string roomId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await KnownAsync(roomId, cancellationToken) is null)
        {
            await LookAsync(ghost, roomId, cancellationToken);
        }

        return await KnownAsync(roomId, cancellationToken) is not { } rule ? RoomAudience.Present
            : at.ToUnixTimeMilliseconds() >= rule.Since || rule.Earlier < rule.Audience ? rule.Audience
            : rule.Earlier;
    }

    private async ValueTask<Rule?> KnownAsync(string roomId, CancellationToken cancellationToken)
    {
        if (_rules.TryGetValue(roomId, out var known))
        {
            return known;
        }

        if (Rule.Read(await notes.FindAudienceAsync(roomId, cancellationToken)) is not { } noted)
        {
            return null;
        }

        Remember(roomId, noted);
        return noted;
    }

    private async ValueTask PutAsync(string roomId, Rule rule, CancellationToken cancellationToken)
    {
        await notes.SetAudienceAsync(roomId, rule.ToString(), cancellationToken);
        Remember(roomId, rule);
    }

    private void Remember(string roomId, Rule rule)
    {
        if (_rules.Count >= MaxRemembered)
        {
            _rules.Clear();
        }

        _rules[roomId] = rule;
    }

    /// <summary>A rule that holds.</summary>
    /// <param name="Audience">What it means.</param>
    /// <param name="Since">Since when, in milliseconds since 1970; 0 where it came in order with everything else.</param>
    /// <param name="Earlier">What held before.</param>
    private sealed record Rule(RoomAudience Audience, long Since, RoomAudience Earlier)
    {
        public static Rule? Read(string? note) => note?.Split(' ') is [var audience, var since, var earlier]
            && Enum.TryParse<RoomAudience>(audience, out var now) && Enum.TryParse<RoomAudience>(earlier, out var before)
            && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? new Rule(now, ms, before)
            : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Audience} {Since} {Earlier}");
    }
}
