namespace XmppGateway.Adapters.Email.Safety;

/// <summary>What tells that a mail comes from a program, and what may come back to it.</summary>
[Flags]
internal enum Automation
{
    /// <summary>Nothing does: a person wrote it.</summary>
    None = 0,

    /// <summary>MAIL FROM:&lt;&gt; (RFC 5321 §4.5.5): a report. Nothing may ever come back.</summary>
    NullSender = 1,

    /// <summary>An answer of a program to a mail (RFC 3834 §5.1: <c>auto-replied</c>; older fields of vacation programs).</summary>
    Replied = 2,

    /// <summary>A program wrote it on its own (<c>auto-generated</c> and every word that is not known).</summary>
    Generated = 4,

    /// <summary>A mailing list passed it on (RFC 2369, RFC 2919).</summary>
    List = 8,

    /// <summary>Sent to many (<c>Precedence: bulk</c>, <c>List-Unsubscribe</c>).</summary>
    Bulk = 16,

    /// <summary>An address of a program by convention (RFC 3834 §2): <c>mailer-daemon</c>, <c>owner-…</c>, <c>…-request</c>.</summary>
    Role = 32,

    /// <summary>Its sender wants no reports (<c>X-Auto-Response-Suppress</c>: NDR, All).</summary>
    WantsNoReports = 64,

    /// <summary>Its sender wants no answers of programs (<c>X-Auto-Response-Suppress</c>: AutoReply, OOF, All).</summary>
    WantsNoAnswers = 128,
}
