using System.Text;
using System.Text.RegularExpressions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>
/// Bounces without the report of RFC 3464: from before it, from systems that never heard of it, and broken ones. Evidence first (who sends, what
/// the subject says, what the text says), then recipients, then reasons. Nothing here knows a product; the words are in tables.
/// </summary>
internal static partial class UnformattedBounce
{
    private const int LongestDiagnostic = 500;

    /// <summary>Null when the mail is no bounce.</summary>
    public static DeliveryReport? Read(MessageView mail) => Read(mail, nested: false);

    /// <summary>Fills in what the report leaves open and the text beside it says.</summary>
    public static IReadOnlyList<RecipientReport> Complete(MessageView mail, IReadOnlyList<RecipientReport> recipients)
    {
        if (recipients.All(one => one.DiagnosticText.Length > 0 || !IsVague(one.Status)))
        {
            return recipients;
        }

        var told = BounceRecipients.Find(BounceNotice.Of(mail), [.. recipients.Select(one => one.Recipient)], _ => false)
            .ToDictionary(one => one.Address, one => one.Reason, StringComparer.OrdinalIgnoreCase);
        return [.. recipients.Select(one => one.DiagnosticText.Length == 0 && IsVague(one.Status) ? Complete(one, told) : one)];
    }

    private static RecipientReport Complete(RecipientReport report, Dictionary<string, string> told)
    {
        var reason = told.GetValueOrDefault(report.Recipient, "");
        var status = FailureReasons.FindStatus(reason);
        return status.Length > 0 && (report.Status.Length == 0 || status[0] == report.Status[0])
            ? report with { Status = status, DiagnosticText = Cut(reason) }
            : report;
    }

    private static bool IsVague(string status) => status.Length == 0 || status.EndsWith(".0.0", StringComparison.Ordinal);

    private static DeliveryReport? Read(MessageView mail, bool nested)
    {
        var failed = mail.Header("X-Failed-Recipients");
        if (failed is null && !MayBe(mail))
        {
            return null;
        }

        var notice = BounceNotice.Of(mail);
        var text = notice.Join();
        if (failed is null && !IsBounce(mail, notice, text))
        {
            return null;
        }

        var groups = Fields(text);
        var id = ReturnedId().Match(notice.Returned.Length > 0 ? notice.Returned : text) is { Success: true } found ? found.Groups[1].Value : null;
        if (groups.Count > 0)
        {
            return new DeliveryReport(DeliveryReport.RecipientsOf(groups), id, null);
        }

        // COMPAT(Exim, Gmail): X-Failed-Recipients names the recipients as plainly as RFC 3464 does; the reasons stand in the text.
        IReadOnlyList<string> known = failed is null ? [] : [.. Addresses(failed)];
        var heads = BounceRecipients.Find(notice, known, address => IsOurs(mail, address));
        if (heads.Count == 0 && !nested && notice.Returned.Length > 0
            && Read(MessageView.Read(Encoding.UTF8.GetBytes(notice.Returned)), nested: true) is { } inner)
        {
            // A bounce that somebody's help desk sent on.
            return inner;
        }

        if (heads.Count == 0)
        {
            // A report that names nobody is still a report.
            heads = [.. Returned(mail, notice).DefaultIfEmpty("").Select(address => (address, text))];
        }

        var late = failed is null && BouncePhrases.IsDelay(mail.Subject + "\n" + text) && !text.Contains("permanent", StringComparison.OrdinalIgnoreCase);
        return new DeliveryReport([.. heads.Select(head => Judge(head.Address, head.Reason, late))], id, null);
    }

    /// <summary>A look at the header that spares all other mail the work: a system's sender, a system's subject, or no human answer.</summary>
    private static bool MayBe(MessageView mail) =>
        IsFromSystem(mail) || BouncePhrases.IsSubject(mail.Subject ?? "")
        || (mail.Root.ContentType.IsMultipart && mail.InReplyTo.Count == 0 && mail.Root.Walk().Any(part => part.ContentType.IsMessage));

    private static bool IsBounce(MessageView mail, BounceNotice notice, string text)
    {
        if (mail.Root.ContentType is { IsMultipart: true } type && type.Parameter("report-type") == "delivery-status")
        {
            return true;
        }

        var system = IsFromSystem(mail);
        var subject = BouncePhrases.IsSubject(mail.Subject ?? "");
        var words = BouncePhrases.IsText(text) || FailureReasons.FindReplyClass(text) is not null;
        var answers = mail.InReplyTo.Count > 0 && SubjectMarks.Bare(mail.Subject ?? "") != (mail.Subject ?? "").Trim();
        return (system && (subject || words))
            || (!answers && notice.ReturnsMail && ((words && subject) || BounceRecipients.IsNamed(notice)));
    }

    private static bool IsFromSystem(MessageView mail)
    {
        if (mail.Header("Return-Path")?.Trim() == "<>")
        {
            return true;
        }

        var from = mail.From is [{ Address.Length: > 0 } author, ..] ? author.Address : mail.Header("From") ?? "";
        return BouncePhrases.IsMailSystem(from.Trim('<', ' ', '"'));
    }

    private static bool IsOurs(MessageView mail, string address) =>
        mail.To.Any(to => to.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
        || mail.From.Any(from => from.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
        || address.StartsWith("postmaster@", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("mailer-daemon@", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("support@", StringComparison.OrdinalIgnoreCase);

    /// <summary>The report fields, where they stand in a text because the structure is broken or was never there.</summary>
    private static List<StatusFields> Fields(string text)
    {
        var start = FirstField().Match(text);
        return !start.Success ? [] : [.. StatusFields.Groups(Encoding.UTF8.GetBytes(text[start.Index..])).Where(group => group.IsRecipient)];
    }

    private static IEnumerable<string> Returned(MessageView mail, BounceNotice notice)
    {
        var inner = mail.Root.Walk().FirstOrDefault(part => part != mail.Root && part.ContentType.IsMessage && part.Children.Count > 0);
        var to = inner?.Children[0].Find("To")?.Unfolded ?? (ReturnedTo().Match(notice.Returned) is { Success: true } field ? field.Groups[1].Value : "");
        return Addresses(to);
    }

    private static IEnumerable<string> Addresses(string list) =>
        AddressParser.Parse(list, 1000).Select(mailbox => mailbox.Address).Where(address => address.Length > 0);

    private static RecipientReport Judge(string address, string reason, bool late)
    {
        var status = FailureReasons.FindStatus(reason);
        if (status.Length == 0)
        {
            var replyClass = FailureReasons.FindReplyClass(reason) ?? (late ? "4" : "5");
            var guess = FailureReasons.Guess(reason, replyClass);
            status = guess.Length > 0 ? guess : replyClass + ".0.0";
        }

        return new RecipientReport(address, late ? "delayed" : "failed", status, Cut(reason));
    }

    private static string Cut(string reason) => reason[..Math.Min(reason.Length, LongestDiagnostic)].Trim();

    [GeneratedRegex(@"^Message-ID:[ \t]*\n?[ \t]*<([^<>\s]{1,900})>", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ReturnedId();

    [GeneratedRegex(@"^[ \t>]{0,6}To:[ \t]*(.{1,900})$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ReturnedTo();

    [GeneratedRegex(@"^(?:Reporting-MTA|Final-Recipient|Original-Recipient|Action):", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex FirstField();
}
