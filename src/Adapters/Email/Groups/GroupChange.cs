namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What a mail changes in its group.</summary>
/// <param name="Joined">The ids of those who are in it from now on.</param>
/// <param name="Gone">The ids of those who are not any more.</param>
/// <param name="Subject">The new subject, without marks of answers; null where it stays.</param>
internal sealed record GroupChange(IReadOnlyList<string> Joined, IReadOnlyList<string> Gone, string? Subject)
{
    public static GroupChange None { get; } = new([], [], null);
}
