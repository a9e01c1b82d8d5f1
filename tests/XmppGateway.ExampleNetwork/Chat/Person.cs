using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>Somebody on the network.</summary>
internal sealed class Person(string name)
{
    /// <summary>The folded name.</summary>
    public string Name => name;

    /// <summary>What everybody may read about them.</summary>
    public PersonCard Card { get; set; } = PersonCard.Blank;

    /// <summary>Whether they are there.</summary>
    public PresenceState Presence { get; set; } = new(Availability.Online);

    /// <summary>What becomes of postings to them.</summary>
    public Behaviour Behaviour { get; set; } = Behaviour.Normal;
}

/// <summary>What a person tells about themselves, and what their client can show.</summary>
internal sealed record PersonCard
{
    public static PersonCard Blank { get; } = new();

    public string? DisplayName { get; init; }

    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<string> Phones { get; init; } = [];

    public IReadOnlyList<string> Uris { get; init; } = [];

    public string? Note { get; init; }

    /// <summary>The id of a file with a picture; null without one.</summary>
    public string? Picture { get; init; }

    /// <summary>The names of those whom this person knows.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>True for somebody with an old telephone: plain text and nothing else.</summary>
    public bool PlainText { get; init; }

    /// <summary>The only emoji that this person can be sent; null for all.</summary>
    public IReadOnlyList<string>? AllowedReactions { get; init; }

    /// <summary>How many reactions each reader has for one of their messages; null for any number.</summary>
    public int? ReactionsPerPerson { get; init; }

    /// <summary>True when their client acknowledges what arrived there: a message that the network has taken has not arrived yet.</summary>
    public bool Acknowledges { get; init; }

    /// <summary>True for a sender that nobody listens behind.</summary>
    public bool NoReply { get; init; }
}

/// <summary>How the network treats postings to one person, for tests of what a network can do to a sender.</summary>
internal sealed record Behaviour
{
    public static Behaviour Normal { get; } = new();

    /// <summary>Not null: nothing is taken now, with these words; later perhaps.</summary>
    public string? Busy { get; init; }

    /// <summary>Not null: nothing is taken, with these words.</summary>
    public string? Refusal { get; init; }

    /// <summary>The kind of <see cref="Refusal"/>.</summary>
    public FailureCondition Condition { get; init; } = FailureCondition.PolicyViolation;

    /// <summary>How long a posting takes, in milliseconds; -1 for ever.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>True for somebody who says every message back, and of whom the network keeps nothing: for measuring.</summary>
    public bool Echo { get; init; }
}
