using System.Globalization;
using System.Text;

namespace XmppGateway.Translation;

/// <summary>Cuts a text that is too large for one stanza into numbered parts. Nothing is left out. Pure.</summary>
internal static class TextParts
{
    /// <summary>The room for <c>[123/456]</c> and its line end.</summary>
    private const int NumberSize = 24;

    /// <summary>
    /// The parts, each at most <paramref name="limit"/> bytes as escaped XML in UTF-8; one part, unnumbered, where that is enough.
    /// Cuts at line ends; a line that alone is too long is cut between characters.
    /// </summary>
    public static IReadOnlyList<string> Split(string text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2 * NumberSize);
        if (Fits(text, limit))
        {
            return [text];
        }

        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfPart(text, start, limit - NumberSize);
            pieces.Add(text[start..end]);
            start = end < text.Length && text[end] == '\n' ? end + 1 : end;
        }

        return [.. pieces.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{pieces.Count}]\n{p}"))];
    }

    /// <summary>The size as escaped XML in UTF-8 is at most six times the length; most texts need no counting.</summary>
    private static bool Fits(string text, int limit) => text.Length <= limit / 6 || EndOf(text, 0, limit) == text.Length;

    private static int EndOfPart(string text, int start, int limit)
    {
        var end = EndOf(text, start, limit);
        if (end == text.Length || text[end] == '\n')
        {
            return end;
        }

        var line = text.LastIndexOf('\n', end - 1, end - start);
        return line > start ? line : end;
    }

    /// <summary>The first index from which on it would be too much.</summary>
    private static int EndOf(string text, int start, int limit)
    {
        var size = 0;
        var index = start;
        while (index < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length);
            size += rune.Value switch
            {
                '&' or '<' or '>' or '"' or '\'' => 6,
                _ => rune.Utf8SequenceLength,
            };
            if (size > limit)
            {
                break;
            }

            index += length;
        }

        return index;
    }
}
