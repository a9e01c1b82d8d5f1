using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>The lines of blocks as message styling writes them (XEP-0393 §6.1). Pure.</summary>
internal static class StyledBlocks
{
    /// <param name="isStyled">False when no sign will mean anything, so that none has to be kept from it.</param>
    public static IReadOnlyList<string> LinesOf(IEnumerable<RichBlock> blocks, bool isStyled)
    {
        var lines = new List<string>();
        RichBlock? before = null;
        foreach (var block in blocks)
        {
            var own = LinesOf(block, isStyled);
            if (own.Count == 0)
            {
                continue;
            }

            if (before is not null && (before is RichBlock.Quote || (IsText(before) && IsText(block))))
            {
                lines.Add("");
            }

            lines.AddRange(own);
            before = block;
        }

        return lines;
    }

    private static bool IsText(RichBlock block) => block is not RichBlock.Quote and not RichBlock.Code;

    private static List<string> LinesOf(RichBlock block, bool isStyled) => block switch
    {
        RichBlock.Paragraph paragraph => Trim(LinesOf(paragraph.Content, "", isStyled)),
        RichBlock.Quote quote => [.. LinesOf(quote.Content, isStyled).Select(line => line.Length == 0 ? ">" : "> " + line)],
        RichBlock.Code code => LinesOf(code),
        RichBlock.List list => LinesOf(list, "", isStyled),
        RichBlock.Spoiler spoiler => [.. LinesOf(spoiler.Content, isStyled)],
        _ => throw new InvalidOperationException($"No styling for {block.GetType().Name}."),
    };

    /// <summary>A line of the code that would end it is kept from that by a joiner.</summary>
    private static List<string> LinesOf(RichBlock.Code code)
    {
        var text = BodyText.Clean(code.Text);
        var lines = text.Length == 0 ? [] : text.Split('\n').Select(line => line == StylingReader.Fence ? StyledLine.Joiner + line : line);
        return [StylingReader.Fence + BodyText.CleanLine(code.Language ?? ""), .. lines, StylingReader.Fence];
    }

    private static List<string> LinesOf(RichBlock.List list, string indent, bool isStyled)
    {
        var lines = new List<string>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            lines.AddRange(LinesOf(item.Content, indent + RichTextMarks.Of(list, i), isStyled));
            if (item.Below is not null)
            {
                lines.AddRange(LinesOf(item.Below, indent + "  ", isStyled));
            }
        }

        return lines;
    }

    private static List<string> Trim(List<string> lines)
    {
        var first = lines.FindIndex(line => !string.IsNullOrWhiteSpace(line));
        return first < 0 ? [] : lines[first..(lines.FindLastIndex(line => !string.IsNullOrWhiteSpace(line)) + 1)];
    }

    private static List<string> LinesOf(Sequence<RichInline> content, string mark, bool isStyled)
    {
        var text = new StringBuilder();
        var styles = new List<CharacterStyle>();
        Add(content, CharacterStyle.None, text, styles);
        var lines = new List<string>();
        var start = 0;
        foreach (var line in text.ToString().Split('\n'))
        {
            CharacterStyle[] own = [.. new CharacterStyle[mark.Length], .. styles.GetRange(start, line.Length)];
            lines.Add(isStyled ? new StyledLine(mark + line, own).Write() : mark + line);
            start += line.Length + 1;
            mark = new string(' ', mark.Length);
        }

        return lines;
    }

    private static void Add(Sequence<RichInline> content, CharacterStyle style, StringBuilder text, List<CharacterStyle> styles)
    {
        foreach (var inline in content)
        {
            var start = text.Length;
            var own = style | StyleOf(inline);
            Add(BodyText.Clean(inline.OwnText), own, text, styles);
            Add(inline.Children, own, text, styles);
            if (inline is RichInline.Link link)
            {
                Add(BodyText.Clean(RichTextMarks.OfLink(link, text.ToString(start, text.Length - start))), style, text, styles);
            }
        }
    }

    private static void Add(string value, CharacterStyle style, StringBuilder text, List<CharacterStyle> styles)
    {
        text.Append(value);
        styles.AddRange(Enumerable.Repeat(style, value.Length));
    }

    private static CharacterStyle StyleOf(RichInline inline) => inline switch
    {
        RichInline.Strong => CharacterStyle.Strong,
        RichInline.Emphasis => CharacterStyle.Emphasis,
        RichInline.Strike => CharacterStyle.Strike,
        RichInline.Code => CharacterStyle.Code,
        _ => CharacterStyle.None,
    };
}
