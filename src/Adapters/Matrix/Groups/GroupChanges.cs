using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// What is said in a room of several people and done to what was said there, now or in its history. What it notes may be noted again. An edit of somebody
/// else's message is left to the engine, which knows who wrote it.
/// </summary>
internal sealed class GroupChanges(MatrixClient client, MemberNames names, ReactionNotes reactions, EditNotes edits)
{
    /// <summary>The event for the room; null for one that says nothing. The error is a temporary one.</summary>
    public async ValueTask<(RoomEvent? Read, MatrixError? Error)> ReadAsync(
        string ghost, ClientEvent what, RemoteContact by, CancellationToken cancellationToken) => what.Type switch
        {
            EventTypes.Reaction => (await ReactAsync(what, by, cancellationToken), null),
            EventTypes.Redaction => await RedactAsync(ghost, what, by, cancellationToken),
            var _ when MessageEdit.IsEdit(what) => (await EditAsync(what, by, cancellationToken), null),
            var type => (EventTypes.IsSaid(type) && MessageText.Read(what) is { } text ? Say(what, by, text) : null, null),
        };

    private static RoomMessage Say(ClientEvent what, RemoteContact by, MessageText text) => new()
    {
        Room = new RemoteRoomId(what.RoomId),
        By = by,
        Timestamp = what.Timestamp,
        Body = text.Body,
        Attachments = text.Attachments,
        Kind = text.Kind,
        Id = new RemoteMessageId(what.Id),
        Thread = text.Thread,
        ReplyTo = text.ReplyTo,
    };

    private async ValueTask<RoomEvent?> EditAsync(ClientEvent what, RemoteContact by, CancellationToken cancellationToken)
    {
        if (MessageEdit.Read(what) is not { } edit)
        {
            return null;
        }

        await edits.SetAsync(what.Id, edit.Target.Value, cancellationToken);
        return EditOf(what, by, edit.Target, edit.Body);
    }

    private async ValueTask<RoomEvent?> ReactAsync(ClientEvent what, RemoteContact by, CancellationToken cancellationToken)
    {
        var relation = what.Content.Child("m.relates_to");
        if (relation.Text("rel_type") != "m.annotation"
            || relation.Text("event_id") is not { } target || !EventIds.IsValid(target)
            || relation.Text("key") is not { Length: > 0 } key)
        {
            return null;
        }

        var set = await reactions.AddAsync(what.Sender, target, new ReactionNote(what.Id, ReactionKey.Shorten(key)), cancellationToken);
        return Emoji.IsSingle(key)
            ? ReactionsOf(what, by, target, set)
            : Say(what, by, new MessageText(new RichText(ReactionKey.InWords(key, what.Content)), MessageKind.Chat, new RemoteMessageId(target), null));
    }

    private async ValueTask<(RoomEvent? Read, MatrixError? Error)> RedactAsync(
        string ghost, ClientEvent what, RemoteContact by, CancellationToken cancellationToken)
    {
        if (what.Redacts is not { } redacted || !EventIds.IsValid(redacted))
        {
            return (null, null);
        }

        if (await reactions.FindEventAsync(redacted, cancellationToken) is var (who, target))
        {
            var left = await reactions.RemoveAsync(who, target, redacted, cancellationToken);
            var author = who == what.Sender ? by : new RemoteContact(new RemoteUserId(who), who);
            return (ReactionsOf(what, author, target, left), null);
        }

        if (await edits.FindAsync(redacted, cancellationToken) is { } edited)
        {
            return await RevertAsync(ghost, what, edited, cancellationToken);
        }

        var retraction = new RoomRetraction
        {
            Room = new RemoteRoomId(what.RoomId),
            By = by,
            Timestamp = what.Timestamp,
            Target = new RemoteMessageId(redacted),
            Reason = what.Content.Text("reason"),
        };
        return (retraction, null);
    }

    /// <summary>
    /// An edit is taken back: the message says what it said before it, in its author's name, whoever has done it. Nothing when the message is gone too.
    /// </summary>
    private async ValueTask<(RoomEvent? Read, MatrixError? Error)> RevertAsync(
        string ghost, ClientEvent what, string edited, CancellationToken cancellationToken)
    {
        var original = await client.GetEventAsync(ghost, what.RoomId, edited, cancellationToken);
        if (!original.Succeeded)
        {
            return (null, original.Error.IsTemporary ? original.Error : null);
        }

        return original.Value.Sender is { } author && MessageEdit.NewestOf(original.Value) is { } body
            ? (EditOf(what, await names.FindAsync(ghost, what.RoomId, author, cancellationToken), new RemoteMessageId(edited), body), null)
            : (null, null);
    }

    private static RoomEdit EditOf(ClientEvent what, RemoteContact by, RemoteMessageId target, RichText body) => new()
    {
        Room = new RemoteRoomId(what.RoomId),
        By = by,
        Timestamp = what.Timestamp,
        Target = target,
        Body = body,
        Id = new RemoteMessageId(what.Id),
    };

    private static RoomReactions ReactionsOf(ClientEvent what, RemoteContact by, string target, IReadOnlyList<ReactionNote> set) => new()
    {
        Room = new RemoteRoomId(what.RoomId),
        By = by,
        Timestamp = what.Timestamp,
        Target = new RemoteMessageId(target),
        Emoji = [.. set.Select(reaction => reaction.Emoji).Where(Emoji.IsSingle).Distinct(StringComparer.Ordinal)],
    };
}
