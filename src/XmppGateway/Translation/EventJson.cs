using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>Events as they lie in the outbox and the inbox: compact, versioned JSON.</summary>
internal static class EventJson
{
    private const int Version = 1;

    // Nothing here is ever put into a web page: Cyrillic need not cost six bytes a letter.
    private static readonly JsonTypeInfo<StoredEvent> Form = new StoredEventContext(
        new JsonSerializerOptions(StoredEventContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).StoredEvent;

    /// <summary>Writes an event. Lone surrogates, which no encoding can carry, become U+FFFD.</summary>
    public static byte[] Serialize(NetworkEvent what)
    {
        var stored = what switch
        {
            GatewayEvent single => FormOf(single),
            RoomEvent room => StoredRoomEvent.FormOf(room),
            _ => throw new InvalidOperationException($"No stored form for {what.GetType().Name}."),
        };
        stored.Version = Version;
        stored.Ticks = what.Timestamp.UtcTicks;
        stored.Offset = what.Timestamp.TotalOffsetMinutes;
        return JsonSerializer.SerializeToUtf8Bytes(stored, Form);
    }

    /// <summary>Reads an event between a user and a contact.</summary>
    /// <exception cref="JsonException">Damaged, written by a newer version, or of a room.</exception>
    public static GatewayEvent Deserialize(ReadOnlySpan<byte> json) => StoredEventReader.Read(FormOf(json));

    /// <summary>Reads an event of either kind.</summary>
    /// <exception cref="JsonException">Damaged, or written by a newer version.</exception>
    public static NetworkEvent DeserializeAny(ReadOnlySpan<byte> json) =>
        FormOf(json) is var stored && StoredRoomEvent.Is(stored) ? StoredRoomEvent.Read(stored) : StoredEventReader.Read(stored);

    private static StoredEvent FormOf(GatewayEvent what)
    {
        var stored = new StoredEvent
        {
            User = what.User.ToString(),
            Contact = what.Contact.Id.Value,
            Address = what.Contact.HasAddress ? what.Contact.Address : null,
            DisplayName = what.Contact.DisplayName,
            ContactIsRoom = what.Contact.IsRoom,
            ByUser = what.ByUser,
        };
        switch (what)
        {
            case Message message:
                stored.Case = "m";
                stored.Body = message.Body.Plain;
                stored.Structure = StoredText.Of(message.Body);
                stored.Kind = (int)message.Kind;
                stored.Subject = message.Subject;
                stored.Thread = message.Thread;
                stored.Id = message.Id?.Value;
                stored.ReplyTo = message.ReplyTo?.Value;
                stored.Answered = ReplyFallback.TextOf(message.Answered);
                stored.Attachments = message.Attachments.Count == 0 ? null : [.. message.Attachments.Select(StoredFile.Of)];
                stored.Remarks = message.Remarks.Count == 0 ? null : [.. message.Remarks.Select(text => (IReadOnlyList<string>)[text.English, text.German])];
                stored.Whole = message.Whole is null ? null : StoredFile.Of(message.Whole);
                break;
            case Edit edit:
                stored.Case = "e";
                stored.Body = edit.Body.Plain;
                stored.Structure = StoredText.Of(edit.Body);
                stored.Id = edit.Id?.Value;
                stored.Target = edit.Target.Value;
                break;
            case Retraction retraction:
                stored.Case = "t";
                stored.Target = retraction.Target.Value;
                stored.Reason = retraction.Reason;
                break;
            case Reactions reactions:
                stored.Case = "x";
                stored.Target = reactions.Target.Value;
                stored.Emoji = reactions.Emoji;
                break;
            case Displayed displayed:
                stored.Case = "d";
                stored.Target = displayed.UpTo.Value;
                break;
            case ContactRequest:
                stored.Case = "c";
                break;
            case RoomInvitation invitation:
                stored.Case = "iv";
                stored.Room = invitation.Room.Value;
                stored.Reason = invitation.Reason;
                stored.IsAwaited = invitation.IsAwaited;
                break;
            case RoomRefusal no:
                stored.Case = "in";
                stored.Room = no.Room.Value;
                stored.Reason = no.Reason;
                stored.Passage = no.IsBan ? nameof(RoomPassage.Banned) : null;
                break;
            case Receipt receipt:
                stored.Case = "r";
                stored.Id = receipt.For.Value;
                break;
            case DeliveryFailure failure:
                stored.Case = "f";
                stored.OnlyIfKnown = failure.OnlyIfKnown;
                stored.Target = failure.DeliveryId;
                stored.Id = failure.Failed.Value;
                stored.Condition = failure.Condition.ToString();
                stored.Reason = failure.Reason.English;
                stored.ReasonGerman = failure.Reason.German == failure.Reason.English ? null : failure.Reason.German;
                break;
            case Undeliverable refusal:
                stored.Case = "u";
                stored.Id = refusal.Failed?.Value;
                stored.Room = refusal.Invitation?.Value;
                stored.Condition = refusal.Condition.ToString();
                stored.Reason = refusal.Reason;
                break;
            case OccupantChange change:
                stored.Case = "oc";
                stored.Passage = change.Passage.ToString();
                stored.Target = change.Visitor?.Value;
                stored.Reason = change.Reason;
                break;
            case SubjectChange subject:
                stored.Case = "sc";
                stored.Subject = subject.Subject;
                break;
            case PortalEnd end:
                stored.Case = "pe";
                stored.Reason = end.Reason;
                break;
            default:
                throw new InvalidOperationException($"No stored form for {what.GetType().Name}.");
        }

        return stored;
    }

    private static StoredEvent FormOf(ReadOnlySpan<byte> json)
    {
        var stored = JsonSerializer.Deserialize(json, Form) ?? throw new JsonException("An event is not null.");
        return stored.Version is >= 1 and <= Version
            ? stored
            : throw new JsonException($"Event form {stored.Version} is not known; this program reads up to {Version}.");
    }
}
