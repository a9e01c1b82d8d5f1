using System.Text.Json;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>Makes an event of its stored form. Pure.</summary>
internal static class StoredEventReader
{
    /// <summary>The event.</summary>
    /// <exception cref="JsonException">Something that the event needs is missing or cannot be.</exception>
    public static GatewayEvent Read(StoredEvent stored)
    {
        if (!Jid.TryParse(stored.User, out var user))
        {
            throw new JsonException("The event names no user.");
        }

        var id = stored.Contact ?? throw new JsonException("The event names no contact.");
        var contact = StoredMember.ContactOf(id, stored.Address, stored.DisplayName) with { IsRoom = stored.ContactIsRoom };
        var at = TimeOf(stored);
        return stored.Case switch
        {
            "m" => new Message
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                ByUser = stored.ByUser,
                Body = StoredText.Read(stored.Body ?? "", stored.Structure),
                Attachments = stored.Attachments is null ? [] : [.. stored.Attachments.Select(file => file.ToFile())],
                Remarks = RemarksOf(stored),
                Whole = stored.Whole?.ToFile(),
                Kind = (MessageKind)stored.Kind,
                Subject = stored.Subject,
                Thread = stored.Thread,
                Id = IdOf(stored.Id),
                ReplyTo = IdOf(stored.ReplyTo),
                Answered = stored.Answered is null ? null : new RichText(stored.Answered),
            },
            "e" => new Edit
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                ByUser = stored.ByUser,
                Target = RequiredIdOf(stored.Target),
                Body = StoredText.Read(stored.Body ?? "", stored.Structure),
                Id = IdOf(stored.Id),
            },
            "t" => new Retraction
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                ByUser = stored.ByUser,
                Target = RequiredIdOf(stored.Target),
                Reason = stored.Reason,
            },
            "x" => new Reactions
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                ByUser = stored.ByUser,
                Target = RequiredIdOf(stored.Target),
                Emoji = [.. stored.Emoji ?? []],
            },
            "d" => new Displayed { User = user, Contact = contact, Timestamp = at, ByUser = stored.ByUser, UpTo = RequiredIdOf(stored.Target) },
            "iv" => new RoomInvitation
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Room = new RoomAddress(stored.Room ?? throw new JsonException("The invitation names no room.")),
                Reason = stored.Reason,
                IsAwaited = stored.IsAwaited,
            },
            "in" => new RoomRefusal
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Room = new RoomAddress(stored.Room ?? throw new JsonException("The refusal names no room.")),
                Reason = stored.Reason,
                IsBan = stored.Passage == nameof(RoomPassage.Banned),
            },
            "c" => new ContactRequest { User = user, Contact = contact, Timestamp = at },
            "r" => new Receipt { User = user, Contact = contact, Timestamp = at, For = RequiredIdOf(stored.Id) },
            "f" => new DeliveryFailure
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Failed = RequiredIdOf(stored.Id),
                OnlyIfKnown = stored.OnlyIfKnown,
                DeliveryId = stored.Target,
                Condition = ConditionOf(stored),
                Reason = new LocalText(stored.Reason ?? "", stored.ReasonGerman ?? stored.Reason ?? ""),
            },
            "u" => new Undeliverable
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Failed = IdOf(stored.Id),
                Invitation = stored.Room is { Length: > 0 } invitedTo ? new RoomAddress(invitedTo) : null,
                Condition = ConditionOf(stored),
                Reason = stored.Reason ?? "",
            },
            "oc" => new OccupantChange
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Passage = Enum.TryParse<RoomPassage>(stored.Passage, out var passage) ? passage : throw new JsonException("Not a known passage."),
                Visitor = stored.Target is { } visitor ? new RemoteUserId(visitor) : null,
                Reason = stored.Reason,
            },
            "sc" => new SubjectChange { User = user, Contact = contact, Timestamp = at, Subject = stored.Subject ?? "" },
            "pe" => new PortalEnd { User = user, Contact = contact, Timestamp = at, Reason = stored.Reason ?? "" },
            _ => throw new JsonException("Not a known event."),
        };
    }

    internal static RemoteMessageId? IdOf(string? id) => id is null ? null : new RemoteMessageId(id);

    internal static RemoteMessageId RequiredIdOf(string? id) => IdOf(id) ?? throw new JsonException("The event names no message.");

    internal static Sequence<LocalText> RemarksOf(StoredEvent stored) => stored.Remarks is null ? [] : [.. stored.Remarks.Select(RemarkOf)];

    private static LocalText RemarkOf(IReadOnlyList<string>? texts) =>
        texts is [{ } english, { } german, ..] ? new LocalText(english, german) : throw new JsonException("Not a remark in every language.");

    private static FailureCondition ConditionOf(StoredEvent stored) =>
        Enum.TryParse<FailureCondition>(stored.Condition, out var condition)
            ? condition
            : throw new JsonException("Not a known failure condition.");

    internal static DateTimeOffset TimeOf(StoredEvent stored)
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
