namespace XmppGateway.Storage;

/// <summary>Who is no stranger to whom, and what strangers have written that waits for the user's word.</summary>
internal interface IStrangerStore
{
    /// <summary>Null: a stranger that the user was not asked about.</summary>
    Task<Relation?> FindRelationAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>Makes somebody known to a user. True when they were not before.</summary>
    Task<bool> AddKnownAsync(string network, string user, string contact, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes everybody known to whom the message map has a message of a user since a time.</summary>
    Task AddKnownFromMessagesAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Holds an event of a stranger, unless as many are held already. Repeats with the same stanza id are harmless and have the same result.
    /// </summary>
    /// <param name="held">The event.</param>
    /// <param name="each">How many are held of one stranger.</param>
    /// <param name="strangers">About how many strangers one user may be asked at the same time.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue of writes.</param>
    Task<Holding> HoldAsync(HeldEvent held, int each, int strangers, CancellationToken cancellationToken);

    /// <summary>
    /// Holds an event of a contact who is known, if it has to follow something: while an event of theirs is held, or is an open entry of
    /// the inbox that was. False when there is nothing before it; true also when it was released already. Repeats are harmless.
    /// </summary>
    /// <param name="held">The event.</param>
    /// <param name="lane">The lane to which held events of this contact are released.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue of writes.</param>
    Task<bool> FollowAsync(HeldEvent held, string lane, CancellationToken cancellationToken);

    /// <summary>True while an event of a contact is held, or is an open entry of the inbox that was.</summary>
    Task<bool> IsReleasingAsync(string network, string user, string contact, string lane, CancellationToken cancellationToken);

    /// <summary>True while an open entry of the inbox is there that was held. Looks at all open ones of the network.</summary>
    Task<bool> IsReleasingAsync(string network, CancellationToken cancellationToken);

    /// <summary>What one stranger has written, in order.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadHeldAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>What is held of contacts that are known by now (or of all), oldest first: a release that a crash interrupted.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadReleasedAsync(string network, bool all, int limit, CancellationToken cancellationToken);

    /// <summary>What is held since before that time, oldest first.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadHeldBeforeAsync(string network, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Strangers of whom something is held for a user, who waits longest first.</summary>
    Task<IReadOnlyList<WaitingStranger>> ReadWaitingAsync(string network, string user, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// A held event goes to the user: moves it into the inbox, unless it has left already. Returns how many entries there are more: 1 or 0.
    /// </summary>
    Task<int> ReleaseHeldAsync(long id, InboxEntry released, CancellationToken cancellationToken);

    /// <summary>
    /// A held event does not go to the user: removes it, with the last one of a stranger the question as well, so that a later one could be
    /// asked, and tells its author. Of somebody who is known by now nothing is removed, and of what has left already nobody is told.
    /// </summary>
    /// <param name="held">The event.</param>
    /// <param name="refusal">What its author is told; null: nothing.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue of writes.</param>
    Task<Removal> RefuseHeldAsync(HeldEvent held, OutboxEntry? refusal, CancellationToken cancellationToken);

    /// <summary>Forgets that somebody is known, or the question about them if nothing of theirs is held: a later one could be asked.</summary>
    Task RemoveRelationAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>Forgets everything here and all blocks of a user who leaves.</summary>
    Task RemoveRelationsOfAsync(string network, string user, CancellationToken cancellationToken);
}

/// <summary>What is known of a contact.</summary>
/// <param name="Known">Known; otherwise the user was asked.</param>
/// <param name="StanzaId">Of the message that the user was asked on.</param>
internal sealed record Relation(bool Known, string? StanzaId);

/// <summary>Somebody whom the user has not answered yet.</summary>
/// <param name="Contact">Their id.</param>
/// <param name="Since">When they wrote first.</param>
/// <param name="Held">How much they wrote.</param>
internal sealed record WaitingStranger(string Contact, DateTimeOffset Since, long Held);

/// <summary>What became of an event of a stranger.</summary>
internal enum Holding
{
    /// <summary>Held, and the first one: the user is to be asked.</summary>
    First = 0,

    /// <summary>Held behind others.</summary>
    Held,

    /// <summary>Not held: there are too many.</summary>
    Full,

    /// <summary>Not held: the contact is known by now.</summary>
    Known,
}

/// <summary>What became of a held event that was to be removed.</summary>
internal enum Removal
{
    /// <summary>It is there still: the contact is known by now.</summary>
    Known = 0,

    /// <summary>It is away, and others of the same contact are held.</summary>
    Removed,

    /// <summary>It is away, and nothing of that contact is held any more.</summary>
    Last,
}

/// <summary>One event of a stranger.</summary>
internal sealed record HeldEvent(
    long Id, string Network, string User, string Contact, string StanzaId, byte[] Payload, DateTimeOffset At);
