using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>What happens in rooms, for the engine. All of a room is on the room's lane, which keeps its order.</summary>
internal sealed partial class ExampleAdapter
{
    private async Task<Handover> HandOverAsync(ChatRoom room, RoomHappening what, CancellationToken cancellationToken)
    {
        // An invitation is for one user; all else is for the room.
        Arrival? arrival = what is { Kind: Doing.Invite, Who: { } who }
            ? InvitationOf(room, what, who) is { } invitation ? new Arrival.Ready(what.Id, invitation) : null
            : RoomEventOf(room, what) is { } happened ? new Arrival.Ready(what.Id, happened) : null;
        return arrival is null || await _context.PublishAsync([arrival], cancellationToken) == Acceptance.Taken ? Handover.Taken : Handover.TryAgain;
    }

    private RoomInvitation? InvitationOf(ChatRoom room, RoomHappening what, string who) =>
        Jid.TryParse(who.TrimStart('~'), out var user) && user.IsBare && user.Local is not null
            ? new RoomInvitation
            {
                User = user,
                Contact = ContactOf(what.Author!),
                Timestamp = what.At,
                Room = new RoomAddress(room.Address),
                Reason = what.Reason,
            }
            : null;

    // Null for what the gateway has no event for.
    private RoomEvent? RoomEventOf(ChatRoom room, RoomHappening what)
    {
        var id = new RemoteRoomId(room.Address);
        var by = ContactOf(what.Author!);
        var at = what.At;
        var target = new RemoteMessageId(what.Target ?? "");
        return what.Kind switch
        {
            Doing.Message => new RoomMessage
            {
                Room = id,
                By = by,
                Timestamp = at,
                Id = new RemoteMessageId(what.Id),
                Body = StyleReader.Read(what.Text ?? "", what.Styled),
                Kind = what.Notice ? MessageKind.Notice : MessageKind.Chat,
                Thread = what.Thread,
                ReplyTo = what.ReplyTo is { } answered ? new RemoteMessageId(answered) : null,
            },
            Doing.Edit => new RoomEdit
            {
                Room = id,
                By = by,
                Timestamp = at,
                Id = new RemoteMessageId(what.Id),
                Target = target,
                Body = StyleReader.Read(what.Text ?? "", what.Styled),
            },
            Doing.Retraction => new RoomRetraction { Room = id, By = by, Timestamp = at, Target = target, Reason = what.Reason },
            Doing.Reactions => new RoomReactions { Room = id, By = by, Timestamp = at, Target = target, Emoji = [.. what.Emoji] },
            Doing.Subject => new RoomSubjectChange { Room = id, By = by, Timestamp = at, Subject = new RoomSubject(what.Text ?? "", by, at) },
            Doing.Configure => new RoomStateChange { Room = id, By = by, Timestamp = at },
            Doing.End => new RoomEnd
            {
                Room = id,
                By = by,
                Timestamp = at,
                Successor = what.Successor is { } next ? ParseRoom(next) : null,
                Reason = what.Reason,
            },
            Doing.Join or Doing.Rename or Doing.Leave or Doing.Kick or Doing.Rank or Doing.Voice => new RoomMemberChange
            {
                Room = id,
                By = by,
                Timestamp = at,
                Member = MemberOf(what.Member!),
                Passage = what switch
                {
                    { Kind: Doing.Leave } => RoomPassage.Left,
                    { Kind: Doing.Kick } => RoomPassage.Removed,
                    { Kind: Doing.Rank, Rank: RoomRank.Banned } => RoomPassage.Banned,
                    _ => RoomPassage.Present,
                },
                Reason = what.Reason,
            },
            _ => null,
        };
    }

    private RoomMember MemberOf(Participant participant) => new(ContactOf(participant), participant.Rank, participant.MaySpeak);

    private RemoteContact ContactOf(Participant participant) => ParseAddress(participant.Id) is { } person
        ? person with { DisplayName = participant.Nick }
        : new RemoteContact(new RemoteUserId(participant.Id), participant.Id, participant.Nick);
}
