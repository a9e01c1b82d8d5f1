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
    public static byte[] Serialize(GatewayEvent what)
    {
        var stored = new StoredEvent
        {
            Version = Version,
            User = what.User.ToString(),
            Contact = what.Contact.Id.Value,
            Address = what.Contact.Address == what.Contact.Id.Value ? null : what.Contact.Address,
            DisplayName = what.Contact.DisplayName,
            Ticks = what.Timestamp.UtcTicks,
            Offset = what.Timestamp.TotalOffsetMinutes,
        };
        switch (what)
        {
            case Message message:
                stored.Case = "m";
                stored.Body = message.Body.Plain;
                stored.Kind = (int)message.Kind;
                stored.Subject = message.Subject;
                stored.Thread = message.Thread;
                stored.Id = message.Id?.Value;
                stored.ReplyTo = message.ReplyTo?.Value;
                break;
            case ContactRequest:
                stored.Case = "c";
                break;
            case Receipt receipt:
                stored.Case = "r";
                stored.Id = receipt.For.Value;
                break;
            case DeliveryFailure failure:
                stored.Case = "f";
                stored.Id = failure.Failed.Value;
                stored.Condition = failure.Condition.ToString();
                stored.Reason = failure.Reason;
                break;
            case Undeliverable refusal:
                stored.Case = "u";
                stored.Id = refusal.Failed?.Value;
                stored.Condition = refusal.Condition.ToString();
                stored.Reason = refusal.Reason;
                break;
            default:
                throw new InvalidOperationException($"No stored form for {what.GetType().Name}.");
        }

        return JsonSerializer.SerializeToUtf8Bytes(stored, Form);
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <exception cref="JsonException">Damaged, or written by a newer version.</exception>
    public static GatewayEvent Deserialize(ReadOnlySpan<byte> json)
    {
        var stored = JsonSerializer.Deserialize(json, Form) ?? throw new JsonException("An event is not null.");
        if (stored.Version is < 1 or > Version)
        {
            throw new JsonException($"Event form {stored.Version} is not known; this program reads up to {Version}.");
        }

        if (!Jid.TryParse(stored.User, out var user))
        {
            throw new JsonException("The event names no user.");
        }

        var id = stored.Contact ?? throw new JsonException("The event names no contact.");
        var contact = new RemoteContact(new RemoteUserId(id), stored.Address ?? id, stored.DisplayName);
        var at = TimeOf(stored);
        return stored.Case switch
        {
            "m" => new Message
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Body = new RichText(stored.Body ?? ""),
                Kind = (MessageKind)stored.Kind,
                Subject = stored.Subject,
                Thread = stored.Thread,
                Id = IdOf(stored.Id),
                ReplyTo = IdOf(stored.ReplyTo),
            },
            "c" => new ContactRequest { User = user, Contact = contact, Timestamp = at },
            "r" => new Receipt { User = user, Contact = contact, Timestamp = at, For = RequiredIdOf(stored) },
            "f" => new DeliveryFailure
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Failed = RequiredIdOf(stored),
                Condition = ConditionOf(stored),
                Reason = stored.Reason ?? "",
            },
            "u" => new Undeliverable
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Failed = IdOf(stored.Id),
                Condition = ConditionOf(stored),
                Reason = stored.Reason ?? "",
            },
            _ => throw new JsonException("Not a known event."),
        };
    }

    private static RemoteMessageId? IdOf(string? id) => id is null ? null : new RemoteMessageId(id);

    private static RemoteMessageId RequiredIdOf(StoredEvent stored) =>
        IdOf(stored.Id) ?? throw new JsonException("The event names no message.");

    private static FailureCondition ConditionOf(StoredEvent stored) =>
        Enum.TryParse<FailureCondition>(stored.Condition, out var condition)
            ? condition
            : throw new JsonException("Not a known failure condition.");

    private static DateTimeOffset TimeOf(StoredEvent stored)
    {
        try
        {
            return new DateTimeOffset(stored.Ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(stored.Offset));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new JsonException("The event's time does not exist.", e);
        }
    }
}
