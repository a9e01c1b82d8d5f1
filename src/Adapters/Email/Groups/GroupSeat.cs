namespace XmppGateway.Adapters.Email.Groups;

/// <summary>One of ours who is in the room.</summary>
/// <param name="Nick">What they are called there.</param>
/// <param name="Since">When they came, in seconds since 1970.</param>
internal sealed record GroupSeat(string Nick, long Since)
{
    /// <summary>They had left before.</summary>
    public bool CameBack { get; init; }
}
