using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// What is encrypted in a room of several people cannot be read. The first that shows it is told to both sides, once for each room; afterwards the
/// XMPP side hears once a day that there was more, so that neither a flood nor a silence hides that the talk goes on.
/// </summary>
internal sealed class GroupEncryption(MatrixClient client, MemberNames names, GroupNotes notes, GroupGhosts ghosts, string language, TimeProvider time)
{
    private const string Message = "m.room.encrypted";
    private const string Setting = "m.room.encryption";

    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    /// <summary>True for an event that is encrypted, and for one that begins the encryption of a room.</summary>
    public static bool Is(ClientEvent what) => what.Type == Message || what is { Type: Setting, StateKey.Length: 0 };

    /// <summary>What the room is told of it. The same event, read again after a crash, is told again in the same way.</summary>
    public async ValueTask<Interpretation> TellAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (await notes.FindGhostAsync(what.RoomId, cancellationToken) is not { } ghost)
        {
            return new Interpretation.Understood([]);
        }

        var now = time.GetUtcNow();
        var told = Read(await notes.FindEncryptedAsync(what.RoomId, cancellationToken));
        if (told is null || told.EventId == what.Id)
        {
            told ??= new Told(what.Id, now, IsFirst: true);
        }
        else if (what.Type == Message && now - told.At >= Pause)
        {
            told = new Told(what.Id, now, IsFirst: false);
        }
        else
        {
            return new Interpretation.Understood([]);
        }

        await notes.SetEncryptedAsync(what.RoomId, Write(told), cancellationToken);
        if (told.IsFirst && await SayAsync(what, ghost, cancellationToken) is { IsTemporary: true } error)
        {
            return RoomExit.Wait(error);
        }

        return new Interpretation.Understood(
        [
            new RoomMessage
            {
                Room = new RemoteRoomId(what.RoomId),
                By = await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken),
                Timestamp = what.Timestamp,
                Body = new RichText((told.IsFirst ? MatrixTexts.RoomEncryptedToXmpp : MatrixTexts.MoreEncrypted).In(language)),
                Kind = MessageKind.Notice,
                Id = new RemoteMessageId(what.Id),
            },
        ]);
    }

    /// <summary>Where no ghost may speak, only the XMPP side is told.</summary>
    private async ValueTask<MatrixError?> SayAsync(ClientEvent what, string ghost, CancellationToken cancellationToken)
    {
        var said = await client.SendMessageAsync(
            ghost, what.RoomId, NoticeId.Of(what, "encrypted"), new MessageContent("m.notice", MatrixTexts.RoomEncryptedToMatrix.In(language)), cancellationToken);
        if (said.Error is not { Kind: MatrixErrorKind.Forbidden })
        {
            return said.Error;
        }

        var (other, unknown) = await ghosts.ReplaceAsync(what.RoomId, ghost, cancellationToken);
        return other is null ? unknown : await SayAsync(what, other, cancellationToken);
    }

    private static string Write(Told told) =>
        string.Create(CultureInfo.InvariantCulture, $"{(told.IsFirst ? "first" : "more")} {told.At.ToUnixTimeSeconds()} {told.EventId}");

    private static Told? Read(string? note) =>
        note?.Split(' ', 3) is [var kind, var at, var id] && long.TryParse(at, CultureInfo.InvariantCulture, out var seconds)
            ? new Told(id, DateTimeOffset.FromUnixTimeSeconds(seconds), kind == "first")
            : null;

    private sealed record Told(string EventId, DateTimeOffset At, bool IsFirst);
}
