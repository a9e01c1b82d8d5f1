using System.Text.Json;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>Events of rooms in their stored form, and back. Pure.</summary>
internal static class StoredRoomEvent
{
    private const string Prefix = "room-";

    /// <summary>True for the form of an event of a room.</summary>
    public static bool Is(StoredEvent stored) => stored.Case?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The form, without version and time.</summary>
    public static StoredEvent FormOf(RoomEvent what)
    {
        var by = StoredMember.Of(what.By);
        var stored = new StoredEvent { Room = what.Room.Value, Contact = by.Id, Address = by.Address, DisplayName = by.DisplayName };
        stored.Audience = (int)what.Audience;
        switch (what)
        {
            case RoomMessage message:
                stored.Case = Prefix + "m";
                stored.Body = message.Body.Plain;
                stored.Structure = StoredText.Of(message.Body);
                stored.Kind = (int)message.Kind;
                stored.Thread = message.Thread;
                stored.Id = message.Id.Value;
                stored.ReplyTo = message.ReplyTo?.Value;
                stored.Attachments = message.Attachments.Count == 0 ? null : [.. message.Attachments.Select(StoredFile.Of)];
                stored.StanzaId = message.StanzaId;
                stored.Remarks = message.Remarks.Count == 0 ? null : [.. message.Remarks.Select(text => (IReadOnlyList<string>)[text.English, text.German])];
                stored.Whole = message.Whole is null ? null : StoredFile.Of(message.Whole);
                break;
            case RoomEdit edit:
                stored.Case = Prefix + "e";
                stored.Body = edit.Body.Plain;
                stored.Structure = StoredText.Of(edit.Body);
                stored.Id = edit.Id.Value;
                stored.Target = edit.Target.Value;
                break;
            case RoomRetraction retraction:
                stored.Case = Prefix + "t";
                stored.Target = retraction.Target.Value;
                stored.Reason = retraction.Reason;
                stored.Stanzas = retraction.Stanzas == 0 ? null : retraction.Stanzas;
                break;
            case RoomReactions reactions:
                stored.Case = Prefix + "x";
                stored.Target = reactions.Target.Value;
                stored.Emoji = reactions.Emoji;
                break;
            case RoomMemberChange change:
                stored.Case = Prefix + "p";
                stored.Member = StoredMember.Of(change.Member);
                stored.Passage = change.Passage.ToString();
                stored.Reason = change.Reason;
                stored.User = change.InvitedBy?.ToString();
                break;
            case RoomRanksChange:
                stored.Case = Prefix + "r";
                break;
            case RoomSubjectChange change:
                stored.Case = Prefix + "s";
                stored.Subject = change.Subject.Text;
                stored.Member = change.Subject.By is { } setter ? StoredMember.Of(setter) : null;
                stored.SubjectTicks = change.Subject.At?.UtcTicks;
                break;
            case RoomStateChange:
                stored.Case = Prefix + "c";
                break;
            case RoomEnd end:
                stored.Case = Prefix + "n";
                stored.Passage = end.Successor?.Value;
                stored.IsAwaited = end.SuccessorAdmitsMembers;
                stored.Reason = end.Reason;
                stored.Kind = end.IsExclusion ? 1 : 0;
                break;
            default:
                throw new InvalidOperationException($"No stored form for {what.GetType().Name}.");
        }

        return stored;
    }

    /// <summary>The event.</summary>
    /// <exception cref="JsonException">Something that the event needs is missing or cannot be.</exception>
    public static RoomEvent Read(StoredEvent stored) => ReadAny(stored) with
    {
        Audience = stored.Audience is >= 0 and <= (int)RoomAudience.Present
            ? (RoomAudience)stored.Audience
            : throw new JsonException("Not a known audience."),
    };

    private static RoomEvent ReadAny(StoredEvent stored)
    {
        var room = new RemoteRoomId(stored.Room ?? throw new JsonException("The event names no room."));
        var by = new StoredMember { Id = stored.Contact, Address = stored.Address, DisplayName = stored.DisplayName }.ToContact();
        var at = StoredEventReader.TimeOf(stored);
        return stored.Case![Prefix.Length..] switch
        {
            "m" => new RoomMessage
            {
                Room = room,
                By = by,
                Timestamp = at,
                Body = StoredText.Read(stored.Body ?? "", stored.Structure),
                Attachments = stored.Attachments is null ? [] : [.. stored.Attachments.Select(file => file.ToFile())],
                Kind = (MessageKind)stored.Kind,
                Thread = stored.Thread,
                Id = StoredEventReader.RequiredIdOf(stored.Id),
                ReplyTo = StoredEventReader.IdOf(stored.ReplyTo),
                StanzaId = stored.StanzaId,
                Remarks = StoredEventReader.RemarksOf(stored),
                Whole = stored.Whole?.ToFile(),
            },
            "e" => new RoomEdit
            {
                Room = room,
                By = by,
                Timestamp = at,
                Target = StoredEventReader.RequiredIdOf(stored.Target),
                Body = StoredText.Read(stored.Body ?? "", stored.Structure),
                Id = StoredEventReader.RequiredIdOf(stored.Id),
            },
            "t" => new RoomRetraction
            {
                Room = room,
                By = by,
                Timestamp = at,
                Target = StoredEventReader.RequiredIdOf(stored.Target),
                Reason = stored.Reason,
                Stanzas = stored.Stanzas ?? 0,
            },
            "x" => new RoomReactions
            {
                Room = room,
                By = by,
                Timestamp = at,
                Target = StoredEventReader.RequiredIdOf(stored.Target),
                Emoji = [.. stored.Emoji ?? []],
            },
            "p" => new RoomMemberChange
            {
                Room = room,
                By = by,
                Timestamp = at,
                Member = MemberOf(stored).ToMember(),
                Passage = Enum.TryParse<RoomPassage>(stored.Passage, out var passage)
                    ? passage
                    : throw new JsonException("Not a known change of a room."),
                Reason = stored.Reason,
                InvitedBy = Jid.TryParse(stored.User, out var inviter) ? inviter : null,
            },
            "r" => new RoomRanksChange { Room = room, By = by, Timestamp = at },
            "s" => new RoomSubjectChange { Room = room, By = by, Timestamp = at, Subject = SubjectOf(stored) },
            "c" => new RoomStateChange { Room = room, By = by, Timestamp = at },
            "n" => new RoomEnd
            {
                Room = room,
                By = by,
                Timestamp = at,
                Successor = stored.Passage is { } successor ? new RoomAddress(successor) : null,
                SuccessorAdmitsMembers = stored.IsAwaited,
                Reason = stored.Reason,
                IsExclusion = stored.Kind != 0,
            },
            _ => throw new JsonException("Not a known event of a room."),
        };
    }

    private static StoredMember MemberOf(StoredEvent stored) => stored.Member ?? throw new JsonException("The event concerns nobody.");

    private static RoomSubject SubjectOf(StoredEvent stored) => new(
        stored.Subject ?? "",
        stored.Member?.ToContact(),
        stored.SubjectTicks is >= 0 and <= 3155378975999999999 and { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);
}
