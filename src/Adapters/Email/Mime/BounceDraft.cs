namespace XmppGateway.Adapters.Email.Mime;

/// <summary>An incoming mail that could not be delivered after it had been accepted. Written by <see cref="BounceComposer"/>.</summary>
internal sealed record BounceDraft
{
    /// <summary>The program that reports: <c>Mail Delivery System &lt;mailer-daemon@bridge.test&gt;</c>.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The envelope sender of the mail. Never the null sender: nobody answers that (RFC 5321 §4.5.5).</summary>
    public required EmailAddress To { get; init; }

    /// <summary>The host name of this gateway.</summary>
    public required string ReportingMta { get; init; }

    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; init; }

    public required DateTimeOffset Date { get; init; }

    public required IReadOnlyList<BounceRecipient> Recipients { get; init; }

    /// <summary>The mail itself, or at least its header.</summary>
    public required ReadOnlyMemory<byte> Original { get; init; }

    /// <summary>The ENVID that its sender gave, in plain characters.</summary>
    public string? OriginalEnvelopeId { get; init; }
}
