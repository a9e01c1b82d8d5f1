using AngleSharp.Dom;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>Reads what stands in a line. Blocks that stand there all the same begin and end lines.</summary>
internal static class HtmlInlines
{
    public static void AddAll(INode parent, HtmlLine line, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            Add(node, line, depth);
        }
    }

    public static void Add(INode node, HtmlLine line, int depth)
    {
        if (node is IText text)
        {
            line.Add(text.Data);
        }
        else if (node is IElement deep && depth > HtmlTree.Deepest)
        {
            line.Add(HtmlElements.IsHidden(deep) ? "" : HtmlElements.TextOf(deep));
        }
        else if (node is IElement element && !HtmlElements.IsHidden(element))
        {
            AddElement(element, line, depth + 1);
        }
    }

    private static void AddElement(IElement element, HtmlLine line, int depth)
    {
        switch (element.LocalName)
        {
            case "br":
                line.Break();
                break;
            case "img":
                line.Add(element.GetAttribute("alt") ?? element.GetAttribute("title") ?? "");
                break;
            case "code":
                AddCode(HtmlElements.TextOf(element), line);
                break;
            case "strong" or "b":
                AddStyled(element, line, depth, content => new RichInline.Strong(content));
                break;
            case "em" or "i":
                AddStyled(element, line, depth, content => new RichInline.Emphasis(content));
                break;
            case "s" or "del" or "strike":
                AddStyled(element, line, depth, content => new RichInline.Strike(content));
                break;
            case "span" when element.HasAttribute("data-mx-spoiler"):
                var reason = element.GetAttribute("data-mx-spoiler");
                AddStyled(element, line, depth, content => new RichInline.Spoiler(content, string.IsNullOrWhiteSpace(reason) ? null : reason));
                break;
            case "a":
                AddLink(element, line, depth);
                break;
            case "td" or "th":
                line.BeginCell();
                AddAll(element, line, depth);
                break;
            case "pre":
                line.BreakOnce();
                AddCode(HtmlElements.TextOf(element).Trim('\n'), line);
                line.BreakOnce();
                break;
            case "p" or "div" or "blockquote" or "ul" or "ol" or "li" or "table" or "tr" or "caption" or "hr" or "details"
                or "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                line.BreakOnce();
                AddAll(element, line, depth);
                line.BreakOnce();
                break;
            default:
                AddAll(element, line, depth);
                break;
        }
    }

    private static void AddStyled(IElement element, HtmlLine line, int depth, Func<Sequence<RichInline>, RichInline?> make)
    {
        line.Open();
        AddAll(element, line, depth);
        line.Close(make);
    }

    private static void AddCode(string text, HtmlLine line)
    {
        if (text.Length > 0)
        {
            line.Add(new RichInline.Code(text));
        }
    }

    private static void AddLink(IElement element, HtmlLine line, int depth)
    {
        var href = element.GetAttribute("href")?.Trim() ?? "";
        if (HtmlLinks.UserOf(href) is { } user)
        {
            var name = HtmlElements.TextOf(element).Trim();
            line.Add(new RichInline.Mention(new RemoteUserId(user), name.Length == 0 ? user : name));
        }
        else if (HtmlLinks.IsPermitted(href))
        {
            AddStyled(element, line, depth, content => new RichInline.Link(href, content is [RichInline.Text shown] && shown.Value == href ? [] : content));
        }
        else
        {
            AddAll(element, line, depth);
        }
    }
}
