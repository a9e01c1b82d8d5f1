namespace XmppGateway.Adapters.Email.Groups;

/// <summary>A mail that some of a group have, and others could not be given yet.</summary>
/// <param name="User">Who has said it: a bare JID.</param>
/// <param name="Group">The name of the room.</param>
/// <param name="Until">How long it is tried, in seconds since 1970.</param>
/// <param name="Open">The ids of those who did not have it when the first had.</param>
internal sealed record GroupRest(string User, string Group, long Until, IReadOnlyList<string> Open)
{
    /// <summary>How many notes the mail has.</summary>
    public int Parts { get; init; }

    public IReadOnlyList<GroupFile> Files { get; init; } = [];

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }
}
