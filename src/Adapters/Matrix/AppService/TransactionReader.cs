using System.Text;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>
/// Takes the events that matter out of a transaction. Each is judged by itself, so that a malformed one costs no neighbour; what an event
/// means is found out later, on the lane of its room.
/// </summary>
internal sealed class TransactionReader(GhostIds ids)
{
    /// <summary>
    /// An event is at most 64 KiB, so that no event can be nested deeper. The parser does not recurse; a lower limit would let one event
    /// stop a homeserver's queue for ever.
    /// </summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 * 1024 };

    private const int MaxIdBytes = 255;

    /// <summary>The inbox takes no more. Events have 64 KiB, so that only a homeserver gone wrong sends such.</summary>
    private const int MaxEventBytes = 1024 * 1024;

    /// <summary>The relevant events, in order, how many were malformed, and what counts only now.</summary>
    /// <exception cref="JsonException">The body is no transaction at all.</exception>
    public (IReadOnlyList<Arrival> Arrivals, int Malformed, IReadOnlyList<JsonElement> Ephemeral) Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Options);
        var events = document.RootElement.Child("events");
        if (events.ValueKind != JsonValueKind.Array)
        {
            // Only "events" is required; a transaction of nothing but ephemeral data has an empty one.
            throw new JsonException("A transaction has an array of events.");
        }

        var arrivals = new List<Arrival>();
        var malformed = 0;
        foreach (var element in events.EnumerateArray())
        {
            var type = element.Text("type");
            if (type is not null && !EventTypes.Bridged.Contains(type))
            {
                continue;
            }

            if (type is null || ToArrival(element) is not { } arrival)
            {
                malformed++;
            }
            else if (IsRelevant(element))
            {
                arrivals.Add(arrival);
            }
        }

        return (arrivals, malformed, EphemeralOf(document.RootElement));
    }

    // Since Matrix 1.13 by this name; MSC2409 before.
    private static IReadOnlyList<JsonElement> EphemeralOf(JsonElement transaction)
    {
        var events = transaction.Child("ephemeral");
        events = events.ValueKind == JsonValueKind.Array ? events : transaction.Child("de.sorunome.msc2409.ephemeral");
        return events.ValueKind == JsonValueKind.Array ? [.. events.EnumerateArray().Select(what => what.Clone())] : [];
    }

    /// <summary>One event from elsewhere, of a type that matters. Null when it is malformed or irrelevant.</summary>
    public Arrival.Raw? ReadEvent(JsonElement element) => IsRelevant(element) ? ToArrival(element) : null;

    /// <summary>
    /// Our own echo is of no interest, but for what others have to learn from it: invitations, which tell whose chat a room is, and what a ghost
    /// has done to a room, to somebody in it, or to somebody's message.
    /// </summary>
    private bool IsRelevant(JsonElement element) =>
        !ids.IsOurs(element.Text("sender") ?? "")
        || element.Text("type") switch
        {
            "m.room.member" => element.Text("state_key") != element.Text("sender"),
            EventTypes.Redaction => true,
            var type => EventTypes.OfGroups.Contains(type),
        };

    private static Arrival.Raw? ToArrival(JsonElement element)
    {
        if (element.Text("event_id") is not { } eventId
            || element.Text("room_id") is not { } roomId
            || element.Text("sender") is not { } sender
            || !IsId(eventId, '$') || !IsId(roomId, '!') || !Mxid.TryParse(sender, out _))
        {
            return null;
        }

        var payload = Encoding.UTF8.GetBytes(element.GetRawText());
        return payload.Length <= MaxEventBytes ? new Arrival.Raw(eventId, roomId, payload) : null;
    }

    private static bool IsId(string text, char sigil) =>
        text.Length > 1 && text[0] == sigil && !text.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(text) <= MaxIdBytes;
}
