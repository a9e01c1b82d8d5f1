namespace XmppGateway.Abstractions;

/// <summary>
/// The canonical id of a person on a foreign network (a folded mail address, an MXID). Only the adapter that made it may look
/// inside; to everybody else it is a key. Two spellings of one address have one id.
/// </summary>
public readonly record struct RemoteUserId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of one message on a foreign network (a Message-ID without brackets, a Matrix event id). Opaque to the engine.</summary>
public readonly record struct RemoteMessageId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A person on a foreign network as the adapter knows them.</summary>
/// <param name="Id">The canonical id: the key of the identity map. Never changes.</param>
/// <param name="Address">
/// The spelling to write to, as its owner writes it (case and Unicode form kept). The id itself where that is not known, or not proven to be theirs:
/// it changes nothing of what is known (<see cref="HasAddress"/>).
/// </param>
/// <param name="DisplayName">
/// The name that the foreign side claims. Untrusted: shown, never used to decide anything. Null when none is known.
/// </param>
public sealed record RemoteContact(RemoteUserId Id, string Address, string? DisplayName = null)
{
    /// <summary>True where the owner is proven to write the address just so, though it is spelled as the id: it takes the place of what was known.</summary>
    public bool IsProven { get; init; }

    /// <summary>False where nothing is said of the spelling: the address only stands for the id.</summary>
    public bool HasAddress => IsProven || Address != Id.Value;

    /// <summary>
    /// True for a room, to which a user speaks instead of to a person: <see cref="Id"/> is then the <see cref="RemoteRoomId"/>, and
    /// <see cref="Address"/> the address under which people know it.
    /// </summary>
    public bool IsRoom { get; init; }
}
