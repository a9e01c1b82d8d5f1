using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// Encrypted rooms cannot be read. Once per room both sides are told, and the chat goes on in an unencrypted room that the ghost makes,
/// so that nobody writes into the void.
/// </summary>
internal sealed class EncryptedRooms(MatrixClient client, DirectRooms rooms, RoomNotes notes)
{
    private const string ToMatrix =
        "This chat is encrypted, and the gateway to XMPP cannot read it: {0} gets nothing of what is written here. "
        + "Please go on in the unencrypted chat to which this user invites you. The gateway can read what is written there.";

    private const string ToXmpp =
        "This person wrote in an encrypted Matrix room, which the gateway cannot read. What was written there is lost to you; "
        + "the person has been told so and invited to an unencrypted chat.";

    public async ValueTask<Interpretation> ExplainAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken) =>
        await TellAsync(what, chat, cancellationToken) switch
        {
            (null, null) => new Interpretation.Understood([]),
            (var notice, null) => new Interpretation.Understood([notice!]),
            (_, var error) => RoomExit.Wait(error),
        };

    /// <summary>The notice for the XMPP side when this event is the first that shows it, or a temporary error.</summary>
    public async ValueTask<(Message? Notice, MatrixError? Error)> TellAsync(
        ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        if (!await notes.IsFirstEncryptedAsync(what.RoomId, what.Id, cancellationToken))
        {
            return (null, null);
        }

        await notes.AbandonAsync(chat.Note, what.RoomId, cancellationToken);
        var room = await rooms.EnsureAsync(chat.Ghost, chat.Note, cancellationToken);
        if (room.Error is { IsTemporary: true })
        {
            return (null, room.Error);
        }

        var said = await client.SendMessageAsync(
            chat.Ghost,
            what.RoomId,
            NoticeId.Of(what, "encrypted"),
            new MessageContent("m.notice", ToMatrix.Replace("{0}", chat.Note.User, StringComparison.Ordinal)),
            cancellationToken);
        return said.Error is { IsTemporary: true } ? (null, said.Error) : (chat.Tell(what, ToXmpp), null);
    }
}
