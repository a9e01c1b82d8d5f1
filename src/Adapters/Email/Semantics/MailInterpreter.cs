using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Decides what a mail means in a chat. Pure; every input gives an answer.</summary>
internal static class MailInterpreter
{
    /// <param name="mail">The mail.</param>
    /// <param name="isOurs">Whether a Message-ID is that of a mail from here; null where that is known of none.</param>
    public static MailContent Interpret(MessageView mail, Func<string, bool>? isOurs = null)
    {
        var feedback = FeedbackReport.Read(mail);
        var report = feedback ?? DeliveryReport.Read(mail);

        // What a report or the mail that it is about says is evidence: all of it is shown.
        var trims = report is null && !mail.Root.ContentType.Is("multipart", "report");
        var visible = VisibleText.Of(mail.Root, trims, SubjectMarks.IsForward(mail.Subject));
        return new MailContent
        {
            Kind = feedback is null ? KindOf(mail, visible, report, isOurs) : MailKind.Report,
            Subject = mail.Subject is { } subject && !string.IsNullOrWhiteSpace(subject) ? subject.Trim() : null,
            Text = visible.Render(),
            Cut = visible.Cut,
            Attachments = visible.Attachments,
            Damaged = mail.IsDamaged || visible.IsCut,
            Recipients = report?.Recipients ?? [],
            OriginalMessageId = report?.OriginalMessageId,
            OriginalEnvelopeId = report?.OriginalEnvelopeId,
        };
    }

    private static MailKind KindOf(MessageView mail, VisibleText visible, DeliveryReport? report, Func<string, bool>? isOurs)
    {
        if (mail.Headers.Count == 0 || (mail.Headers.Count < 2 && visible.IsEmpty))
        {
            return MailKind.Unreadable;
        }

        // Its words are those of a program, too, and sometimes look like a bounce: "was deleted without being read".
        if (report is not { Recipients.Count: > 0 } && Receipts.DispositionNotification.Read(mail) is not null)
        {
            return MailKind.Receipt;
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

        if (IsAutomatic(mail, isOurs))
        {
            return MailKind.AutoReply;
        }

        return mail.Header("List-Unsubscribe") is not null || Precedence(mail) is "list" or "bulk" or "junk"
            ? MailKind.List
            : MailKind.Message;
    }

    // RFC 3834 §5, and the older fields that vacation programs set.
    private static bool IsAutomatic(MessageView mail, Func<string, bool>? isOurs) =>
        (mail.Header("Auto-Submitted") is { } value && !value.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || mail.Header("X-Autoreply") is not null
        || mail.Header("X-Autorespond") is not null
        || Precedence(mail) is "auto_reply"
        || (AutoReplyPhrases.MayBeSubject(mail.Subject) && IsPerhapsAutomatic(mail))
        || (isOurs is not null && AutoReplyPhrases.IsSubject(mail.Subject) && mail.InReplyTo.Concat(mail.ReferencedIds).Any(isOurs));

    /// <summary>Signs that are none of an answer by themselves: newsletters have them, too, and some offices set them in everybody's mails.</summary>
    private static bool IsPerhapsAutomatic(MessageView mail) =>
        (mail.Header("List-Unsubscribe") is null && (Precedence(mail) is "bulk" or "junk" or "list" || SuppressesAll(mail)))
        || mail.Header("X-Autoresponder") is not null
        || mail.Header("X-AutoReply-From") is not null
        || mail.Header("X-Mail-Autoreply") is not null
        || mail.Header("Return-Path")?.Trim() == "<>";

    // COMPAT(Exchange): "All" is what it sets in its own automatic mails (MS-OXCMAIL §2.2.3.2.14); the others are wishes of people.
    private static bool SuppressesAll(MessageView mail) =>
        mail.Header("X-Auto-Response-Suppress") is { } value
        && value.Split(',', StringSplitOptions.TrimEntries).Contains("All", StringComparer.OrdinalIgnoreCase);

    private static string? Precedence(MessageView mail) => mail.Header("Precedence")?.Trim().ToLowerInvariant();
}
