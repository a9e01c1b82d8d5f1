namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a mail means in a chat.</summary>
internal sealed record MailContent
{
    public required MailKind Kind { get; init; }

    public string? Subject { get; init; }

    /// <summary>The visible text, lines ending in LF; attachments as one line each at the end.</summary>
    public required string Body { get; init; }

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>True when something could not be read as it was sent.</summary>
    public bool Damaged { get; init; }

    /// <summary>The recipients of a delivery report.</summary>
    public IReadOnlyList<RecipientReport> Recipients { get; init; } = [];

    /// <summary>The Message-ID of the mail that a report is about, without angle brackets.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>The envelope id that a report repeats (RFC 3464 §2.2.1).</summary>
    public string? OriginalEnvelopeId { get; init; }
}
