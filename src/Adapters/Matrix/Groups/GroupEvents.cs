using System.Text.Json;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Understands the events of a room that is shown as one. What it notes may be noted again.
/// </summary>
internal sealed partial class GroupEvents(GroupReader reader, MemberNames names, GroupNotes notes, GroupAudiences audiences, GroupChanges changes, RoomServers servers,
    ClosedRooms closed, GhostIds ids, string network, ILogger logger)
{
    private static readonly Interpretation Nothing = new Interpretation.Understood([]);

    /// <summary>True for a room that a user of ours has entered as one of several people.</summary>
    public async ValueTask<bool> IsGroupAsync(string roomId, CancellationToken cancellationToken) =>
        await notes.FindGhostAsync(roomId, cancellationToken) is not null;

    /// <summary>The event for the room, or nothing for one that means nothing to it.</summary>
    public async ValueTask<Interpretation> ReadAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (await notes.FindGhostAsync(what.RoomId, cancellationToken) is not { } ghost)
        {
            return Nothing;
        }

        if (what.Type == "m.room.member")
        {
            return await ReadMemberAsync(ghost, what, cancellationToken);
        }

        if (EventTypes.OfGroups.Contains(what.Type) && what.StateKey is not { Length: 0 })
        {
            // Only state of the room says something of it: anybody can send a message of such a type.
            return Nothing;
        }

        if (what.Type == GroupAudiences.EventType)
        {
            await audiences.NoteAsync(what, cancellationToken);
            return Nothing;
        }

        if (what.Type is "m.room.power_levels" or GroupRanks.ProgramsType)
        {
            reader.ForgetRanks(what.RoomId);
        }

        var by = await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken);
        var (read, error) = StateOf(what, by) is { } state ? (state, null) : await changes.ReadAsync(ghost, what, by, cancellationToken);
        if (read is RoomEnd { Successor: { } next } end)
        {
            read = end with { SuccessorAdmitsMembers = await closed.AdmitsMembersOfOthersAsync(ghost, next, cancellationToken) };
        }

        if (read is null && error is null && (EventTypes.IsSaid(what.Type) || what.Type is EventTypes.Reaction or EventTypes.Redaction))
        {
            Log.NotUnderstood(logger, network);
        }

        return error is not null ? RoomExit.Wait(error)
            : read is null ? Nothing
            : One(read with { Audience = await audiences.FindAsync(ghost, what.RoomId, what.Timestamp, cancellationToken) });
    }

    /// <summary>What an event says of the room itself; null for all others.</summary>
    private RoomEvent? StateOf(ClientEvent what, RemoteContact by)
    {
        var room = new RemoteRoomId(what.RoomId);
        return what.Type switch
        {
            "m.room.power_levels" or GroupRanks.ProgramsType => new RoomRanksChange { Room = room, By = by, Timestamp = what.Timestamp },
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
                Successor = SuccessorOf(what.Content, what.Sender, servers),
                Reason = what.Content.Text("body"),
            },
            _ => null,
        };
    }

    /// <summary>What the content of an `m.room.tombstone` names. The server of who wrote it knows that room.</summary>
    public static RoomAddress? SuccessorOf(JsonElement content, string? sender, RoomServers servers)
    {
        if (content.Text("replacement_room") is not { } next || TypedRoom.Read(next) != next)
        {
            return null;
        }

        if (sender?.IndexOf(':', StringComparison.Ordinal) is { } colon and > 0)
        {
            servers.Add(next, [sender[(colon + 1)..]]);
        }

        return new RoomAddress(next);
    }

    private async ValueTask<Interpretation> ReadMemberAsync(string ghost, ClientEvent what, CancellationToken cancellationToken)
    {
        if (what.StateKey is not { } user || !Mxid.TryParse(user, out _))
        {
            return Nothing;
        }

        RoomPassage? passage = (what.Content.Text("membership"), user == what.Sender) switch
        {
            ("join", _) => RoomPassage.Present,
            ("leave", true) => RoomPassage.Left,
            ("leave", false) => what.Previous.Text("membership") == "ban" ? RoomPassage.Unbanned : RoomPassage.Removed,
            ("ban", _) => RoomPassage.Banned,
            _ => null,
        };
        if (passage is not { } known)
        {
            return Nothing;
        }

        if (known != RoomPassage.Present)
        {
            ghost = await notes.RemoveGhostAsync(what.RoomId, user, cancellationToken) ?? ghost;
        }

        var name = MemberNames.Shorten(what.Content.Text("displayname"));
        var who = known == RoomPassage.Present
            ? names.Set(what.RoomId, user, name)
            : new RemoteContact(new RemoteUserId(user), user, name);
        var ranks = known == RoomPassage.Present ? await reader.FindRanksAsync(ghost, what.RoomId, cancellationToken) : null;
        if (known == RoomPassage.Present && ranks is null)
        {
            // What somebody is called changes nothing of what they may do.
            return new Interpretation.Later("The homeserver does not say who may do what in this room.", null);
        }

        return One(new RoomMemberChange
        {
            Room = new RemoteRoomId(what.RoomId),
            By = user == what.Sender ? who : await names.FindAsync(ghost, what.RoomId, what.Sender, cancellationToken),
            Timestamp = what.Timestamp,
            Member = ranks?.MemberOf(who) ?? new RoomMember(who, RoomRank.Guest),
            Passage = known,
            Reason = what.Content.Text("reason"),
            InvitedBy = known == RoomPassage.Left && what.Previous.Text("membership") == "invite" && what.PreviousSender is { } inviter
                ? ids.UserOf(inviter)
                : null,
        });
    }

    private static Interpretation.Understood One(RoomEvent what) => new([what]);

    private static partial class Log
    {
        [LoggerMessage(4103, LogLevel.Information, "{Network}: an event without content (deleted or malformed) is not shown in its room")]
        public static partial void NotUnderstood(ILogger logger, string network);
    }
}
