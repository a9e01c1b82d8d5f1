namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Lines with the sign of a quotation: `>`, also behind initials as programs for news set them.</summary>
internal static class QuotedLine
{
    private const int MostInitials = 3;
    private const int MostIndent = 3;

    /// <summary>RFC 3676 §4.1 leaves lines at 78 characters; some programs break at 72.</summary>
    private const int FullLine = 70;

    public static bool Is(string line)
    {
        var at = 0;
        while (at < line.Length && at < MostIndent && line[at] == ' ')
        {
            at++;
        }

        for (var initials = 0; at < line.Length && initials < MostInitials && char.IsAsciiLetterUpper(line[at]); initials++)
        {
            at++;
        }

        return at < line.Length && line[at] == '>';
    }

    /// <summary>The line after a quotation, with the empty lines and the pieces of broken lines inside it.</summary>
    public static int EndOf(IReadOnlyList<string> lines, int start)
    {
        var end = start + 1;
        while (end < lines.Count)
        {
            if (Is(lines[end]) || IsBroken(lines, end))
            {
                end++;
            }
            else if (end + 1 < lines.Count && lines[end].Trim().Length == 0 && Is(lines[end + 1]))
            {
                end += 2;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    /// <summary>A quoted line was full when another program broke it: the rest of its sentence stands without the sign.</summary>
    private static bool IsBroken(IReadOnlyList<string> lines, int at)
    {
        if (at + 1 >= lines.Count || !Is(lines[at + 1]) || !Is(lines[at - 1]) || lines[at].Length == 0 || !char.IsLower(lines[at][0]))
        {
            return false;
        }

        var before = lines[at - 1].AsSpan().TrimEnd();
        var word = lines[at].IndexOf(' ', StringComparison.Ordinal);
        return before.Length + 1 + (word < 0 ? lines[at].Length : word) > FullLine && before[^1] is not ('.' or '?' or '!' or ':' or '>');
    }
}
