using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>Reads the signs of programs in a mail (RFC 3834 §2 and §5, and what is older). Pure.</summary>
internal static class AutomationSigns
{
    private const Automation NeverReportedTo =
        Automation.NullSender | Automation.Replied | Automation.Generated | Automation.List | Automation.Bulk | Automation.Role | Automation.WantsNoReports;

    private static readonly string[] ListFields = ["List-Id", "List-Post", "List-Help", "List-Owner", "List-Subscribe", "List-Archive"];

    // Set by vacation programs that know nothing of RFC 3834.
    private static readonly string[] AnswerFields = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From", "X-Mail-Autoreply"];

    /// <summary>All signs of a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="envelopeSender">The reverse path; empty for the null sender.</param>
    public static Automation Read(MessageView mail, string envelopeSender)
    {
        var signs = envelopeSender.Length == 0 ? Automation.NullSender : Automation.None;
        signs |= OfSubmission(mail.Header("Auto-Submitted"));
        signs |= OfPrecedence(mail.Header("Precedence"));
        signs |= OfSuppression(mail.Header("X-Auto-Response-Suppress"));
        if (AnswerFields.Any(field => mail.Header(field) is { } value && !IsNo(value)))
            signs |= Automation.Replied;
        if (ListFields.Any(field => mail.Header(field) is not null))
            signs |= Automation.List;
        if (mail.Header("List-Unsubscribe") is not null || mail.Header("Feedback-ID") is not null)
            signs |= Automation.Bulk;
        if (IsRole(envelopeSender) || (mail.From is [var from] && IsRole(from.Address)))
            signs |= Automation.Role;

        return signs;
    }

    /// <summary>Whether a program answered or wrote: shown as a notice. What lists pass on was written by people.</summary>
    public static bool IsProgram(Automation signs) =>
        (signs & (Automation.NullSender | Automation.Replied | Automation.Generated)) != 0 && !IsListPost(signs);

    /// <summary>Whether the sender may be told that the mail did not arrive.</summary>
    public static bool MayReport(Automation signs) => (signs & NeverReportedTo) == 0;

    /// <summary>Whether anything of the kind of a receipt or a notice may come back.</summary>
    public static bool MayAnswer(Automation signs) => MayReport(signs) && !signs.HasFlag(Automation.WantsNoAnswers);

    // Mailman marks what it passes on with neither; an announcement of the list itself has no other sign.
    private static bool IsListPost(Automation signs) => signs.HasFlag(Automation.List) && !signs.HasFlag(Automation.Replied) && !signs.HasFlag(Automation.NullSender);

    private static Automation OfSubmission(string? value)
    {
        if (value is null || IsNo(value))
            return Automation.None;

        // RFC 3834 §5: what is not "no" is automatic, also a word that is not known.
        return value.TrimStart().StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) ? Automation.Replied : Automation.Generated;
    }

    private static Automation OfPrecedence(string? value) => value?.Trim().ToLowerInvariant() switch
    {
        "auto_reply" or "auto-reply" => Automation.Replied,
        "list" => Automation.List,
        "bulk" or "junk" => Automation.Bulk,
        _ => Automation.None,
    };

    // [MS-OXCMAIL] §2.1.3.2.18: a list of words.
    private static Automation OfSuppression(string? value)
    {
        var signs = Automation.None;
        foreach (var word in (value ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            signs |= word.ToLowerInvariant() switch
            {
                "all" => Automation.WantsNoReports | Automation.WantsNoAnswers,
                "ndr" => Automation.WantsNoReports,
                "dr" or "rn" or "nrn" or "oof" or "autoreply" => Automation.WantsNoAnswers,
                _ => Automation.None,
            };
        }

        return signs;
    }

    private static bool IsRole(string address)
    {
        var at = address.LastIndexOf('@');
        var local = at < 0 ? address : address[..at];
        return local.Equals("mailer-daemon", StringComparison.OrdinalIgnoreCase)
            || local.StartsWith("owner-", StringComparison.OrdinalIgnoreCase)
            || local.EndsWith("-request", StringComparison.OrdinalIgnoreCase)
            || local.EndsWith("-owner", StringComparison.OrdinalIgnoreCase)
            || local.EndsWith("-bounces", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNo(string value)
    {
        var word = value.AsSpan().Trim();
        var end = word.IndexOfAny(";( ");
        return (end < 0 ? word : word[..end]).Equals("no", StringComparison.OrdinalIgnoreCase);
    }
}
