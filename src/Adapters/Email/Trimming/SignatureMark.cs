namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Where a signature begins.</summary>
internal static class SignatureMark
{
    /// <summary>More lines are a text of which the line before was only a part.</summary>
    private const int MostLines = 15;

    private const int LongestContactLine = 90;
    private const int FewestContacts = 2;

    /// <summary>Whether a signature begins at a line. What is not marked by the rule (RFC 3676 §4.3) has to look like one.</summary>
    public static bool Begins(IReadOnlyList<string> lines, int at)
    {
        var line = lines[at];
        return line is "-- "
            || (line.TrimEnd() is "--" && IsShort(lines, at + 1))
            || (IsUnderscores(line) && IsShort(lines, at + 1))
            || (SeparatorLine.IsRule(line) && IsContact(lines, at + 1))
            || (DeviceLine.Is(line) && StandsAlone(lines, at));
    }

    private static bool IsUnderscores(string line) => line.AsSpan().TrimEnd() is { Length: >= 2 } text && text.IndexOfAnyExcept('_') < 0;

    private static bool IsShort(IReadOnlyList<string> lines, int from)
    {
        var count = 0;
        for (var i = from; i < lines.Count && i < from + (2 * MostLines) && !QuotedLine.Is(lines[i]); i++)
        {
            count += string.IsNullOrWhiteSpace(lines[i]) ? 0 : 1;
        }

        return count is > 0 and <= MostLines;
    }

    /// <summary>A few short lines to the end, of which some say where somebody can be reached.</summary>
    private static bool IsContact(IReadOnlyList<string> lines, int from)
    {
        int count = 0, contacts = 0;
        for (var i = from; i < lines.Count && !QuotedLine.Is(lines[i]); i++)
        {
            if (lines[i].Length > LongestContactLine || i > from + (2 * MostLines))
            {
                return false;
            }

            count += string.IsNullOrWhiteSpace(lines[i]) ? 0 : 1;
            contacts += ContactLine.Is(lines[i]) ? 1 : 0;
        }

        return count <= MostLines && contacts >= FewestContacts;
    }

    /// <summary>A paragraph of its own, or in a row of such lines.</summary>
    private static bool StandsAlone(IReadOnlyList<string> lines, int at)
    {
        var follows = at == 0 || string.IsNullOrWhiteSpace(lines[at - 1]);
        var last = at + 1 == lines.Count || string.IsNullOrWhiteSpace(lines[at + 1]) || DeviceLine.Is(lines[at + 1]) || QuotedLine.Is(lines[at + 1])
            || SeparatorLine.IsRule(lines[at + 1]) || HeaderBlock.IsLabelled(lines[at + 1]) || Introduction.At(lines, at + 1) is not null;
        return follows && last;
    }
}
