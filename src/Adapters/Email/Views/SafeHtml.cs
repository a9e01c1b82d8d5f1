using System.Text;
using AngleSharp.Dom;
using XmppGateway.Adapters.Email.Html;

namespace XmppGateway.Adapters.Email.Views;

/// <summary>
/// Foreign HTML written anew with what is permitted. The tree of a browser's parser is read, and every character of the result is ours: there are no
/// elements whose content a browser reads by other rules (scripts, styles, SVG, MathML), so that parsing the result again gives the same tree.
/// </summary>
internal static class SafeHtml
{
    private const int Deepest = 400;

    public static void Write(string html, Func<string, string?> imageLink, StringBuilder page)
    {
        using var document = HtmlTree.Parse(html);
        if (document is null)
        {
            page.Append("<pre style=\"white-space:pre-wrap\">");
            Escape(HtmlScan.Strip(html), page);
            page.Append("</pre>");
            return;
        }

        if (document.Body is { } body)
        {
            Children(body, imageLink, page, 0);
        }
    }

    /// <summary>Text as text, also between quotation marks.</summary>
    public static void Escape(string text, StringBuilder page)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => page.Append("&amp;"),
                '<' => page.Append("&lt;"),
                '>' => page.Append("&gt;"),
                '"' => page.Append("&quot;"),
                '\'' => page.Append("&#39;"),
                '`' => page.Append("&#96;"),
                '\n' or '\t' => page.Append(c),
                < ' ' or '\u007F' => page.Append('\uFFFD'),
                _ => page.Append(c),
            };
        }
    }

    private static void Children(INode parent, Func<string, string?> imageLink, StringBuilder page, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
            {
                Escape(text.Data, page);
            }
            else if (node is IElement element && depth < Deepest)
            {
                Element(element, imageLink, page, depth + 1);
            }
        }
    }

    private static void Element(IElement element, Func<string, string?> imageLink, StringBuilder page, int depth)
    {
        var name = element.LocalName;
        if (PermittedHtml.IsDropped(element))
        {
            return;
        }

        if (name == "img")
        {
            Image(element, imageLink, page);
        }
        else if (!PermittedHtml.IsElement(name))
        {
            // What is not known is not there, but for its words.
            Children(element, imageLink, page, depth);
        }
        else
        {
            page.Append('<').Append(name);
            Attributes(element, page);
            page.Append('>');
            if (!PermittedHtml.IsVoid(name))
            {
                Children(element, imageLink, page, depth);
                page.Append("</").Append(name).Append('>');
            }
        }
    }

    private static void Attributes(IElement element, StringBuilder page)
    {
        foreach (var attribute in element.Attributes)
        {
            if (PermittedHtml.IsAttribute(attribute.LocalName) && attribute.NamespaceUri is null)
            {
                Attribute(attribute.LocalName, attribute.Value, page);
            }
        }

        if (element.GetAttribute("style") is { } style && SafeStyle.Of(style) is { Length: > 0 } safe)
        {
            Attribute("style", safe, page);
        }

        if (element.LocalName == "a" && HtmlLinks.Target(element.GetAttribute("href")) is { } target)
        {
            // The true address is shown where the mouse is, whatever the words of the link are.
            Attribute("href", target, page);
            Attribute("title", target, page);
            page.Append(" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
        }
    }

    /// <summary>Pictures of the mail itself; of others, which would tell their senders who reads, only the words.</summary>
    private static void Image(IElement image, Func<string, string?> imageLink, StringBuilder page)
    {
        var source = image.GetAttribute("src")?.Trim() ?? "";
        var link = source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) ? imageLink(Unescape(source[4..])) : null;
        var words = image.GetAttribute("alt") ?? "";
        if (link is null)
        {
            Escape(HtmlElements.IsTrackingPixel(image) ? "" : words, page);
            return;
        }

        page.Append("<img");
        Attribute("src", link, page);
        Attribute("alt", words, page);
        foreach (var name in (ReadOnlySpan<string>)["width", "height"])
        {
            if (image.GetAttribute(name) is { Length: > 0 and < 6 } size && size.All(c => char.IsAsciiDigit(c) || c == '%'))
            {
                Attribute(name, size, page);
            }
        }

        page.Append('>');
    }

    /// <summary>RFC 2392 §2: in a URL the id is percent-encoded.</summary>
    private static string Unescape(string id) => Uri.UnescapeDataString(id);

    private static void Attribute(string name, string value, StringBuilder page)
    {
        page.Append(' ').Append(name).Append("=\"");
        Escape(value, page);
        page.Append('"');
    }
}
