using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>One event of a room, read from what a stranger wrote. The ids were checked when the transaction was taken.</summary>
internal sealed record ClientEvent(
    string Id, string RoomId, string Type, string Sender, string? StateKey, JsonElement Content, DateTimeOffset Timestamp)
{
    /// <summary>
    /// The event that an `m.room.redaction` takes back. Room version 11 has moved it into the content, and servers write it to both places
    /// for clients that do not know that.
    /// </summary>
    public string? Redacts { get; private init; }

    /// <summary>Of a state event: the content that it replaces, where the homeserver says so.</summary>
    public JsonElement Previous { get; private init; }

    /// <summary>Who sent the state event that this one replaces. No specification has it; homeservers tell it beside the content.</summary>
    public string? PreviousSender { get; private init; }

    /// <summary>Of a message that was edited since: its newest content, where the homeserver tells it with the message; undefined elsewhere.</summary>
    public JsonElement Replacement { get; private init; }

    /// <summary>Null when it is no event. <paramref name="now"/> stands in for a missing or impossible time.</summary>
    public static ClientEvent? Read(JsonElement element, string roomId, DateTimeOffset now) =>
        element.Text("event_id") is { } id && element.Text("type") is { } type && element.Text("sender") is { } sender
            ? new ClientEvent(id, roomId, type, sender, element.Text("state_key"), element.Child("content"), Time(element, now))
            {
                Redacts = element.Text("redacts") ?? element.Child("content").Text("redacts"),

                Replacement = MessageEdit.ReplacementIn(element.Child("unsigned")),

                PreviousSender = element.Child("unsigned").Text("prev_sender"),

                // Until Matrix 1.2 beside the content.
                Previous = element.Child("unsigned").Child("prev_content") is { ValueKind: JsonValueKind.Object } before ? before : element.Child("prev_content"),
            }
            : null;

    private static DateTimeOffset Time(JsonElement element, DateTimeOffset now) =>
        element.Number("origin_server_ts") is { } ms and > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : now;
}
