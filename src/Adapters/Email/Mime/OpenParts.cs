namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Delimiter lines of the multiparts that are open (RFC 2046 §5.1.1), innermost first.</summary>
internal static class OpenParts
{
    /// <summary>A delimiter, or the end of the message.</summary>
    /// <param name="Level">Whose delimiter it is; -1 at the end of the message.</param>
    /// <param name="Closes">True for the last delimiter of a multipart.</param>
    /// <param name="ContentEnd">Where the content before it ends.</param>
    /// <param name="Next">The line after it.</param>
    public readonly record struct Delimiter(int Level, bool Closes, int ContentEnd, int Next);

    public static Delimiter FindDelimiter(ReadOnlySpan<byte> raw, int position, List<OpenPart> open)
    {
        for (var line = position; line < raw.Length;)
        {
            var found = Match(raw, line, open);
            if (found.Level >= 0)
            {
                return found;
            }

            var dashes = LargeSpan.IndexOf(raw[line..], "\n--"u8);
            if (dashes < 0)
            {
                break;
            }

            line += dashes + 1;
        }

        return new Delimiter(-1, false, raw.Length, raw.Length);
    }

    /// <summary>The delimiter in the line at a position; its level is -1 when there is none.</summary>
    public static Delimiter Match(ReadOnlySpan<byte> raw, int position, List<OpenPart> open)
    {
        if (!raw[position..].StartsWith("--"u8))
        {
            return new Delimiter(-1, false, position, position);
        }

        var next = HeaderScanner.NextLine(raw, position);
        var line = raw[(position + 2)..next].TrimEnd(" \t\r\n"u8);
        for (var level = open.Count - 1; level >= 0; level--)
        {
            if (open[level].Boundary is { } boundary && line.StartsWith(boundary)
                && (line.Length == boundary.Length || line[boundary.Length..].SequenceEqual("--"u8)))
            {
                return new Delimiter(level, line.Length > boundary.Length, BeforeBreak(raw, position), next);
            }
        }

        return new Delimiter(-1, false, position, position);
    }

    /// <summary>True when one of the lines of a range is a delimiter.</summary>
    public static bool IsAnyDelimiter(ReadOnlySpan<byte> raw, int from, int to, List<OpenPart> open) =>
        FindDelimiter(raw[..to], from, open).Level >= 0;

    /// <summary>The line break before a delimiter belongs to the delimiter.</summary>
    private static int BeforeBreak(ReadOnlySpan<byte> raw, int position)
    {
        if (position == 0 || raw[position - 1] != '\n')
        {
            return position;
        }

        return position - (position > 1 && raw[position - 2] == '\r' ? 2 : 1);
    }
}
