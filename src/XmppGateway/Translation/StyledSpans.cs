namespace XmppGateway.Translation;

/// <summary>A styled part of a line: the places of its two directives.</summary>
internal readonly record struct StyledSpan(int Open, int Close, char Directive);

/// <summary>Finds the spans of a line (XEP-0393 §6.2). Pure; takes time in proportion to the line, whatever it holds.</summary>
internal static class StyledSpans
{
    public const string Directives = "*_~`";

    /// <summary>The spans in the order of their openings, those inside others too.</summary>
    public static List<StyledSpan> Find(ReadOnlySpan<char> line)
    {
        var spans = new List<StyledSpan>();
        Find(line, 0, line.Length, spans);
        return spans;
    }

    /// <summary>A span in itself is not possible, so this goes no deeper than there are directives.</summary>
    private static void Find(ReadOnlySpan<char> line, int from, int to, List<StyledSpan> spans)
    {
        var without = 0; // the directives of which no closing one follows
        for (var i = from; i < to - 1; i++)
        {
            // "at the beginning of the parent block, after a whitespace character, or after a different opening styling directive"
            var kind = Directives.IndexOf(line[i], StringComparison.Ordinal);
            if (kind < 0 || (without & (1 << kind)) != 0 || (i > from && !char.IsWhiteSpace(line[i - 1])) || char.IsWhiteSpace(line[i + 1]))
            {
                continue;
            }

            var close = CloseOf(line, i, to);
            if (close < 0)
            {
                without |= 1 << kind;
            }
            else if (close == i + 1)
            {
                // "MUST contain some text between the two directives, otherwise neither directive is valid"
                i = close;
            }
            else
            {
                spans.Add(new StyledSpan(i, close, line[i]));
                if (line[i] != '`')
                {
                    Find(line, i + 1, close, spans);
                }

                i = close;
            }
        }
    }

    /// <summary>"lazily matched"; "the closing styling directive MUST NOT be preceded by a whitespace character".</summary>
    private static int CloseOf(ReadOnlySpan<char> line, int open, int to)
    {
        for (var i = open + 1; i < to; i++)
        {
            if (line[i] == line[open] && !char.IsWhiteSpace(line[i - 1]))
            {
                return i;
            }
        }

        return -1;
    }
}
