namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>
/// Lines that say who is quoted. What they share in all languages: they name a time or an address, and end in a verb or a colon. Programs break them
/// into several lines, so that one is found by its end and then searched for its beginning.
/// </summary>
/// <param name="End">The line after it.</param>
/// <param name="IsCertain">It introduces what follows even where that has no signs of quotation.</param>
internal readonly record struct Introduction(int End, bool IsCertain)
{
    private const int MostLines = 5;
    private const int LongestLine = 300;

    /// <summary>A last line before a quotation that is shorter and ends in a colon introduces it, in whatever language.</summary>
    private const int LongestUnknown = 120;

    /// <summary>Where a time stands in an introduction without a verb.</summary>
    private const int BeginningLength = 40;

    /// <summary>The introduction that begins at a line; null when none does.</summary>
    public static Introduction? At(IReadOnlyList<string> lines, int start)
    {
        var first = lines[start];
        if (first.Length > LongestLine || string.IsNullOrWhiteSpace(first))
        {
            return null;
        }

        var all = first.Trim();
        for (var last = start; ; last++)
        {
            if (Ending.Of(all) is { } ending && Judge(lines, all, last, last > start, ending) is { } found)
            {
                return found;
            }

            if (last + 1 == lines.Count || last + 1 == start + MostLines || !MayGoOn(lines, start, last + 1, all))
            {
                return null;
            }

            all = (all + " " + lines[last + 1].Trim()).TrimEnd();
        }
    }

    /// <summary>Whether an introduction that has begun may go on at a line: after a date, or inside an address that is still open.</summary>
    private static bool MayGoOn(IReadOnlyList<string> lines, int start, int at, string all)
    {
        var line = lines[at].AsSpan().Trim();
        var isInAddress = all.Count('<') > all.Count('>');
        return line.Length <= LongestLine
            && all[^1] is not ('.' or '!' or '?')
            && (TimeOrAddress.HasTime(lines[start]) || IntroductionWords.Opens(lines[start]))
            && (line.Length > 0 ? isInAddress || !QuotedLine.Is(lines[at]) : isInAddress || FollowedByAddress(lines, at))
            && !HeaderBlock.IsLabelled(lines[at])
            && !(IntroductionWords.Opens(line) && TimeOrAddress.HasTime(line) && !isInAddress && line[0] != '<');
    }

    private static bool FollowedByAddress(IReadOnlyList<string> lines, int at) =>
        at + 1 < lines.Count && lines[at + 1].AsSpan().TrimStart().StartsWith("<");

    private static Introduction? Judge(IReadOnlyList<string> lines, string all, int last, bool isBroken, Ending ending)
    {
        var hasTime = TimeOrAddress.HasTime(all);
        var hasAddress = all.Contains('@', StringComparison.Ordinal);
        var endsInAddress = hasAddress && all.AsSpan().TrimEnd(" \u00A0:：").EndsWith(">");
        var beginsWithTime = TimeOrAddress.HasTime(all.AsSpan(0, Math.Min(all.Length, BeginningLength)));
        var quoteFollows = QuoteFollows(lines, last + 1);
        var isOne = ending switch
        {
            { HasVerb: true, HasColon: true } => (hasTime && (!isBroken || hasAddress || IntroductionWords.Opens(all))) || hasAddress,
            { HasVerb: true } => hasTime && hasAddress,
            { HasColon: true } => (beginsWithTime && endsInAddress) || (quoteFollows && !isBroken && all.Length <= LongestUnknown),
            _ => beginsWithTime && endsInAddress && quoteFollows && all.Count('<') == all.Count('>'),
        };
        var isCertain = (hasAddress && (hasTime || all.Contains('<', StringComparison.Ordinal))) || (ending.HasVerb && hasTime && IntroductionWords.Opens(all));
        return isOne ? new Introduction(last + 1, isCertain) : null;
    }

    /// <summary>Quotations follow at once or after an empty line. Some programs of old set `|` in the place of `>`.</summary>
    private static bool QuoteFollows(IReadOnlyList<string> lines, int at)
    {
        var next = at < lines.Count && string.IsNullOrWhiteSpace(lines[at]) ? at + 1 : at;
        return next < lines.Count && (QuotedLine.Is(lines[next]) || lines[next].StartsWith("| ", StringComparison.Ordinal));
    }

    /// <summary>How a line ends.</summary>
    private readonly record struct Ending(bool HasVerb, bool HasColon)
    {
        public static Ending? Of(string text)
        {
            var bare = text.AsSpan().TrimEnd(" \u00A0*_-");
            var hasColon = bare is [.., ':' or '：'];
            bare = bare.TrimEnd(":： \u00A0*_>");
            var endsInVerb = IntroductionWords.EndsInVerb(bare);
            if (!hasColon && !endsInVerb)
            {
                return text.EndsWith('>') && text.Contains('@', StringComparison.Ordinal) ? new Ending(false, false) : null;
            }

            return new Ending(endsInVerb || (hasColon && IntroductionWords.HasVerb(bare)), hasColon);
        }
    }
}
