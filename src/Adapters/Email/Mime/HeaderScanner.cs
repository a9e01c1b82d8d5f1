namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Finds header fields in raw bytes. Tolerates what a human reader would: see each branch.</summary>
internal static class HeaderScanner
{
    private const int MostUnindented = 8;

    /// <summary>What the line at a position is, seen from inside a header.</summary>
    internal enum Line
    {
        Field,
        Continuation,
        Blank,
        MboxFrom,
        Other,
    }

    /// <summary>The position after the line that starts at <paramref name="position"/>.</summary>
    public static int NextLine(ReadOnlySpan<byte> raw, int position)
    {
        var feed = raw[position..].IndexOf((byte)'\n');
        return feed < 0 ? raw.Length : position + feed + 1;
    }

    public static Line Classify(ReadOnlySpan<byte> raw, int position, out int colon)
    {
        colon = -1;
        var line = raw[position..NextLine(raw, position)];
        var bare = line.TrimEnd("\r\n"u8);
        if (bare.IsEmpty)
        {
            return Line.Blank;
        }

        if (bare[0] is (byte)' ' or (byte)'\t')
        {
            // A line of white space only still continues a field (RFC 5322 §4.2 obs-FWS), so it is not the end of the header.
            return Line.Continuation;
        }

        if (bare.StartsWith("From "u8) || bare.StartsWith(">From "u8))
        {
            return Line.MboxFrom;
        }

        // field-name = 1*ftext; obs-optional allows white space before the colon (RFC 5322 §4.5.8).
        var end = bare.IndexOf((byte)':');
        var name = end < 0 ? default : bare[..end].TrimEnd(" \t"u8);
        if (name.IsEmpty || name.Length > 256 || name.ContainsAnyExceptInRange((byte)33, (byte)126))
        {
            return Line.Other;
        }

        colon = position + end;
        return Line.Field;
    }

    /// <summary>The end of the field that starts at <paramref name="position"/>: the start of the first line that is not part of it.</summary>
    public static int FieldEnd(ReadOnlySpan<byte> raw, int position, int limit)
    {
        var end = NextLine(raw, position);
        while (end < limit && raw[end] is (byte)' ' or (byte)'\t')
        {
            end = NextLine(raw, end);
        }

        return Math.Min(end, limit);
    }

    /// <summary>
    /// The end of a few lines that are no fields and stand between two fields: they belong to the first, which lost the indentation of its
    /// folding. 0 when it is something else.
    /// </summary>
    public static int UnindentedEnd(ReadOnlySpan<byte> raw, int position)
    {
        var line = position;
        for (var count = 0; count <= MostUnindented && line < raw.Length; count++)
        {
            switch (Classify(raw, line, out _))
            {
                case Line.Field:
                    return line > position ? line : 0;
                case Line.Other or Line.Continuation:
                    line = NextLine(raw, line);
                    break;
                default:
                    return 0;
            }
        }

        return 0;
    }
}
