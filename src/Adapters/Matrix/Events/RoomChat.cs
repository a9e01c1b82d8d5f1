using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>The two sides of a direct room, and what is said to the XMPP side.</summary>
internal sealed record RoomChat(RoomNote Note, Jid User, string Ghost, string? ContactName)
{
    /// <summary>Null when the note names nobody who can appear here (a note of an older version).</summary>
    public static RoomChat? Of(RoomNote note, GhostIds ids, string? contactName) =>
        Jid.TryParse(note.User, out var user) && ids.Of(user) is { } ghost ? new RoomChat(note, user, ghost, contactName) : null;

    public RemoteContact Contact => new(new RemoteUserId(Note.Contact), Note.Contact, ContactName);

    public Message Say(ClientEvent what, MessageText text) => new()
    {
        User = User,
        Contact = Contact,
        Timestamp = what.Timestamp,
        Body = text.Body,
        Attachments = text.Attachments,
        Kind = text.Kind,
        Thread = text.Thread,
        Id = new RemoteMessageId(what.Id),
        ReplyTo = text.ReplyTo,
    };

    /// <summary>The gateway's own words, which the user reads in their language.</summary>
    public Message Tell(ClientEvent what, LocalText text) =>
        Say(what, new MessageText(new RichText(""), MessageKind.Notice, null, null)) with { Remarks = [text] };
}
