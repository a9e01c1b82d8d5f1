namespace XmppGateway.Storage;

/// <summary>Rooms of foreign networks, and who of ours belongs to them.</summary>
internal interface IRoomStore
{
    /// <summary>The room that a localpart leads to, or null. Several can lead to one.</summary>
    Task<RoomRow?> FindRoomByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken);

    /// <summary>The room of this foreign id, or null.</summary>
    Task<RoomRow?> FindRoomAsync(string network, string remoteId, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a room, or stores a newer address and name of a known one, and has the localpart lead to it from now on, wherever it led before. Rooms
    /// are known by network and foreign id; <see cref="RoomRow.Id"/> does not count. Returns the row that is there afterwards.
    /// </summary>
    Task<RoomRow> PutRoomAsync(RoomRow room, string localpart, CancellationToken cancellationToken);

    /// <summary>The localparts that lead to a room, in the order in which they came to it.</summary>
    Task<IReadOnlyList<string>> LocalpartsOfRoomAsync(long room, CancellationToken cancellationToken);

    /// <summary>Adds a user to a stored room, or stores what is new of them.</summary>
    Task PutRoomUserAsync(RoomUserRow user, CancellationToken cancellationToken);

    /// <summary>Takes a user out of a room, with all their clients.</summary>
    Task RemoveRoomUserAsync(long room, string user, CancellationToken cancellationToken);

    /// <summary>The users of ours who belong to a room, by the bytes of their JIDs.</summary>
    Task<IReadOnlyList<RoomUserRow>> UsersOfRoomAsync(long room, CancellationToken cancellationToken);

    /// <summary>The rooms of one network to which a user belongs, by number.</summary>
    Task<IReadOnlyList<RoomRow>> RoomsOfUserAsync(string network, string user, CancellationToken cancellationToken);

    /// <summary>Notes that a client is in a stored room, or is another occupant there now.</summary>
    Task PutRoomClientAsync(RoomClientRow client, CancellationToken cancellationToken);

    /// <summary>Notes that a client is not in a room any more.</summary>
    Task RemoveRoomClientAsync(long room, string client, CancellationToken cancellationToken);

    /// <summary>The clients that were in rooms of a network when it was last looked after, in pages: those after <paramref name="after"/> by room and the bytes of their JIDs.</summary>
    Task<IReadOnlyList<RoomClientRow>> ClientsInRoomsAsync(string network, RoomClientRow? after, int limit, CancellationToken cancellationToken);
}
