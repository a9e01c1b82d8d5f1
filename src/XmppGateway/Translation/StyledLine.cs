using System.Text;

namespace XmppGateway.Translation;

/// <summary>The styles of a character, as bits in the order of <see cref="StyledSpans.Directives"/>.</summary>
[Flags]
internal enum CharacterStyle
{
    None = 0,
    Strong = 1,
    Emphasis = 2,
    Strike = 4,
    Code = 8,

    /// <summary>It stands for a style and is no text.</summary>
    Directive = 16,
}

/// <summary>
/// Writes one line with styling directives (XEP-0393 §6.2). There is no way to escape a directive, so what was written is read again, and the
/// first way counts that shows what is meant: with the styles; with a word joiner (U+2060, not seen, no white space) before what would begin a
/// style by accident; without the styles. The text is always the same. Pure.
/// </summary>
internal sealed class StyledLine(string text, IReadOnlyList<CharacterStyle> styles)
{
    public const char Joiner = '\u2060';

    private static readonly CharacterStyle[] Each = [CharacterStyle.Strong, CharacterStyle.Emphasis, CharacterStyle.Strike, CharacterStyle.Code];

    public string Write()
    {
        var trimmed = Trim();
        CharacterStyle[] plain = new CharacterStyle[text.Length];
        return Try(trimmed, false) ?? Try(trimmed, true) ?? Try(plain, false) ?? Emit(plain, true, []);
    }

    private string? Try(CharacterStyle[] wanted, bool joins)
    {
        var expected = new List<CharacterStyle>();
        var written = Emit(wanted, joins, expected);
        return !written.StartsWith('>') && !written.StartsWith(StylingReader.Fence, StringComparison.Ordinal) && StylesOf(written).SequenceEqual(expected)
            ? written
            : null;
    }

    /// <summary>What a reader will make of it.</summary>
    private static CharacterStyle[] StylesOf(string line)
    {
        var styles = new CharacterStyle[line.Length];
        foreach (var span in StyledSpans.Find(line))
        {
            styles[span.Open] |= CharacterStyle.Directive;
            styles[span.Close] |= CharacterStyle.Directive;
            var style = Each[StyledSpans.Directives.IndexOf(span.Directive, StringComparison.Ordinal)];
            for (var i = span.Open + 1; i < span.Close; i++)
            {
                styles[i] |= style;
            }
        }

        return styles;
    }

    /// <summary>A style ends where its words end: no directive may stand beside white space on its inner side.</summary>
    private CharacterStyle[] Trim()
    {
        CharacterStyle[] trimmed = [.. styles];
        foreach (var style in Each)
        {
            for (var i = 0; i < text.Length; i++)
            {
                Clear(i, i - 1, style);
            }

            for (var i = text.Length - 1; i >= 0; i--)
            {
                Clear(i, i + 1, style);
            }
        }

        return trimmed;

        void Clear(int at, int neighbour, CharacterStyle style)
        {
            var isEdge = neighbour < 0 || neighbour >= text.Length || !trimmed[neighbour].HasFlag(style);
            if (isEdge && char.IsWhiteSpace(text[at]))
            {
                trimmed[at] &= ~style;
            }
        }
    }

    private string Emit(CharacterStyle[] wanted, bool joins, List<CharacterStyle> expected)
    {
        var written = new StringBuilder(text.Length + 16);
        var open = new Stack<CharacterStyle>();
        var canOpen = true;
        for (var i = 0; i <= text.Length; i++)
        {
            var now = i < text.Length ? wanted[i] : CharacterStyle.None;
            while (open.Count > 0 && open.Any(style => !now.HasFlag(style)))
            {
                var closed = open.Pop();
                Add(DirectiveOf(closed), TogetherOf(open) | CharacterStyle.Directive);
                canOpen = false;
            }

            if (i == text.Length)
            {
                break;
            }

            var before = i > 0 ? wanted[i - 1] : CharacterStyle.None;
            var begun = now & ~before;
            foreach (var style in Each.Where(s => begun.HasFlag(s)).OrderByDescending(s => EndOf(wanted, i, s)))
            {
                if (canOpen && !open.Contains(CharacterStyle.Code))
                {
                    Add(DirectiveOf(style), TogetherOf(open) | CharacterStyle.Directive);
                    open.Push(style);
                }
            }

            if (joins && canOpen && (StyledSpans.Directives.Contains(text[i], StringComparison.Ordinal) || (written.Length == 0 && text[i] == '>')))
            {
                Add(Joiner, TogetherOf(open));
            }

            Add(text[i], TogetherOf(open));
            canOpen = char.IsWhiteSpace(text[i]);
        }

        return written.ToString();

        void Add(char c, CharacterStyle style)
        {
            written.Append(c);
            expected.Add(style);
        }
    }

    private int EndOf(CharacterStyle[] wanted, int from, CharacterStyle style)
    {
        if (style == CharacterStyle.Code)
        {
            return from; // the innermost
        }

        while (from < text.Length && wanted[from].HasFlag(style))
        {
            from++;
        }

        return from;
    }

    private static CharacterStyle TogetherOf(Stack<CharacterStyle> open) => open.Aggregate(CharacterStyle.None, (all, one) => all | one);

    private static char DirectiveOf(CharacterStyle style) => StyledSpans.Directives[Array.IndexOf(Each, style)];
}
