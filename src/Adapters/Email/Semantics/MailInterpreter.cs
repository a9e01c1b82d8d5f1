using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Decides what a mail means in a chat. Pure; every input gives an answer.</summary>
internal static class MailInterpreter
{
    public static MailContent Interpret(MessageView mail)
    {
        var visible = VisibleText.Of(mail.Root);
        var report = DeliveryReport.Read(mail);
        return new MailContent
        {
            Kind = KindOf(mail, visible, report),
            Subject = mail.Subject is { } subject && !string.IsNullOrWhiteSpace(subject) ? subject.Trim() : null,
            Body = visible.Render(),
            Attachments = visible.Attachments,
            Damaged = mail.IsDamaged || visible.IsCut,
            Recipients = report?.Recipients ?? [],
            OriginalMessageId = report?.OriginalMessageId,
            OriginalEnvelopeId = report?.OriginalEnvelopeId,
        };
    }

    private static MailKind KindOf(MessageView mail, VisibleText visible, DeliveryReport? report)
    {
        if (mail.Headers.Count == 0 || (mail.Headers.Count < 2 && visible.IsEmpty))
        {
            return MailKind.Unreadable;
        }

        if (report is { Recipients.Count: > 0 })
        {
            // One failed recipient among late ones makes it a failure for somebody.
            return report.Recipients.Any(r => r.IsFailure) ? MailKind.Bounce
                : report.Recipients.Any(r => r.IsDelay) ? MailKind.Delay
                : MailKind.Report;
        }

        if (mail.Root.ContentType.Is("multipart", "report"))
        {
            // RFC 8098 §3: a disposition notification is a receipt; others (feedback, TLS) are reports.
            return mail.Root.Walk().Any(part => part.ContentType.Is("message", "disposition-notification"))
                ? MailKind.Receipt
                : MailKind.Report;
        }

        if (mail.Header("List-Id") is not null || mail.Header("List-Post") is not null)
        {
            return MailKind.List;
        }

        if (IsAutomatic(mail))
        {
            return MailKind.AutoReply;
        }

        return mail.Header("List-Unsubscribe") is not null || Precedence(mail) is "list" or "bulk" or "junk"
            ? MailKind.List
            : MailKind.Message;
    }

    // RFC 3834 §5, and the older fields that vacation programs set.
    private static bool IsAutomatic(MessageView mail) =>
        (mail.Header("Auto-Submitted") is { } value && !value.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || mail.Header("X-Autoreply") is not null
        || mail.Header("X-Autorespond") is not null
        || Precedence(mail) is "auto_reply";

    private static string? Precedence(MessageView mail) => mail.Header("Precedence")?.Trim().ToLowerInvariant();
}
