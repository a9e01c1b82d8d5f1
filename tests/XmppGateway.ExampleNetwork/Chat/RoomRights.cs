using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>Who may do what in a room. Pure.</summary>
internal static class RoomRights
{
    /// <summary>Why somebody may not do it; null when they may.</summary>
    /// <param name="what">What they want.</param>
    /// <param name="author">What they are; null for somebody who is not in the room.</param>
    /// <param name="rank">Their rank, in the room or not.</param>
    /// <param name="target">The rank of whom it concerns.</param>
    /// <param name="isInvited">True for somebody whom a member has asked to come.</param>
    /// <param name="card">The rules of the room.</param>
    public static PostingResult.Refused? WhyNot(RoomHappening what, Participant? author, RoomRank rank, RoomRank target, bool isInvited, RoomCard card) => what.Kind switch
    {
        Doing.Join when rank == RoomRank.Banned => No("You are banned from this room."),
        Doing.Join when card.MembersOnly && rank < RoomRank.Member && !isInvited =>
            new PostingResult.Refused("This room is for members only.", FailureCondition.MembersOnly),
        Doing.Join or Doing.Leave => null,
        _ when author is null => No("You are not in this room."),
        Doing.Message or Doing.Edit when !author.MaySpeak => No("You may not speak here."),
        Doing.Kick or Doing.Voice when rank < RoomRank.Administrator || target >= rank => No("You are not allowed to do this here."),
        Doing.Rank when rank < RoomRank.Administrator || target >= rank || what.Rank >= rank => No("You are not allowed to do this here."),
        Doing.Subject when rank < RoomRank.Administrator => No("Only administrators set the subject."),
        Doing.Configure when rank < RoomRank.Owner => No("Only owners change the room."),
        _ => null,
    };

    private static PostingResult.Refused No(string words) => new(words, FailureCondition.NotAllowed);
}
