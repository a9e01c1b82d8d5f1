using System.Globalization;
using AngleSharp.Dom;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>
/// Reads a `formatted_body` (client-server API, "m.room.message msgtypes": the permitted tags) into a tree. Other tags count for nothing, and
/// what stands in them is text, but for what browsers do not show. Pure; never throws; takes time in proportion to the text.
/// </summary>
internal static class HtmlReader
{
    /// <summary>An event has 64 KiB (client-server API, "Size limits").</summary>
    private const int Longest = 64 * 1024;

    /// <summary>The blocks; empty where the HTML says nothing, or more than can be read: there is always a plain body beside it.</summary>
    public static Sequence<RichBlock> Read(string html)
    {
        using var document = html.Length > Longest ? null : HtmlTree.Parse(html);
        var blocks = new HtmlBlocks();
        if (document?.Body is { } body)
        {
            Walk(body, blocks, 0);
        }

        return blocks.Take();
    }

    /// <summary>The elements of a node, where blocks can stand.</summary>
    private static void Walk(INode parent, HtmlBlocks blocks, int depth)
    {
        if (depth > HtmlTree.Deepest)
        {
            blocks.Line.Add(parent is IElement deep ? HtmlElements.TextOf(deep) : "");
            return;
        }

        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
            {
                blocks.Line.Add(text.Data);
            }
            else if (node is IElement element && !HtmlElements.IsHidden(element) && !AddBlock(element, blocks, depth))
            {
                HtmlInlines.Add(element, blocks.Line, depth + 1);
            }
        }
    }

    private static bool AddBlock(IElement element, HtmlBlocks blocks, int depth)
    {
        switch (element.LocalName)
        {
            case "p" or "div" or "caption" or "table" or "thead" or "tbody" or "tr":
                blocks.EndLine();
                Walk(element, blocks, depth + 1);
                blocks.EndLine();
                return true;
            case "td" or "th":
                blocks.Line.BeginCell();
                HtmlInlines.AddAll(element, blocks.Line, depth + 1);
                return true;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                blocks.EndLine();
                blocks.Line.Open();
                HtmlInlines.AddAll(element, blocks.Line, depth + 1);
                blocks.Line.Close(content => new RichInline.Strong(content));
                blocks.EndLine();
                return true;
            case "hr":
                blocks.Add(new RichBlock.Paragraph([new RichInline.Text("---")]));
                return true;
            case "pre":
                blocks.Add(HtmlElements.CodeOf(element));
                return true;
            case "ul" or "ol":
                blocks.Add(ListOf(element, depth + 1));
                return true;
            case "blockquote":
                var quoted = Inside(element, depth + 1);
                blocks.Add(quoted.Count == 0 ? null : new RichBlock.Quote(quoted));
                return true;
            case "details":
                var hidden = Inside(element, depth + 1);
                blocks.Add(hidden.Count == 0 ? null : new RichBlock.Spoiler(hidden, HtmlElements.SummaryOf(element)));
                return true;
            default:
                return false;
        }
    }

    private static Sequence<RichBlock> Inside(IElement element, int depth)
    {
        var inner = new HtmlBlocks();
        Walk(element, inner, depth);
        return inner.Take();
    }

    private static RichBlock.List? ListOf(IElement list, int depth)
    {
        if (depth > HtmlTree.Deepest)
        {
            return new RichBlock.List([new RichListItem([new RichInline.Text(HtmlElements.TextOf(list))], null)], null);
        }

        var items = new List<RichListItem>();
        foreach (var item in list.Children.Where(child => child.LocalName == "li"))
        {
            var line = new HtmlLine();
            RichBlock.List? below = null;
            foreach (var node in item.ChildNodes)
            {
                if (below is null && node is IElement { LocalName: "ul" or "ol" } inner)
                {
                    below = ListOf(inner, depth + 1);
                }
                else
                {
                    HtmlInlines.Add(node, line, depth + 1);
                }
            }

            items.Add(new RichListItem(line.Take(), below));
        }

        var start = list.LocalName == "ul" ? null
            : int.TryParse(list.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (int?)number
            : 1;
        return items.Count == 0 ? null : new RichBlock.List([.. items], start);
    }
}
