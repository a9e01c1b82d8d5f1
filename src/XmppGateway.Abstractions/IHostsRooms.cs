namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power: the network has rooms, which the engine shows as multi-user chats (XEP-0045) on the network's domain. One room is one,
/// however many of our users are in it; each of them is there with an identity of their own.
/// <para>
/// What users say in a room comes through <see cref="IAdapter.SendAsync"/> with a contact that is a room, on a lane for each user and room. When it
/// is <see cref="DeliveryResult.Delivered"/> with an id, the engine shows it to everybody as a <see cref="RoomMessage"/> of that id; the
/// adapter may publish the same event, too: one of them is a repeat. All else that happens is published as a <see cref="RoomEvent"/>.
/// </para>
/// <para>Members are called from any thread, side by side, for one room too; all but the first may use the network, and are cancelled after
/// half a minute.</para>
/// </summary>
public interface IHostsRooms
{
    /// <summary>
    /// True where the past is another one for each user, as they were or were not among those to whom something was said: the engine then asks for it with
    /// the eyes of everybody who comes. Constant.
    /// </summary>
    bool HasPersonalHistory => false;

    /// <summary>True where somebody can take messages of others away (<see cref="RoomChange.Retract"/>). Constant.</summary>
    bool HasModeration => true;

    /// <summary>
    /// False where a user who has had no client in a room for long stays in it all the same, whatever the operator says: to be out would cost them what they
    /// miss nothing of now. Constant.
    /// </summary>
    bool PutsOutTheAbsent => true;

    /// <summary>
    /// True where who has gone may come back without another invitation, also into a room for members only: who could come in on the network and not here
    /// is taken out again. Constant.
    /// </summary>
    bool LetsBackIn => false;

    /// <summary>
    /// True where a room is only those who are in it, so that the operator's rules on contacts are about them and not about the room: the adapter asks
    /// (<see cref="IAdapterContext.Allows"/>). Constant.
    /// </summary>
    bool AsksRulesItself => false;

    /// <summary>
    /// Reads a room's address as people type it, and as the engine reads it back from a JID. Pure, and fast: called on the stanza path, with
    /// any text. Never throws. Null when it can be no room. No text is the address of a person and of a room.
    /// </summary>
    RoomAddress? ParseRoom(string text);

    /// <summary>
    /// Whether an address leads to a room, as far as that is known without coming in: false where the network says that there is none; true also where it does
    /// not say.
    /// </summary>
    ValueTask<bool> IsThereAsync(RoomAddress room, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <summary>
    /// Brings a user into a room, with the name that they want there, or finds that they are in it. Safe to do twice. Who belongs to a room already is
    /// brought back by its id, which is an address of it, too.
    /// </summary>
    ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken);

    /// <summary>Takes a user out of a room for good; also right when they are not in it.</summary>
    ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken);

    /// <summary>What a room is like now, seen with the eyes of a user who is in it; null when it cannot be found out now.</summary>
    ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken);

    /// <summary>Everybody who is in it, our own users too, and nobody twice; null when it cannot be found out now. Thousands are no mistake.</summary>
    ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken);

    /// <summary>
    /// Those who have a rank above <see cref="RoomRank.Guest"/>, or are banned, whether they are in the room or not; null when it cannot be found
    /// out now. Names need not be known.
    /// </summary>
    ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken);

    /// <summary>The identity that the network lends a user of the gateway, whether it was ever used or not. Pure; null for none.</summary>
    RemoteUserId? IdentityOf(Jid user);

    /// <summary>The user of the gateway to whom an identity is lent; null for everybody else's. Pure.</summary>
    Jid? UserOf(RemoteUserId identity);

    /// <summary>
    /// What was said before, newest first, as far as this user may see it.
    /// </summary>
    /// <param name="room">Where.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="before">What an earlier page gave as <see cref="RoomHistory.Before"/>; null for the newest.</param>
    /// <param name="limit">How many events are wanted at most, 1 to 100.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Who may read later what a user says in a room just now, by the network's rule for its past; the strictest where that cannot be found out.
    /// </summary>
    ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken);

    /// <summary>Does something to the room for one of our users. Safe to do twice.</summary>
    ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken);

    /// <summary>The rooms that everybody may find, as the network lists them.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="search">A text as a person types it; null for all.</param>
    /// <param name="after">What an earlier page gave as <see cref="RoomList.Next"/>; null for the first.</param>
    /// <param name="limit">How many are wanted at most, 1 to 100.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken);
}

/// <summary>What became of the wish to enter a room.</summary>
public abstract record RoomEntry
{
    private RoomEntry()
    {
    }

    /// <summary>The user is in it.</summary>
    /// <param name="State">What it is like.</param>
    /// <param name="Self">The identity that the user has there: one of its members.</param>
    public sealed record Entered(RoomState State, RemoteUserId Self) : RoomEntry;

    /// <summary>The user may not, or there is no such room.</summary>
    /// <param name="Reason">For the user; what the foreign server said stays in its words (<see cref="LocalText.Quoting"/>).</param>
    /// <param name="Condition">The kind of refusal.</param>
    public sealed record Refused(LocalText Reason, FailureCondition Condition) : RoomEntry
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Refused(string Reason, FailureCondition Condition)
            : this(LocalText.Same(Reason), Condition)
        {
        }
    }

    /// <summary>The user is in it, and what it is like cannot be found out now: entering again goes on from here.</summary>
    /// <param name="Room">Which room it is.</param>
    /// <param name="Self">The identity that the user has there.</param>
    /// <param name="Reason">For the user.</param>
    /// <param name="Condition">Why not.</param>
    public sealed record Unfinished(RemoteRoomId Room, RemoteUserId Self, LocalText Reason, FailureCondition Condition) : RoomEntry;

    /// <summary>There was such a room, and it is over, as by a <see cref="RoomEnd"/>. The user is not in it.</summary>
    /// <param name="Successor">Where people go on; null when nowhere.</param>
    public sealed record Over(RoomAddress? Successor) : RoomEntry;
}

/// <summary>What became of something that was to be done in a room.</summary>
public abstract record RoomAnswer
{
    private RoomAnswer()
    {
    }

    /// <summary>Done. Everybody hears of it by a <see cref="RoomEvent"/>, where there is something to hear.</summary>
    public sealed record Done : RoomAnswer;

    /// <summary>Not done.</summary>
    /// <param name="Reason">For the user; what the foreign server said stays in its words (<see cref="LocalText.Quoting"/>).</param>
    /// <param name="Condition">The kind of refusal.</param>
    public sealed record Refused(LocalText Reason, FailureCondition Condition) : RoomAnswer
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Refused(string Reason, FailureCondition Condition)
            : this(LocalText.Same(Reason), Condition)
        {
        }
    }
}

/// <summary>A part of what was said.</summary>
/// <param name="Events">Newest first: messages, and what happened to them, each with its audience.</param>
/// <param name="Before">For the next page; null when there is no more that this user may see.</param>
public sealed record RoomHistory(IReadOnlyList<RoomEvent> Events, string? Before);

/// <summary>A part of a directory of rooms.</summary>
/// <param name="Rooms">In the network's order.</param>
/// <param name="Next">For the next page; null at the end.</param>
/// <param name="Total">How many there are in all; null when unknown.</param>
public sealed record RoomList(IReadOnlyList<RoomState> Rooms, string? Next, int? Total);
