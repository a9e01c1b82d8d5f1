using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Understands the events of a room that is shown as one. What it notes may be noted again. An edit of somebody else's message is left to the
/// engine, which knows who wrote it.
/// </summary>
internal sealed class GroupEvents(MatrixClient client, GroupReader reader, MemberNames names, GroupNotes notes, ReactionNotes reactions, GhostIds ids)
{
    private const string Encrypted =
        "[an encrypted message: this gateway cannot read it. In this room only unencrypted messages can be bridged.]";

    /// <summary>True for a room that a user of ours has entered as one of several people.</summary>
    public async ValueTask<bool> IsGroupAsync(string roomId, CancellationToken cancellationToken) =>
        await notes.FindGhostAsync(roomId, cancellationToken) is not null;

    /// <summary>The event for the room; null for one that means nothing to it.</summary>
    public async ValueTask<RoomEvent?> ReadAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (await notes.FindGhostAsync(what.RoomId, cancellationToken) is not { } ghost)
        {
            return null;
        }

        var room = new RemoteRoomId(what.RoomId);
        if (what.Type == "m.room.member")
        {
            return await ReadMemberAsync(ghost, what, cancellationToken);
        }

        if (EventTypes.OfGroups.Contains(what.Type) && what.StateKey is not { Length: 0 })
        {
            // Only state of the room says something of it: anybody can send a message of such a type.
            return null;
        }

        var by = await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken);
        return what.Type switch
        {
            "m.room.power_levels" => new RoomRanksChange { Room = room, By = by, Timestamp = what.Timestamp },
            "m.room.topic" => new RoomSubjectChange
            {
                Room = room,
                By = by,
                Timestamp = what.Timestamp,
                Subject = new RoomSubject(what.Content.Text("topic") ?? "", by, what.Timestamp),
            },
            "m.room.name" or "m.room.avatar" or "m.room.join_rules" or "m.room.canonical_alias" =>
                new RoomStateChange { Room = room, By = by, Timestamp = what.Timestamp },
            "m.room.tombstone" => new RoomEnd
            {
                Room = room,
                By = by,
                Timestamp = what.Timestamp,
                Successor = SuccessorOf(what),
                Reason = what.Content.Text("body"),
            },
            EventTypes.Reaction => await ReactAsync(what, by, cancellationToken),
            EventTypes.Redaction => await RedactAsync(what, by, cancellationToken),
            "m.room.encrypted" => Say(what, by, new MessageText(new RichText(Encrypted), MessageKind.Notice, null, null)),
            var _ when MessageEdit.IsEdit(what) => MessageEdit.Read(what) is { } edit
                ? new RoomEdit { Room = room, By = by, Timestamp = what.Timestamp, Target = edit.Target, Body = edit.Body, Id = new RemoteMessageId(what.Id) }
                : null,
            var type => EventTypes.IsSaid(type) && MessageText.Read(what) is { } text ? Say(what, by, text) : null,
        };
    }

    private static RoomAddress? SuccessorOf(ClientEvent what) =>
        what.Content.Text("replacement_room") is { } next && TypedRoom.Read(next) == next ? new RoomAddress(next) : null;

    private async ValueTask<RoomEvent?> ReadMemberAsync(string ghost, ClientEvent what, CancellationToken cancellationToken)
    {
        if (what.StateKey is not { } user || !Mxid.TryParse(user, out _))
        {
            return null;
        }

        RoomPassage? passage = (what.Content.Text("membership"), user == what.Sender) switch
        {
            ("join", _) => RoomPassage.Present,
            ("leave", true) => RoomPassage.Left,
            ("leave", false) => RoomPassage.Removed,
            ("ban", _) => RoomPassage.Banned,
            _ => null,
        };
        if (passage is not { } known)
        {
            return null;
        }

        var name = what.Content.Text("displayname");
        var who = known == RoomPassage.Present
            ? names.Set(what.RoomId, user, name)
            : new RemoteContact(new RemoteUserId(user), user, name);
        PowerLevels? levels = null;
        if (known == RoomPassage.Present)
        {
            levels = await reader.ReadLevelsAsync(ghost, what.RoomId, cancellationToken);
        }

        return new RoomMemberChange
        {
            Room = new RemoteRoomId(what.RoomId),
            By = user == what.Sender ? who : await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken),
            Timestamp = what.Timestamp,
            Member = new RoomMember(who, levels?.RankOf(user) ?? RoomRank.Guest, levels?.MaySpeak(user) ?? true),
            Passage = known,
            Reason = what.Content.Text("reason"),
        };
    }

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

    private async ValueTask<RoomEvent?> RedactAsync(ClientEvent what, RemoteContact by, CancellationToken cancellationToken)
    {
        if (what.Redacts is not { } redacted || !EventIds.IsValid(redacted))
        {
            return null;
        }

        if (await reactions.FindEventAsync(redacted, cancellationToken) is var (who, target))
        {
            var left = await reactions.RemoveAsync(who, target, redacted, cancellationToken);
            var author = who == what.Sender ? by : new RemoteContact(new RemoteUserId(who), who);
            return ReactionsOf(what, author, target, left);
        }

        return new RoomRetraction
        {
            Room = new RemoteRoomId(what.RoomId),
            By = by,
            Timestamp = what.Timestamp,
            Target = new RemoteMessageId(redacted),
            Reason = what.Content.Text("reason"),
        };
    }

    private static RoomReactions ReactionsOf(ClientEvent what, RemoteContact by, string target, IReadOnlyList<ReactionNote> set) => new()
    {
        Room = new RemoteRoomId(what.RoomId),
        By = by,
        Timestamp = what.Timestamp,
        Target = new RemoteMessageId(target),
        Emoji = [.. set.Select(reaction => reaction.Emoji).Where(Emoji.IsSingle).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>The history of a room, newest first.</summary>
    public async ValueTask<RoomHistory?> ReadHistoryAsync(
        string ghost, string roomId, string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var page = await client.GetRecentAsync(ghost, roomId, limit, HistoryFilter, before, cancellationToken);
        if (!page.Succeeded)
        {
            return page.Error.IsTemporary ? null : new RoomHistory([], null);
        }

        var events = new List<RoomEvent>();
        foreach (var element in page.Value.Chunk ?? [])
        {
            if (ClientEvent.Read(element, roomId, now) is not { } what || !EventIds.IsValid(what.Id))
            {
                continue;
            }

            // What was done to a message is seen in the message itself; and what our own users wrote has the ghost's name.
            var read = MessageEdit.IsEdit(what) || what.Type is EventTypes.Redaction or EventTypes.Reaction ? null
                : MessageText.Read(what) is { } text
                    ? Say(what, ids.UserOf(what.Sender) is { } own
                        ? new RemoteContact(new RemoteUserId(what.Sender), what.Sender, own.ToString())
                        : await names.FindAsync(ghost, roomId, what.Sender, cancellationToken), text)
                    : null;
            if (read is not null)
            {
                events.Add(read);
            }
        }

        return new RoomHistory(events, page.Value.End);
    }

    private static string HistoryFilter { get; } =
        $"{{\"types\":[{string.Join(',', EventTypes.Bridged.Where(EventTypes.IsSaid).Select(type => $"\"{type}\""))}]}}";
}
