using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>What a mail system says of a mail of ours, as events for its sender. Pure.</summary>
internal static class MailReport
{
    private const int LongestReason = 500;
    private const int MostMembers = 100;

    /// <summary>Whether a mail is a report and no answer.</summary>
    public static bool IsOne(IncomingMail mail) =>
        mail.Content.Kind == MailKind.Receipt
        || (IsFromProgram(mail) && (mail.Content.Kind is MailKind.Bounce or MailKind.Delay or MailKind.Report || IsFromMailSystem(mail)));

    /// <summary>The events; null for a mail that is to be shown.</summary>
    /// <param name="date">When the report was written.</param>
    /// <param name="about">The mail that it is about; null when it is about none that we have sent.</param>
    public static IReadOnlyList<GatewayEvent>? Read(IncomingMail mail, DateTimeOffset date, SentMail? about) => (mail.Content.Kind, about) switch
    {
        // RFC 8098 §2.1 demands the null sender; many programs send receipts as their user, and nobody writes one.
        (MailKind.Receipt, var own) => IsDisplayed(mail, own) ? [Displayed(date, own!)] : [],

        // What people send on, or write about one, is theirs: somebody asks for help.
        _ when !IsFromProgram(mail) => null,
        (MailKind.Bounce or MailKind.Delay, { IsCertain: false } own) => [Unproved(mail, date, own)],
        (MailKind.Bounce, { } own) => [.. About(own, mail.Content.Recipients.Where(r => r.IsFailure)).Select(r => Failure(date, own, r))],
        (MailKind.Delay, { } own) => [.. About(own, mail.Content.Recipients.Where(r => r.IsDelay)).Select(r => Delay(date, own, r))],

        // It arrived, or went on to where nobody reports: the sender has a receipt already.
        (MailKind.Report, not null) when mail.Content.Recipients.Count > 0 => [],
        (_, { IsCertain: true } own) when IsFromMailSystem(mail) => [Unreadable(mail, date, own)],

        // Somebody has forged one of our users, or guessed an id: it means nothing to anybody here.
        (MailKind.Bounce or MailKind.Delay, null) when mail.Content.OriginalMessageId is not null => [],
        _ => null,
    };

    /// <summary>
    /// A mail to one person has one fate, however many addresses a report names: that of the address that was written to, or else of the first, as those
    /// behind an alias are nothing that its sender knows. To a group each member has one.
    /// </summary>
    private static IEnumerable<RecipientReport> About(SentMail own, IEnumerable<RecipientReport> reports) =>
        own.Contact.IsRoom ? reports.DistinctBy(report => report.Recipient, StringComparer.OrdinalIgnoreCase).Take(MostMembers) : reports.OrderByDescending(report => IsOf(own, report)).Take(1);

    private static bool IsOf(SentMail own, RecipientReport report) =>
        EmailAddress.TryParse(report.Recipient, out var address) && address.Canonical == own.Contact.Id.Value;

    /// <summary>RFC 5321 §4.5.5: all reports have the null reverse path, and nothing that a person writes has it.</summary>
    public static bool IsFromProgram(IncomingMail mail) => mail.EnvelopeSender.Length == 0;

    private static bool IsFromMailSystem(IncomingMail mail) =>
        mail.Author.Id.Value is var author
        && (author.StartsWith("mailer-daemon@", StringComparison.Ordinal) || author.StartsWith("postmaster@", StringComparison.Ordinal));

    /// <summary>What a bounce says of one recipient; of a mail to a group also whom it is about.</summary>
    public static LocalText ReasonOf(SentMail own, RecipientReport report) => own.Contact.IsRoom && report.Recipient.Length > 0
        ? Groups.GroupTexts.NotDeliveredTo(report.Recipient, MailTexts.NotDelivered.Quoting(WordsOf(report)))
        : MailTexts.NotDelivered.Quoting(WordsOf(report));

    /// <summary>
    /// Whether whom we wrote to says that our mail was displayed. That it was deleted or sent on tells nobody anything; all else is forged. Which mail it
    /// is about the address has told that it came to, or else its Original-Message-ID, which is that of another mail where a server has rewritten ours.
    /// </summary>
    public static bool IsDisplayed(IncomingMail mail, SentMail? own) =>
        mail.Notification is { IsDisplayed: true }
        && own is { IsCertain: true }
        && mail.Author.Id == own.Contact.Id;

    private static Displayed Displayed(DateTimeOffset date, SentMail own) => new()
    {
        User = own.User,
        Contact = own.Contact,
        Timestamp = date,
        UpTo = new(own.MessageId),
    };

    /// <summary>A report that no program can read says by its address what it is about.</summary>
    private static GatewayEvent Unreadable(IncomingMail mail, DateTimeOffset date, SentMail own)
    {
        var status = FailureReasons.FindStatus(mail.Content.Body);
        var words = mail.Content.Body.Length <= LongestReason ? mail.Content.Body : mail.Content.Body[..LongestReason];
        var report = new RecipientReport("", "", status, words.ReplaceLineEndings(" ").Trim());
        return report.IsDelay ? Delay(date, own, report) : Failure(date, own, report);
    }

    private static DeliveryFailure Failure(DateTimeOffset date, SentMail own, RecipientReport report) => new()
    {
        User = own.User,
        Contact = own.Contact,
        Timestamp = date,
        Failed = new(own.MessageId),
        Condition = EnhancedStatus.TryParse(report.Status, out var status)
            ? ReplyClassification.ConditionOf(status)
            : FailureCondition.RecipientUnavailable,
        Reason = ReasonOf(own, report),
    };

    private static Message Delay(DateTimeOffset date, SentMail own, RecipientReport report) => Notice(date, own, MailTexts.Delayed.Quoting(WordsOf(report)));

    /// <summary>Mail servers report to the return path. What comes elsewhere may still be true, and may be anybody's.</summary>
    private static Message Unproved(IncomingMail mail, DateTimeOffset date, SentMail own) => Notice(
        date,
        own,
        mail.Content.Recipients.Where(report => report.IsFailure || report.IsDelay).OrderByDescending(report => IsOf(own, report)).FirstOrDefault() is { } report
            ? MailTexts.Unproved.Quoting(WordsOf(report))
            : MailTexts.Unproved);

    private static Message Notice(DateTimeOffset date, SentMail own, LocalText words) => new()
    {
        User = own.User,
        Contact = own.Contact,
        Timestamp = date,
        Body = new(""),
        Remarks = [words],
        Kind = MessageKind.Notice,
        ReplyTo = new(own.MessageId),
    };

    private static string WordsOf(RecipientReport report) => report.DiagnosticText.Length > 0 ? report.DiagnosticText : report.Status;
}
