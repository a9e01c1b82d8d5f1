namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a mail is, before anybody looks at what it says.</summary>
internal enum MailKind
{
    /// <summary>A person wrote to somebody.</summary>
    Message,

    /// <summary>A report that delivery failed (RFC 3464).</summary>
    Bounce,

    /// <summary>A report that delivery is late.</summary>
    Delay,

    /// <summary>A program answered (RFC 3834).</summary>
    AutoReply,

    /// <summary>A mailing list or newsletter (RFC 2919).</summary>
    List,

    /// <summary>A disposition notification: displayed, deleted (RFC 8098).</summary>
    Receipt,

    /// <summary>Any other report: delivered, relayed, feedback (RFC 6522).</summary>
    Report,

    /// <summary>Nothing in it can be read.</summary>
    Unreadable,
}
