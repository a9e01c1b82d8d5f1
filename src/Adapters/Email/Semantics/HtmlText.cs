using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>HTML mail as text that reads well in a chat: blocks as lines, lists with dashes, links with their target, nothing hidden.</summary>
internal static class HtmlText
{
    private const int Longest = 512 * 1024;

    public static string Of(string html)
    {
        if (html.Length > Longest)
        {
            html = html[..Longest];
        }

        if (HtmlScan.Depth(html) > HtmlScan.DeepestSane)
        {
            return HtmlScan.Strip(html);
        }

        using var document = new HtmlParser().ParseDocument(html);
        var writer = new TextFlow();
        if (document.Body is not { } body)
        {
            return "";
        }

        // No recursion: the depth of the tree is the sender's choice. No NextSibling: it searches the parent's list.
        var open = new Stack<(INode Node, int Next)>();
        open.Push((body, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next == top.Node.ChildNodes.Length)
            {
                Close(writer, top.Node);
                continue;
            }

            var child = top.Node.ChildNodes[top.Next];
            open.Push((top.Node, top.Next + 1));
            if (Open(writer, child))
            {
                open.Push((child, 0));
            }
        }

        return writer.ToString();
    }

    private static bool Open(TextFlow writer, INode node)
    {
        if (node is IText text)
        {
            writer.Text(text.Data);
            return false;
        }

        if (node is not IElement element || IsHidden(element))
        {
            return false;
        }

        switch (element.LocalName)
        {
            case "br":
                writer.Break();
                return false;
            case "hr":
                writer.Block();
                writer.Text("---");
                writer.Block();
                return false;
            case "img":
                writer.Text(element.GetAttribute("alt") ?? "");
                return false;
            case "li":
                writer.Block();
                writer.Prefix(Bullet(element));
                return true;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "table" or "ul" or "ol" or "blockquote" or "pre":
                writer.Paragraph(element.LocalName is "p" or "blockquote" or "pre" || element.LocalName[0] == 'h');
                writer.Enter(quote: element.LocalName == "blockquote", verbatim: element.LocalName == "pre");
                return true;
            case "td" or "th":
                writer.Cell();
                return true;
            case "a":
                writer.MarkLink();
                return true;
            default:
                if (IsBlock(element))
                {
                    writer.Block();
                }

                return true;
        }
    }

    private static void Close(TextFlow writer, INode node)
    {
        if (node is not IElement element)
        {
            return;
        }

        switch (element.LocalName)
        {
            case "a":
                writer.Link(element.GetAttribute("href"));
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "table" or "ul" or "ol" or "blockquote" or "pre":
                writer.Leave(quote: element.LocalName == "blockquote", verbatim: element.LocalName == "pre");
                writer.Paragraph(element.LocalName is "p" or "blockquote" or "pre" || element.LocalName[0] == 'h');
                break;
            default:
                if (IsBlock(element))
                {
                    writer.Block();
                }

                break;
        }
    }

    private static string Bullet(IElement item)
    {
        if (item.ParentElement is not { LocalName: "ol" } list)
        {
            return "- ";
        }

        // Counting siblings for each item would be quadratic; the list remembers its last number.
        var number = int.TryParse(list.GetAttribute("data-last"), out var last) ? last + 1 : 1;
        list.SetAttribute("data-last", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new StringBuilder().Append(number).Append(". ").ToString();
    }

    private static bool IsBlock(IElement element) => element.LocalName is "div" or "tr" or "li" or "section" or "article" or "header"
        or "footer" or "center" or "dl" or "dt" or "dd" or "form" or "fieldset" or "address" or "main" or "nav" or "figure" or "title";

    private static bool IsHidden(IElement element)
    {
        if (element.LocalName is "script" or "style" or "head" or "template" or "noscript" or "iframe" or "object" or "svg" or "math" or "select")
        {
            return true;
        }

        var style = element.GetAttribute("style");
        return element.HasAttribute("hidden")
            || (style is not null && style.Replace(" ", "", StringComparison.Ordinal) is var packed
                && (packed.Contains("display:none", StringComparison.OrdinalIgnoreCase)
                    || packed.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase)
                    || packed.Contains("mso-hide:all", StringComparison.OrdinalIgnoreCase)));
    }
}
