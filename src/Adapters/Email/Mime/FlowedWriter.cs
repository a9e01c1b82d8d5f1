using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// RFC 3676, writing: long lines are broken where a reader's program joins them again, so that a narrow window wraps them and a wide one does
/// not; quoted lines are known as such. Pure.
/// </summary>
internal static class FlowedWriter
{
    /// <summary>RFC 3676 §4.2: "SHOULD be 78 characters or shorter"; room for some levels of quotations by those who answer.</summary>
    private const int Width = 72;

    /// <summary>More marks are a pattern and no quotation; each line would repeat them, and they would leave no room for words.</summary>
    private const int Deepest = 30;

    // RFC 3676 §4.3: ends in a space, and does not flow.
    private const string SignatureMark = "-- ";

    /// <summary>The text for a part of the type <c>text/plain; format=flowed</c>, in lines that end in LF.</summary>
    public static string Write(string text)
    {
        var lines = text.ReplaceLineEndings("\n").AsSpan();
        var result = new StringBuilder(lines.Length + (lines.Length / 16));
        foreach (var range in lines.Split('\n'))
            AddLine(result, lines[range]);

        return result.ToString(0, result.Length - 1);
    }

    private static void AddLine(StringBuilder result, ReadOnlySpan<char> line)
    {
        if (line is SignatureMark)
        {
            result.Append(SignatureMark).Append('\n');
            return;
        }

        var depth = TakeQuoteMarks(ref line);

        // §4.2: a space at the end would join the next line to this one.
        line = line.TrimEnd(' ');
        do
        {
            var end = EndOf(line, Width - depth - 1);
            AddMarks(result, depth, line);
            result.Append(line[..end]).Append('\n');
            line = line[end..];
        }
        while (line.Length > 0);
    }

    /// <summary>"> ", ">> " and "> > " quote; what has no space behind it, such as a face ">.&lt;", is text.</summary>
    private static int TakeQuoteMarks(ref ReadOnlySpan<char> line)
    {
        var rest = line;
        var depth = 0;
        while (rest is ['>', ..])
        {
            rest = rest[1..];
            depth++;
            if (rest is [' ', '>', ..])
                rest = rest[1..];
        }

        if (depth is 0 or > Deepest || rest is not ([] or [' ', ..]))
            return 0;

        line = rest is [' ', ..] ? rest[1..] : rest;
        return depth;
    }

    /// <summary>Where a line is broken: behind the last white space that fits, or behind the first word that does not. All of it, when it is short.</summary>
    private static int EndOf(ReadOnlySpan<char> line, int width)
    {
        if (line.Length <= width)
            return line.Length;

        var space = line[..width].LastIndexOf(' ');
        if (space <= 0 || line[..(space + 1)] is SignatureMark || line[..(space + 1)].IndexOfAnyExcept(' ') < 0)
        {
            var start = Math.Max(space + 1, width);
            var next = line[start..].IndexOf(' ');
            if (next < 0)
                return line.Length;

            space = start + next;
        }

        // All spaces stay on the one line: what begins with one is taken for stuffed.
        while (space + 1 < line.Length && line[space + 1] == ' ')
            space++;

        return space + 1;
    }

    /// <summary>§4.4: a space goes before what would be read as something else.</summary>
    private static void AddMarks(StringBuilder result, int depth, ReadOnlySpan<char> line)
    {
        result.Append('>', depth);
        if (depth > 0 || line is [' ' or '>', ..] || line.StartsWith("From ", StringComparison.Ordinal))
            result.Append(' ');
    }
}
