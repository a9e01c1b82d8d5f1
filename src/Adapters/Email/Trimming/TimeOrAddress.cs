namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Finds times in text of any language: they are written with digits nearly everywhere.</summary>
internal static class TimeOrAddress
{
    /// <summary>A year, or two numbers with a sign of dates or times between them: `11:44`, `2.4.`, `26/08`, `12月3`.</summary>
    public static bool HasTime(ReadOnlySpan<char> text)
    {
        var before = -2;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            var length = i - start;
            if ((length == 4 && text[start..i] is ['1', '9', ..] or ['2', '0', ..] && !IsWord(text, start - 1) && !IsWord(text, i))
                || (length <= 4 && start - before == 1 && text[before] is ':' or '.' or '/' or '-' or '年' or '月'))
            {
                return true;
            }

            before = length <= 4 ? i : -2;
        }

        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetter(text[at]);
}
