using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>Events of rooms as they go into the archive. Pure.</summary>
internal static class ArchivedEvents
{
    /// <summary>The event as it is kept; null for one that is not: who comes and goes is not archived.</summary>
    /// <param name="room">The room's number.</param>
    /// <param name="what">The event.</param>
    /// <param name="nick">What its author is called.</param>
    /// <param name="own">An id for what has none on its network.</param>
    public static ArchivedEvent? Of(long room, RoomEvent what, string nick, string own)
    {
        (ArchivedKind Kind, string Id, string? Target)? form = what switch
        {
            RoomMessage message => (ArchivedKind.Message, message.Id.Value, null),
            RoomEdit edit => (ArchivedKind.Edit, edit.Id.Value, edit.Target.Value),
            RoomRetraction retraction => (ArchivedKind.Retraction, own, retraction.Target.Value),
            RoomReactions reactions => (ArchivedKind.Reactions, own, reactions.Target.Value),
            RoomSubjectChange => (ArchivedKind.Subject, own, null),
            _ => default((ArchivedKind, string, string?)?),
        };
        return form is not { } row ? null : new ArchivedEvent
        {
            Room = room,
            Id = row.Id,
            Kind = row.Kind,
            At = what.Timestamp,
            By = what.By.Id.Value,
            Nick = nick,
            Target = row.Target,
            Audience = what.Audience,
            Payload = EventJson.Serialize(Lasting(what)),
        };
    }

    /// <summary>Without what differs each time when the same reactions are told of again.</summary>
    private static RoomEvent Lasting(RoomEvent what) => what is RoomReactions reactions
        ? reactions with { Timestamp = DateTimeOffset.UnixEpoch, Audience = default, By = new RemoteContact(what.By.Id, what.By.Id.Value) }
        : what;
}
