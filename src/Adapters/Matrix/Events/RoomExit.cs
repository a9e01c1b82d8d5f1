using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>How a ghost leaves a room in which it cannot be of use, with an explanation to those who stay.</summary>
internal sealed partial class RoomExit(MatrixClient client, RoomNotes notes, string language, ILogger logger)
{
    /// <summary>Why a ghost leaves, to those who stay.</summary>
    public string NoGroups => MatrixTexts.NoGroups.In(language);

    /// <summary>A third person is here.</summary>
    public async ValueTask<Interpretation> LeaveGroupAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        if (!await notes.IsFirstOfGroupAsync(what.RoomId, what.Id, cancellationToken))
        {
            return new Interpretation.Understood([]);
        }

        if (await LeaveAsync(what, chat.Ghost, cancellationToken) is { } later)
        {
            return later;
        }

        await notes.AbandonAsync(chat.Note, what.RoomId, cancellationToken);
        return new Interpretation.Understood([chat.Tell(what, MatrixTexts.BecameGroup)]);
    }

    /// <summary>Says why and leaves. A wait when the homeserver cannot do it now; null when done.</summary>
    public async ValueTask<Interpretation?> LeaveAsync(ClientEvent what, string ghost, CancellationToken cancellationToken)
    {
        var said = await client.SendMessageAsync(
            ghost, what.RoomId, NoticeId.Of(what, "group"), new MessageContent("m.notice", NoGroups), cancellationToken);
        if (said.Error is { IsTemporary: true } silent)
        {
            return Wait(silent);
        }

        var left = await client.LeaveAsync(ghost, what.RoomId, NoGroups, cancellationToken);
        if (left.Error is { IsTemporary: true } stuck)
        {
            return Wait(stuck);
        }

        Log.LeftGroup(logger);
        return null;
    }

    /// <summary>A temporary error as an interpretation.</summary>
    public static Interpretation Wait(MatrixError error) => new Interpretation.Later(error.Text, error.RetryAfter);

    private static partial class Log
    {
        [LoggerMessage(4111, LogLevel.Information, "A ghost left a group room: only direct chats are bridged")]
        public static partial void LeftGroup(ILogger logger);
    }
}
