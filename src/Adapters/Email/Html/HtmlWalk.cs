using AngleSharp.Dom;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>Walks a page in the order in which it is read.</summary>
internal static class HtmlWalk
{
    /// <summary>The parser clones elements to mend wrong nesting, and tells of none of these; deeper elements are read as bare text.</summary>
    public const int Deepest = 400;

    public static void Children(INode parent, HtmlFlow flow, int depth)
    {
        if (depth > Deepest)
        {
            flow.Text(parent is IElement element ? HtmlElements.TextOf(element) : "");
            return;
        }

        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
            {
                flow.Text(text.Data);
            }
            else if (node is IElement child && !HtmlElements.IsHidden(child))
            {
                Marked(child, flow, depth + 1);
            }
        }
    }

    private static void Marked(IElement element, HtmlFlow flow, int depth)
    {
        var hint = HtmlReplyMarks.HintOf(element);
        var before = flow.Hint;
        if (hint == LineHint.BeginsOther)
        {
            flow.MarkNext(hint);
        }
        else if (hint != LineHint.None)
        {
            flow.Block();
            flow.Hint = hint;
        }

        Element(element, flow, depth);
        if (hint is not (LineHint.None or LineHint.BeginsOther))
        {
            flow.Block();
        }

        flow.Hint = before;
    }

    private static void Element(IElement element, HtmlFlow flow, int depth)
    {
        switch (element.LocalName)
        {
            case "br":
                flow.Break();
                break;
            case "hr":
                flow.Paragraph();
                flow.Add(new RichBlock.Paragraph([new RichInline.Text("---")]), LineHint.None);
                break;
            case "img":
                flow.Text(HtmlElements.IsTrackingPixel(element) ? "" : element.GetAttribute("alt") ?? "");
                break;
            case "a":
                Link(element, flow, depth);
                break;
            case "pre":
                Code(element, flow);
                break;
            case "code" or "tt" or "kbd" or "samp" when HtmlElements.TextOf(element) is var code && !code.Contains('\n', StringComparison.Ordinal):
                if (code.Trim().Length > 0)
                {
                    flow.Add(new RichInline.Code(code.Trim()));
                }

                break;
            case "blockquote":
                Quote(element, flow, depth);
                break;
            case "ul" or "ol":
                flow.Block();
                if (HtmlLists.Read(element, depth) is { } list)
                {
                    flow.Add(list, LineHint.None);
                }

                break;
            case "tr" when HtmlTables.IsRowOfData(element):
                HtmlTables.AddRow(element, flow, depth);
                break;
            default:
                Styled(element, flow, depth);
                break;
        }
    }

    private static void Styled(IElement element, HtmlFlow flow, int depth)
    {
        var isHeading = element.LocalName is ['h', >= '1' and <= '6'];
        Begin(element, flow);
        var styles = 0;
        foreach (var (style, make) in StylesOf(element, isHeading))
        {
            if (flow.TryOpen(style, make))
            {
                styles++;
            }
        }

        Children(element, flow, depth);
        for (; styles > 0; styles--)
        {
            flow.Close();
        }

        Begin(element, flow);
    }

    private static IEnumerable<(InlineStyle Style, Func<Sequence<RichInline>, RichInline> Make)> StylesOf(IElement element, bool isHeading)
    {
        // Whole blocks that are set in bold are layout; signs at both ends of each line would only disturb.
        var isInline = !HtmlElements.IsBlock(element) && !HtmlElements.IsParagraph(element);
        if (isHeading || (isInline && HtmlElements.IsBold(element)))
        {
            yield return (InlineStyle.Strong, content => new RichInline.Strong(content));
        }

        if (isInline && HtmlElements.IsItalic(element))
        {
            yield return (InlineStyle.Emphasis, content => new RichInline.Emphasis(content));
        }

        if (isInline && HtmlElements.IsStruck(element))
        {
            yield return (InlineStyle.Strike, content => new RichInline.Strike(content));
        }
    }

    private static void Begin(IElement element, HtmlFlow flow)
    {
        if (HtmlElements.IsParagraph(element))
        {
            flow.Paragraph();
        }
        else if (HtmlElements.IsBlock(element))
        {
            flow.Block();
        }
    }

    private static void Link(IElement element, HtmlFlow flow, int depth)
    {
        if (HtmlLinks.Target(element.GetAttribute("href")) is not { } target)
        {
            Children(element, flow, depth);
            return;
        }

        var isFirst = flow.TryOpen(InlineStyle.Link, content => new RichInline.Link(target, IsTarget(content, target) ? [] : content));
        Children(element, flow, depth);
        if (isFirst)
        {
            flow.Close();
        }
    }

    private static bool IsTarget(Sequence<RichInline> content, string target) =>
        content is [RichInline.Text only] && !target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) && HtmlLinks.Says(only.Value, target);

    private static void Code(IElement pre, HtmlFlow flow)
    {
        var text = HtmlElements.TextOf(pre).ReplaceLineEndings("\n").Trim('\n');
        if (text.Trim().Length > 0)
        {
            flow.Add(new RichBlock.Code(text), LineHint.None);
        }
    }

    private static void Quote(IElement element, HtmlFlow flow, int depth)
    {
        flow.Block();
        var inner = new HtmlFlow();
        Children(element, inner, depth);
        var content = HtmlUnit.Join(inner.Take());
        if (content.Count > 0)
        {
            var isCited = HtmlReplyMarks.IsCited(element) || flow.LastLine.AsSpan().TrimEnd().EndsWith(":");
            flow.Add(new RichBlock.Quote(content), isCited ? LineHint.None : LineHint.Own);
        }
    }
}
