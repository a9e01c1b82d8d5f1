using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>Writes a tree as text that can be read everywhere: without signs for styles, and with all that can be seen. Pure.</summary>
internal static class RichTextPlain
{
    public static string Write(IEnumerable<RichBlock> blocks) => string.Join('\n', LinesOf(blocks));

    /// <summary>The text of a line: what a link leads to stands behind it, where that is something else.</summary>
    private static void Write(IEnumerable<RichInline> content, StringBuilder text)
    {
        foreach (var inline in content)
        {
            text.Append(inline.OwnText);
            var start = text.Length;
            if (inline is RichInline.Spoiler { Reason: { Length: > 0 } reason })
            {
                text.Append('[').Append(reason).Append("] ");
            }

            Write(inline.Children, text);
            if (inline is RichInline.Link link)
            {
                text.Append(RichTextMarks.OfLink(link, text.ToString(start, text.Length - start)));
            }
        }
    }

    private static List<string> LinesOf(IEnumerable<RichBlock> blocks)
    {
        var lines = new List<string>();
        RichBlock? before = null;
        foreach (var block in blocks)
        {
            if (before is RichBlock.Quote || (before is RichBlock.Paragraph && block is RichBlock.Paragraph))
            {
                lines.Add("");
            }

            lines.AddRange(LinesOf(block));
            before = block;
        }

        return lines;
    }

    private static IEnumerable<string> LinesOf(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => LinesOf(paragraph.Content),
        RichBlock.Quote quote => LinesOf(quote.Content).Select(line => line.Length == 0 ? ">" : "> " + line),
        RichBlock.Code code => code.Text.Split('\n'),
        RichBlock.List list => LinesOf(list),
        RichBlock.Spoiler { Reason: { Length: > 0 } reason } spoiler => LinesOf(spoiler.Content).Prepend($"[{reason}]"),
        RichBlock.Spoiler spoiler => LinesOf(spoiler.Content),
        _ => throw new InvalidOperationException($"No plain form for {block.GetType().Name}."),
    };

    private static string[] LinesOf(Sequence<RichInline> content)
    {
        var text = new StringBuilder();
        Write(content, text);
        return text.ToString().Split('\n');
    }

    private static IEnumerable<string> LinesOf(RichBlock.List list)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            var mark = RichTextMarks.Of(list, i);
            var lines = LinesOf(list.Items[i].Content);
            foreach (var line in list.Items[i].Below is { } below ? lines.Concat(LinesOf(below)) : lines)
            {
                yield return mark + line;
                mark = new string(' ', mark.Length);
            }
        }
    }
}
