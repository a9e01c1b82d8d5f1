namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Somebody of another mail domain whom one of ours has asked into a group.</summary>
/// <param name="By">The id of who has asked them.</param>
internal sealed record GroupGuest(string By)
{
    /// <summary>The Message-ID of the first mail to them from here, which told them how to get no more; null before it.</summary>
    public string? Introduction { get; init; }

    /// <summary>The delivery that has shown that no mail can go to them, and has taken them out; null where none has.</summary>
    public string? FailedBy { get; init; }
}
