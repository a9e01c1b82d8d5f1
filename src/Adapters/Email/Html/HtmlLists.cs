using System.Globalization;
using AngleSharp.Dom;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>Reads lists.</summary>
internal static class HtmlLists
{
    /// <summary>The list; null without items.</summary>
    public static RichBlock.List? Read(IElement list, int depth)
    {
        if (depth > HtmlWalk.Deepest)
        {
            return HtmlElements.TextOf(list).Trim() is { Length: > 0 } text ? new RichBlock.List([new RichListItem([new RichInline.Text(text)], null)], null) : null;
        }

        var items = new List<RichListItem>();
        var inner = new HtmlFlow();
        foreach (var child in list.Children)
        {
            if (HtmlElements.IsHidden(child))
            {
                continue;
            }

            if (child.LocalName is "ul" or "ol")
            {
                // COMPAT(Outlook): a list below an item stands beside it.
                if (Read(child, depth + 1) is { } below)
                {
                    items.Add(items.Count > 0 && items[^1].Below is null ? Pop(items) with { Below = below } : new RichListItem([], below));
                }

                continue;
            }

            HtmlWalk.Children(child, inner, depth + 1);
            if (ItemOf(HtmlUnit.Join(inner.Take())) is { } item)
            {
                items.Add(item);
            }
        }

        var start = list.LocalName == "ul" ? null
            : int.TryParse(list.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (int?)number
            : 1;
        return items.Count == 0 ? null : new RichBlock.List([.. items], start);
    }

    /// <summary>An item has one text and one list; whatever else stands in it becomes lines of the text.</summary>
    private static RichListItem? ItemOf(Sequence<RichBlock> blocks)
    {
        var content = new List<RichInline>();
        RichBlock.List? below = null;
        foreach (var block in blocks)
        {
            if (block is RichBlock.List list && below is null)
            {
                below = list;
                continue;
            }

            if (content.Count > 0)
            {
                content.Add(new RichInline.Text("\n"));
            }

            content.AddRange(block is RichBlock.Paragraph paragraph ? paragraph.Content : [new RichInline.Text(RichText.Of(block).Plain)]);
        }

        return content.Count == 0 && below is null ? null : new RichListItem([.. content], below);
    }

    private static RichListItem Pop(List<RichListItem> items)
    {
        var last = items[^1];
        items.RemoveAt(items.Count - 1);
        return last;
    }
}
