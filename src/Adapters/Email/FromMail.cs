using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>One incoming mail as events for one user. Pure: the same mail always gives the same events.</summary>
internal sealed class FromMail(EmailIds ids, string mailDomain)
{
    /// <summary>A mail that is older than this has a wrong clock behind it, not a slow server (RFC 5321 §4.5.4.1: at most 5 days).</summary>
    private static readonly TimeSpan OldestDate = TimeSpan.FromDays(30);

    public IReadOnlyList<GatewayEvent> Translate(IncomingMail mail, Jid user, string? threadRoot)
    {
        var own = ids.FindOwn(mail.Content.OriginalMessageId, mail.Content.OriginalEnvelopeId);
        return (mail.Content.Kind, own) switch
        {
            (MailKind.Bounce, not null) => [.. mail.Content.Recipients.Where(r => r.IsFailure).Select(r => Failure(mail, user, own, r))],
            (MailKind.Delay, not null) => [.. mail.Content.Recipients.Where(r => r.IsDelay).Select(r => Delay(mail, user, own, r))],
            _ => [Text(mail, user, threadRoot)],
        };
    }

    /// <summary>
    /// Whom a mail is from. RFC 5322 §3.6.2 demands a usable From; without one the envelope tells, and without that it is the mail system.
    /// </summary>
    public RemoteContact Author(MessageView mail, string envelopeSender)
    {
        foreach (var mailbox in mail.From.Concat(mail.Sender is { } sender ? [sender] : []))
        {
            if (EmailAddress.TryParse(mailbox.Address, out var address))
                return ContactOf(address, mailbox.DisplayName);
        }

        return EmailAddress.TryParse(envelopeSender, out var fallback) ? ContactOf(fallback, null) : MailSystem();
    }

    /// <summary>Whether the author may be told that his mail did not arrive (RFC 3834 §2, RFC 5321 §4.5.5).</summary>
    public static bool MayBounce(IncomingMail mail) =>
        mail.Content.Kind is MailKind.Message or MailKind.Unreadable && mail.EnvelopeSender.Length > 0;

    private Message Text(IncomingMail mail, Jid user, string? threadRoot) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = DateOf(mail),
        Body = new(BodyOf(mail.Content)),
        Kind = mail.Content.Kind is MailKind.Message or MailKind.List ? MessageKind.Chat : MessageKind.Notice,
        Subject = mail.Content.Subject,
        Thread = threadRoot is null ? null : EmailIds.ThreadOf(threadRoot),
        Id = mail.View.MessageId is { } id ? new(id) : null,
        ReplyTo = ids.FindParent(mail.View) is { } parent ? new(parent) : null,
    };

    private DeliveryFailure Failure(IncomingMail mail, Jid user, string own, RecipientReport report) => new()
    {
        User = user,
        Contact = Recipient(report),
        Timestamp = DateOf(mail),
        Failed = new(own),
        Condition = EnhancedStatus.TryParse(report.Status, out var status)
            ? ReplyClassification.ConditionOf(status)
            : FailureCondition.RecipientUnavailable,
        Reason = WordsOf(report) is { Length: > 0 } words ? words : "The mail could not be delivered",
    };

    private Message Delay(IncomingMail mail, Jid user, string own, RecipientReport report) => new()
    {
        User = user,
        Contact = Recipient(report),
        Timestamp = DateOf(mail),
        Body = new($"Your message has not been delivered yet; the mail server keeps trying. {WordsOf(report)}".TrimEnd()),
        Kind = MessageKind.Notice,
        ReplyTo = new(own),
    };

    private RemoteContact Recipient(RecipientReport report) =>
        EmailAddress.TryParse(report.Recipient, out var address) ? ContactOf(address, null) : MailSystem();

    private RemoteContact MailSystem() => new(new("mailer-daemon@" + mailDomain), "mailer-daemon@" + mailDomain);

    private static RemoteContact ContactOf(EmailAddress address, string? displayName) =>
        new(new(address.Canonical), address.Text, string.IsNullOrWhiteSpace(displayName) ? null : displayName.Trim());

    private static string WordsOf(RecipientReport report) =>
        report.DiagnosticText.Length > 0 ? report.DiagnosticText : report.Status;

    private static string BodyOf(MailContent content)
    {
        var text = string.IsNullOrWhiteSpace(content.Body) ? content.Subject ?? "(a mail without text)" : content.Body;
        return content.Damaged ? text + "\n\n[This mail was damaged; what could be read is shown.]" : text;
    }

    private static DateTimeOffset DateOf(IncomingMail mail) =>
        mail.View.Date is { } date && date <= mail.Arrived && date >= mail.Arrived - OldestDate ? date : mail.Arrived;
}
