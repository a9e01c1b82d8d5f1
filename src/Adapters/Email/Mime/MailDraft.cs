namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A mail to be written by <see cref="MailComposer"/>.</summary>
internal sealed record MailDraft
{
    public required Mailbox From { get; init; }

    public required IReadOnlyList<Mailbox> To { get; init; }

    public IReadOnlyList<Mailbox> Cc { get; init; } = [];

    /// <summary>Empty: no Subject field.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Without angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Without angle brackets, oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public required DateTimeOffset Date { get; init; }

    /// <summary>Any Unicode text, any line ends.</summary>
    public required string Text { get; init; }

    /// <summary>The same as a page, for programs that show it; null without one.</summary>
    public string? Html { get; init; }

    /// <summary>RFC 3834 §5: <c>auto-generated</c> or <c>auto-replied</c>; null on what a person wrote.</summary>
    public string? AutoSubmitted { get; init; }

    public IReadOnlyList<(string Name, string Value)> ExtraHeaders { get; init; } = [];

    /// <summary>Fields of the text's part, each with its line end; then that is the first part of a multipart/mixed. Empty for a mail without one.</summary>
    public string PartFields { get; init; } = "";
}
