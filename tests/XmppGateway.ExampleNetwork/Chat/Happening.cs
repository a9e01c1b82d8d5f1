using System.Text.Json.Serialization;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>What can happen on the network, and what it can be told.</summary>
internal enum Doing
{
    Message = 0,
    Edit,
    Retraction,
    Reactions,
    Displayed,
    Receipt,
    Failure,
    ContactRequest,
    Presence,
    Typing,
    Profile,
    Block,
    Unblock,
    Report,
    Code,
    Join,
    Leave,
    Kick,
    Rank,
    Voice,
    Subject,
    Rename,
    Invite,
    Configure,
    End,
}

/// <summary>Something that a person did, as the network hands it over. A repeated one has the same id.</summary>
internal sealed record Happening : Deed
{
    public string Id { get; init; } = "";

    /// <summary>A message, unless it says otherwise.</summary>
    public Doing Kind { get; init; }

    /// <summary>Who did it.</summary>
    [JsonIgnore]
    public PersonName Person { get; init; }

    /// <summary>For whom: the bare JID of a user of the gateway.</summary>
    public string User { get; init; } = "";

    /// <summary>When; the network sets it where it is left out.</summary>
    public DateTimeOffset At { get; init; }

    public IReadOnlyList<HappeningFile> Files { get; init; } = [];

    /// <summary>True for a notice of a program.</summary>
    public bool Notice { get; init; }

    /// <summary>True when the user did it, with another client of their account, in the conversation with the person.</summary>
    public bool ByUser { get; init; }

    /// <summary>True when only the id is handed over, and the rest must be fetched.</summary>
    public bool Withheld { get; init; }
}

/// <summary>A file of a message: one of the network's, or one that comes inside of the message.</summary>
internal sealed record HappeningFile(string Name)
{
    /// <summary>Of a stored file.</summary>
    public string Id { get; init; } = "";

    public string? MediaType { get; init; }

    /// <summary>Not null for a file inside of the message, which cannot be had again.</summary>
    public byte[]? Content { get; init; }

    public string? Description { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Milliseconds { get; init; }

    /// <summary>The id of a stored small picture of it.</summary>
    public string? Thumbnail { get; init; }

    public bool Voice { get; init; }
}

/// <summary>What the gateway answers to a hand-over.</summary>
internal enum Handover
{
    /// <summary>The network may forget it.</summary>
    Taken = 0,

    /// <summary>The network keeps it and tries again.</summary>
    TryAgain,

    /// <summary>The author is told that there is no such user.</summary>
    NoSuchUser,

    /// <summary>The author is told that the user cannot be written to.</summary>
    NotAllowed,
}
