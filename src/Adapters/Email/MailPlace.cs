using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email;

/// <summary>Where an incoming mail belongs in its chat.</summary>
/// <param name="ThreadRoot">The first Message-ID of its thread; null for a mail that has none.</param>
/// <param name="ShowsSubject">Its subject is other than what the chat spoke of before.</param>
internal readonly record struct MailPlace(string? ThreadRoot, bool ShowsSubject)
{
    /// <summary>A mail of which nothing is known shows all that it has.</summary>
    public static MailPlace Unknown => new(null, true);

    /// <summary>Earlier mails of the contact were verified, and this one is not.</summary>
    public bool LostTrust { get; init; }

    /// <summary>It is the first mail of the contact, and nothing proves that it is from there.</summary>
    public bool IsUnproved { get; init; }

    /// <summary>The message that it answers, without brackets; null where it answers none.</summary>
    public string? Parent { get; init; }

    /// <summary>What the contact has said to the mail that this one reacts to, all together.</summary>
    public IReadOnlyList<string>? Emoji { get; init; }

    /// <summary>The contact asks for no more mails.</summary>
    public bool Stops { get; init; }

    /// <summary>Whether a program may still answer.</summary>
    public AllowanceOutcome Automatic { get; init; }

    /// <summary>The address of the domain's own to which it went; null for a user's.</summary>
    public string? Role { get; init; }
}
