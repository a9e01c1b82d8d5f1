using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a mail means in a chat.</summary>
internal sealed record MailContent
{
    public required MailKind Kind { get; init; }

    public string? Subject { get; init; }

    /// <summary>The visible text as text, lines ending in LF.</summary>
    public string Body => Text.Plain;

    /// <summary>The same, with the structure that it has in HTML.</summary>
    public required RichText Text { get; init; }

    /// <summary>The text of what is not shown: the mail that is answered, signatures. Empty when nothing was cut.</summary>
    public string Cut { get; init; } = "";

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
