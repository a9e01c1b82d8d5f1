namespace XmppGateway.Adapters.Email.Safety;

/// <summary>Decides whether a mail is part of a loop. A table: the first row that fits counts.</summary>
internal static class LoopGuard
{
    /// <summary>RFC 5321 §6.3: a threshold of "normally at least 100 Received entries".</summary>
    public const int MostHops = 100;

    private static readonly (Func<MailTraits, bool> Fits, LoopVerdict Verdict)[] Rows =
    [
        (mail => mail.Hops > MostHops, LoopVerdict.Circles),

        // A report about one of our mails is news, whoever sends it.
        (mail => mail.IsReportOfOurs, LoopVerdict.Show),

        // What a program of ours has sent for a user has come back to them: whatever follows from it would come back again. Others are whom it was for.
        (mail => mail.HasOurId && mail.IsFromRecipient && AutomationSigns.IsProgram(mail.Signs), LoopVerdict.ComesBack),

        // A list sends its members their own words, too: they stand in the chat already.
        (mail => mail.HasOurId && mail.IsFromRecipient && mail.Signs.HasFlag(Automation.List), LoopVerdict.ComesBack),

        // RFC 3834: only answers make loops. What a program writes on its own does not depend on what comes from here.
        (mail => mail.Signs.HasFlag(Automation.Replied), LoopVerdict.Count),
        (mail => mail.Signs.HasFlag(Automation.NullSender) && mail.AnswersOurs, LoopVerdict.Count),
    ];

    /// <summary>What becomes of a mail.</summary>
    public static LoopVerdict Judge(MailTraits mail)
    {
        foreach (var (fits, verdict) in Rows)
        {
            if (fits(mail))
                return verdict;
        }

        return LoopVerdict.Show;
    }
}
