using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>
/// Keeps trees shallow, so that whoever walks them may do it by recursion: a hostile page of nested elements would exhaust the stack. Pure.
/// </summary>
internal static class RichTextDepth
{
    /// <summary>Of blocks in each other, and of parts of a line in each other.</summary>
    public const int Maximum = 8;

    public static Sequence<RichBlock> Limit(ReadOnlySpan<RichBlock> blocks) => [.. Limit(blocks.ToArray(), 1)];

    private static IEnumerable<RichBlock> Limit(IEnumerable<RichBlock> blocks, int depth) => blocks.Select(block => block switch
    {
        RichBlock.Paragraph paragraph => new RichBlock.Paragraph(Limit(paragraph.Content)),
        RichBlock.Quote quote when depth < Maximum => new RichBlock.Quote([.. Limit(quote.Content, depth + 1)]),
        RichBlock.Spoiler spoiler when depth < Maximum => spoiler with { Content = [.. Limit(spoiler.Content, depth + 1)] },
        RichBlock.List list when depth < Maximum => Limit(list, depth),
        RichBlock.Code => block,
        _ => new RichBlock.Paragraph([new RichInline.Text(TextOf(block))]),
    });

    private static RichBlock.List Limit(RichBlock.List list, int depth) => list with
    {
        Items = [.. list.Items.Select(item => new RichListItem(
            item.Below is null || depth + 1 < Maximum ? Limit(item.Content) : [.. Limit(item.Content), new RichInline.Text("\n" + TextOf(item.Below))],
            item.Below is not null && depth + 1 < Maximum ? Limit(item.Below, depth + 1) : null))],
    };

    private static Sequence<RichInline> Limit(Sequence<RichInline> content) => [.. Limit(content, 1)];

    private static IEnumerable<RichInline> Limit(IEnumerable<RichInline> content, int depth) => content.Select(inline => inline switch
    {
        _ when inline.Children.Count == 0 => inline,
        _ when depth >= Maximum => new RichInline.Text(TextOf(inline)),
        RichInline.Strong strong => new RichInline.Strong([.. Limit(strong.Content, depth + 1)]),
        RichInline.Emphasis emphasis => new RichInline.Emphasis([.. Limit(emphasis.Content, depth + 1)]),
        RichInline.Strike strike => new RichInline.Strike([.. Limit(strike.Content, depth + 1)]),
        RichInline.Link link => link with { Content = [.. Limit(link.Content, depth + 1)] },
        RichInline.Spoiler spoiler => spoiler with { Content = [.. Limit(spoiler.Content, depth + 1)] },
        _ => inline,
    });

    /// <summary>All text below a part of the tree, found without recursion.</summary>
    private static string TextOf(object root)
    {
        var text = new StringBuilder();
        var open = new Stack<object>([root]);
        while (open.TryPop(out var part))
        {
            switch (part)
            {
                case RichInline inline:
                    text.Append(inline.OwnText);
                    PushAll(open, inline.Children);
                    break;
                case RichBlock.Code code:
                    text.Append(code.Text).Append('\n');
                    break;
                case RichBlock.Paragraph paragraph:
                    open.Push("\n");
                    PushAll(open, paragraph.Content);
                    break;
                case RichBlock.Quote quote:
                    PushAll(open, quote.Content);
                    break;
                case RichBlock.Spoiler spoiler:
                    PushAll(open, spoiler.Content);
                    break;
                case RichBlock.List list:
                    PushAll(open, list.Items);
                    break;
                case RichListItem item:
                    if (item.Below is not null)
                    {
                        open.Push(item.Below);
                    }

                    open.Push("\n");
                    PushAll(open, item.Content);
                    break;
                default:
                    text.Append(part);
                    break;
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void PushAll<T>(Stack<object> open, IReadOnlyList<T> parts)
        where T : class
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            open.Push(parts[i]);
        }
    }
}
