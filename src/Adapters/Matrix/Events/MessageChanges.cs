using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Understands what the contact does to messages: edits them, reacts to them, takes back what was written or shown.</summary>
internal sealed partial class MessageChanges(MatrixClient client, EditNotes edits, ReactionNotes reactions, ILogger logger)
{
    private static readonly Interpretation Nothing = new Interpretation.Understood([]);

    public async ValueTask<Interpretation> EditAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        if (MessageEdit.Read(what) is not { } edit)
        {
            return Nothing;
        }

        var original = await client.GetEventAsync(chat.Ghost, what.RoomId, edit.Target.Value, cancellationToken);
        if (original.Error is { IsTemporary: true } later)
        {
            return RoomExit.Wait(later);
        }

        if (original.Succeeded && !MayReplace(what, original.Value))
        {
            Log.NotTheirs(logger);
            return Nothing;
        }

        await edits.SetAsync(what.Id, edit.Target.Value, cancellationToken);
        return One(EditOf(what, chat, edit.Target, edit.Body));
    }

    public async ValueTask<Interpretation> ReactAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        var relation = what.Content.Child("m.relates_to");
        if (relation.Text("rel_type") != "m.annotation"
            || relation.Text("event_id") is not { } target || !EventIds.IsValid(target)
            || relation.Text("key") is not { Length: > 0 } key)
        {
            return Nothing;
        }

        var set = await reactions.AddAsync(chat.Note.Contact, target, new ReactionNote(what.Id, ReactionKey.Shorten(key)), cancellationToken);

        // Matrix takes any text for a reaction, XMPP emoji only.
        return One(Emoji.IsSingle(key)
            ? ReactionsOf(what, chat, target, set)
            : chat.Say(what, new MessageText(new RichText(ReactionKey.InWords(key, what.Content)), MessageKind.Chat, new RemoteMessageId(target), null)));
    }

    public async ValueTask<Interpretation> RedactAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        if (what.Redacts is not { } redacted || !EventIds.IsValid(redacted))
        {
            return Nothing;
        }

        if (await reactions.FindEventAsync(redacted, cancellationToken) is var (who, target))
        {
            var left = await reactions.RemoveAsync(who, target, redacted, cancellationToken);
            return who == chat.Note.Contact ? One(ReactionsOf(what, chat, target, left)) : Nothing;
        }

        if (await edits.FindAsync(redacted, cancellationToken) is { } edited)
        {
            return await RevertAsync(what, chat, edited, cancellationToken);
        }

        return One(new Retraction
        {
            User = chat.User,
            Contact = chat.Contact,
            Timestamp = what.Timestamp,
            Target = new RemoteMessageId(redacted),
            Reason = what.Content.Text("reason"),
        });
    }

    /// <summary>
    /// Client-server API, "Validity of replacement events": of the same sender, and not of an edit. One of a state event, or of another
    /// type, is none either.
    /// </summary>
    private static bool MayReplace(ClientEvent what, FoundEvent original) =>
        original.Sender == what.Sender && original.Type == what.Type && what.StateKey is null
        && original.Content.Child("m.relates_to").Text("rel_type") != "m.replace";

    /// <summary>What a message says now that another one answers; null when the homeserver does not tell: the answer does not wait for it.</summary>
    public async ValueTask<RichText?> FindAnsweredAsync(ClientEvent what, RoomChat chat, RemoteMessageId answered, CancellationToken cancellationToken)
    {
        var original = await client.GetEventAsync(chat.Ghost, what.RoomId, answered.Value, cancellationToken);
        return original.Succeeded ? MessageEdit.NewestOf(original.Value) : null;
    }

    /// <summary>An edit is taken back: the message says what it said before it. Nothing when the message itself is gone too.</summary>
    private async ValueTask<Interpretation> RevertAsync(ClientEvent what, RoomChat chat, string edited, CancellationToken cancellationToken)
    {
        var original = await client.GetEventAsync(chat.Ghost, what.RoomId, edited, cancellationToken);
        if (!original.Succeeded)
        {
            return original.Error.IsTemporary ? RoomExit.Wait(original.Error) : Nothing;
        }

        return MessageEdit.NewestOf(original.Value) is { } body
            ? One(EditOf(what, chat, new RemoteMessageId(edited), body))
            : Nothing;
    }

    private static Edit EditOf(ClientEvent what, RoomChat chat, RemoteMessageId target, RichText body) => new()
    {
        User = chat.User,
        Contact = chat.Contact,
        Timestamp = what.Timestamp,
        Target = target,
        Body = body,
        Id = new RemoteMessageId(what.Id),
    };

    private static Reactions ReactionsOf(ClientEvent what, RoomChat chat, string target, IReadOnlyList<ReactionNote> set) => new()
    {
        User = chat.User,
        Contact = chat.Contact,
        Timestamp = what.Timestamp,
        Target = new RemoteMessageId(target),
        Emoji = [.. set.Select(reaction => reaction.Emoji).Where(Emoji.IsSingle).Distinct(StringComparer.Ordinal)],
    };

    private static Interpretation.Understood One(GatewayEvent what) => new([what]);

    private static partial class Log
    {
        [LoggerMessage(4131, LogLevel.Information, "An edit that does not fit its message was ignored")]
        public static partial void NotTheirs(ILogger logger);
    }
}
