using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// Encrypted rooms cannot be read. Once per room both sides are told, and the chat goes on in an unencrypted room that the ghost makes,
/// so that nobody writes into the void.
/// </summary>
internal sealed class EncryptedRooms(IAdapterContext context, MatrixClient client, DirectRooms rooms, RoomNotes notes)
{
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

        var language = await context.FindLanguageAsync(chat.User, cancellationToken);
        var said = await client.SendMessageAsync(
            chat.Ghost,
            what.RoomId,
            NoticeId.Of(what, "encrypted"),
            new MessageContent("m.notice", MatrixTexts.ChatEncrypted(chat.Note.User).In(language)),
            cancellationToken);
        return said.Error is { IsTemporary: true } ? (null, said.Error) : (chat.Tell(what, MatrixTexts.Encrypted), null);
    }
}
