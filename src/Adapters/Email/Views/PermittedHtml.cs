using System.Collections.Frozen;
using AngleSharp.Dom;

namespace XmppGateway.Adapters.Email.Views;

/// <summary>The elements and attributes that a page of a mail may have. What is not named here is not written.</summary>
internal static class PermittedHtml
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private static readonly FrozenSet<string> Void = FrozenSet.Create("br", "hr", "wbr", "col");

    private static readonly FrozenSet<string> Elements = FrozenSet.Create(
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn",
        "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "kbd", "li", "main", "mark", "nav",
        "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
        "var", "wbr");

    /// <summary>Not even their words: these are no text.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.Create(
        "script", "style", "head", "title", "template", "noscript", "noembed", "noframes", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "select",
        "textarea", "input", "button", "audio", "video", "canvas", "xmp", "plaintext", "listing", "base", "link", "meta", "portal", "dialog");

    private static readonly FrozenSet<string> Attributes = FrozenSet.Create(
        "align", "valign", "bgcolor", "color", "face", "size", "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "dir", "lang", "start", "type",
        "nowrap", "alt");

    public static bool IsElement(string name) => Elements.Contains(name);

    public static bool IsVoid(string name) => Void.Contains(name);

    public static bool IsAttribute(string name) => Attributes.Contains(name);

    /// <summary>True for what goes with its content; elements of other languages inside the page always do.</summary>
    public static bool IsDropped(IElement element) => Dropped.Contains(element.LocalName) || element.NamespaceUri != HtmlNamespace;
}
