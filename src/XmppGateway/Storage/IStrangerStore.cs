namespace XmppGateway.Storage;

/// <summary>Who is no stranger to whom, and what strangers have written that waits for the user's word.</summary>
internal interface IStrangerStore
{
    /// <summary>Null: a stranger that the user was not asked about.</summary>
    Task<Relation?> FindRelationAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>Makes somebody known to a user. True when they were not before.</summary>
    Task<bool> AddKnownAsync(string network, string user, string contact, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes everybody known to whom the message map has a message of a user.</summary>
    Task AddKnownFromMessagesAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Holds an event of a stranger, unless as many are held already. Repeats with the same stanza id are harmless and have the same result.
    /// </summary>
    /// <param name="held">The event.</param>
    /// <param name="each">How many are held of one stranger.</param>
    /// <param name="strangers">About how many strangers one user may be asked at the same time.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue of writes.</param>
    Task<Holding> HoldAsync(HeldEvent held, int each, int strangers, CancellationToken cancellationToken);

    /// <summary>What one stranger has written, in order.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadHeldAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>What is held of contacts that are known by now (or of all), oldest first: a release that a crash interrupted.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadReleasedAsync(string network, bool all, int limit, CancellationToken cancellationToken);

    /// <summary>What is held since before that time, oldest first.</summary>
    Task<IReadOnlyList<HeldEvent>> ReadHeldBeforeAsync(string network, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Those of whom something is held for a user, who waits longest first.</summary>
    Task<IReadOnlyList<WaitingStranger>> ReadWaitingAsync(string network, string user, int limit, CancellationToken cancellationToken);

    Task RemoveHeldAsync(long id, CancellationToken cancellationToken);

    /// <summary>Removes a held event, and with the last one of a stranger the question, so that a later one could be asked.</summary>
    Task GiveUpHeldAsync(HeldEvent held, CancellationToken cancellationToken);

    /// <summary>The user's answer is no: forgets the question, so that a later one could be asked.</summary>
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

/// <summary>One event of a stranger.</summary>
internal sealed record HeldEvent(
    long Id, string Network, string User, string Contact, string StanzaId, byte[] Payload, DateTimeOffset At);
