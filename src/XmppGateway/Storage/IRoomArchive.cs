using XmppGateway.Abstractions;

namespace XmppGateway.Storage;

/// <summary>What kind of event an archived one is.</summary>
internal enum ArchivedKind
{
    Message = 0,
    Edit = 1,
    Retraction = 2,
    Reactions = 3,
    Subject = 4,
}

/// <summary>One event in the archive of a room.</summary>
internal sealed record ArchivedEvent
{
    /// <summary>
    /// The place in the room's order, unique there: greater than that of everything said before; below zero for much of what was read of the past
    /// later. Nothing for a new one, which the store gives its place.
    /// </summary>
    public long Position { get; init; }

    /// <summary>The room's number.</summary>
    public required long Room { get; init; }

    /// <summary>The id in the archive, unique in the room and the same for everybody: the foreign id where there is one. Case counts.</summary>
    public required string Id { get; init; }

    public required ArchivedKind Kind { get; init; }

    /// <summary>When it was said.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The foreign id of who did it.</summary>
    public required string By { get; init; }

    /// <summary>What they were called in the room then.</summary>
    public required string Nick { get; init; }

    /// <summary>The id of the message that it is about; null for a message.</summary>
    public string? Target { get; init; }

    /// <summary>The event, serialised by the engine; empty for what was taken back.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Who of those who belong to the room may see it.</summary>
    public RoomAudience Audience { get; init; }

    /// <summary>True for a message that was taken back, and for edits of it: their places stay (XEP-0424 §5), their texts do not.</summary>
    public bool IsRetracted { get; init; }
}

/// <summary>A user of ours who reads an archive: they get what they may see.</summary>
/// <param name="User">Bare JID.</param>
/// <param name="Self">The identity that the network lends them: what they said themselves is theirs to see.</param>
internal sealed record ArchiveReader(string User, string Self);

/// <summary>Which part of an archive is wanted (XEP-0313 §4.1, XEP-0059).</summary>
/// <param name="Room">The room's number.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ArchiveQuery(long Room, int Limit)
{
    /// <summary>Not before this time. Times may go back a little from one place to the next: each event counts for itself.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Not after this time.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Only what this foreign id did.</summary>
    public string? By { get; init; }

    /// <summary>Only after this place.</summary>
    public long? After { get; init; }

    /// <summary>Only before this place.</summary>
    public long? Before { get; init; }

    /// <summary>The last ones that fit instead of the first. The order of the answer is that of the room all the same.</summary>
    public bool FromEnd { get; init; }

    /// <summary>For whom; null for everything that there is.</summary>
    public ArchiveReader? Reader { get; init; }

    /// <summary>Only messages, and nothing about them.</summary>
    public bool OnlyMessages { get; init; }
}

/// <summary>What was said in rooms, in order.</summary>
internal interface IRoomArchive
{
    /// <summary>
    /// Adds an event after all others of its room, which is stored. False when there is nothing new to show:
    /// <list type="bullet">
    /// <item>its id is in the archive;</item>
    /// <item>it is a retraction or an edit of what was taken back already, whether that was ever in the archive or not;</item>
    /// <item>it is a message that was taken back before it came: only its place is kept;</item>
    /// <item>it is a subject, and the same person has set one at the same time;</item>
    /// <item>it is reactions whose payload is that of the ones which the same person has there.</item>
    /// </list>
    /// A retraction empties its target and the edits of it in the same commit. Of one person's reactions to one message only the newest stay, at the
    /// place of the newest.
    /// </summary>
    Task<bool> AddArchivedAsync(ArchivedEvent what, CancellationToken cancellationToken);

    /// <summary>
    /// Adds older events, newest first, each before everything else of its room, and leaves out what is known: as <see cref="AddArchivedAsync"/>,
    /// and reactions of who has newer ones to the same message. What was taken back later is only a place. Returns how many were added. All of them
    /// are of one room.
    /// </summary>
    /// <param name="newestFirst">The events.</param>
    /// <param name="shownTo">Bare JID of the user to whom the network has shown them: they may see them, whatever their audience.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<int> AddOlderAsync(IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo, CancellationToken cancellationToken);

    /// <summary>
    /// Adds, in one commit, what was said while nobody was in a room, after all else. With a <paramref name="mark"/> there is more between the
    /// archive and the first of it: a gap with places of its own.
    /// </summary>
    Task AddMissedAsync(long room, IReadOnlyList<ArchivedEvent> oldestFirst, string? shownTo, string? mark, CancellationToken cancellationToken);

    /// <summary>Notes that the network has shown a user what has these ids; what is not in the archive is left out.</summary>
    Task ShowArchivedAsync(long room, IReadOnlyList<string> ids, string shownTo, CancellationToken cancellationToken);

    /// <summary>The gaps in the archive of a room, in its order.</summary>
    Task<IReadOnlyList<ArchiveGap>> GapsAsync(long room, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a page of what is missing, newest first, at the newer end of a gap, which goes on at <paramref name="mark"/>; null closes it.
    /// </summary>
    Task FillGapAsync(ArchiveGap gap, IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo, string? mark, CancellationToken cancellationToken);

    /// <summary>The event of this id, or null, also when <paramref name="reader"/> may not see it.</summary>
    Task<ArchivedEvent?> FindArchivedAsync(long room, string id, ArchiveReader? reader, CancellationToken cancellationToken);

    /// <summary>The part that was asked for, in the room's order.</summary>
    Task<IReadOnlyList<ArchivedEvent>> ReadArchiveAsync(ArchiveQuery query, CancellationToken cancellationToken);

    /// <summary>How many events a query would give without its limit and its place (XEP-0059 §2.6).</summary>
    Task<long> CountArchiveAsync(ArchiveQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// How far the room's past was read from the network: its own mark for the next page, "" at the beginning of the room, null when never, or
    /// when nothing that was read is left.
    /// </summary>
    Task<string?> GetPastAsync(long room, CancellationToken cancellationToken);

    /// <summary>Notes how far the past of a stored room was read.</summary>
    Task SetPastAsync(long room, string before, CancellationToken cancellationToken);
}
