using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>Something that the gateway does on the network for a user.</summary>
/// <param name="User">The bare JID of the user.</param>
/// <param name="Person">The name of the person it is for.</param>
internal sealed record Posting(string User, string Person) : Deed
{
    public Doing Kind { get; init; }

    /// <summary>The user's own account; null for a guest.</summary>
    public string? Account { get; init; }

    /// <summary>Ids of uploaded files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>What became of a posting.</summary>
internal abstract record PostingResult
{
    private PostingResult()
    {
    }

    /// <summary>Done; with the id of the message that was made, if one was.</summary>
    internal sealed record Taken(string? Id) : PostingResult;

    /// <summary>Nobody answers.</summary>
    internal sealed record Away : PostingResult;

    /// <summary>Not now, for this person.</summary>
    internal sealed record Busy(string Words) : PostingResult;

    /// <summary>Never.</summary>
    internal sealed record Refused(LocalText Words, FailureCondition Condition) : PostingResult
    {
        /// <summary>In the network's own words.</summary>
        public Refused(string words, FailureCondition condition)
            : this(LocalText.Same(words), condition)
        {
        }
    }
}
