namespace XmppGateway.Storage;

/// <summary>Rooms of foreign networks, and who of ours belongs to them.</summary>
internal interface IRoomStore
{
    /// <summary>The room that a localpart leads to, or null. Several can lead to one.</summary>
    Task<RoomRow?> FindRoomByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken);

    /// <summary>The room of this foreign id, or null.</summary>
    Task<RoomRow?> FindRoomAsync(string network, string remoteId, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a room, or stores a newer address and name of a known one, and has the localpart, if there is one, lead to it where it leads nowhere yet. Rooms
    /// are known by network and foreign id; <see cref="RoomRow.Id"/> does not count. Returns the row that is there afterwards.
    /// </summary>
    Task<RoomRow> PutRoomAsync(RoomRow room, string? localpart, CancellationToken cancellationToken);

    /// <summary>The same, but the localpart leads to it from now on, wherever it led before.</summary>
    Task<RoomRow> RedirectRoomAsync(RoomRow room, string localpart, CancellationToken cancellationToken);

    /// <summary>The localparts that lead to a room, in the order in which they came to it.</summary>
    Task<IReadOnlyList<string>> LocalpartsOfRoomAsync(long room, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a user to a stored room, or stores what is new of them. What is archived from now on until they are taken out is said in their presence.
    /// </summary>
    Task PutRoomUserAsync(RoomUserRow user, CancellationToken cancellationToken);

    /// <summary>Takes a user out of a room, with all their clients; an invitation ends with it, and is enough to call this.</summary>
    Task RemoveRoomUserAsync(long room, string user, CancellationToken cancellationToken);

    /// <summary>Notes that a user has been asked into a stored room.</summary>
    Task PutRoomInvitationAsync(long room, string user, CancellationToken cancellationToken);

    /// <summary>The user who has been in a room without a break for the longest; null when nobody is.</summary>
    Task<string?> OldestUserOfRoomAsync(long room, CancellationToken cancellationToken);

    /// <summary>The users of ours who belong to a room, by the bytes of their JIDs.</summary>
    Task<IReadOnlyList<RoomUserRow>> UsersOfRoomAsync(long room, CancellationToken cancellationToken);

    /// <summary>The rooms of one network to which a user belongs, by number.</summary>
    Task<IReadOnlyList<RoomRow>> RoomsOfUserAsync(string network, string user, CancellationToken cancellationToken);

    /// <summary>
    /// The users who belong to rooms of a network in which they have had no client since before <paramref name="since"/>, as many as fit. Whose
    /// last client is found to be gone is noted to be absent from <paramref name="now"/> on.
    /// </summary>
    Task<IReadOnlyList<AbsentUser>> AbsentUsersAsync(
        string network, DateTimeOffset since, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that a user wants to be out of a room, which their network cannot be told now: they count as absent since ever, until a client of theirs is
    /// in it again.
    /// </summary>
    Task PutLeavingAsync(long room, string user, CancellationToken cancellationToken);

    /// <summary>Notes that a client is in a stored room, or is another occupant there now.</summary>
    Task PutRoomClientAsync(RoomClientRow client, CancellationToken cancellationToken);

    /// <summary>Notes that a client is not in a room any more.</summary>
    Task RemoveRoomClientAsync(long room, string client, CancellationToken cancellationToken);

    /// <summary>The clients that were in rooms of a network when it was last looked after, in pages: those after <paramref name="after"/> by room and the bytes of their JIDs.</summary>
    Task<IReadOnlyList<RoomClientRow>> ClientsInRoomsAsync(string network, RoomClientRow? after, int limit, CancellationToken cancellationToken);
}
