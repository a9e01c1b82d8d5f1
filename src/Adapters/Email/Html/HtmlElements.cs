using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>What single elements are.</summary>
internal static class HtmlElements
{
    /// <summary>An image of so few pixels is there to be counted, not to be seen.</summary>
    private const int TrackingPixels = 3;

    public static bool IsBlock(IElement element) => element.LocalName is "div" or "tr" or "td" or "th" or "section" or "article" or "header"
        or "footer" or "center" or "dl" or "dt" or "dd" or "form" or "fieldset" or "address" or "main" or "nav" or "figure" or "figcaption" or "title"
        or "caption" or "table" or "tbody" or "thead" or "tfoot" or "details" or "summary" or "aside" or "li";

    public static bool IsParagraph(IElement element) => element.LocalName is "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6";

    /// <summary>
    /// What nobody sees: programs, styles, what is hidden by style. The text before the text that newsletters hide for the lists of mail programs is
    /// hidden in all of these ways.
    /// </summary>
    public static bool IsHidden(IElement element)
    {
        if (element.LocalName is "script" or "style" or "head" or "template" or "noscript" or "iframe" or "object" or "svg" or "math" or "select"
            or "textarea" or "input" or "button" or "video" or "audio" or "canvas" or "map")
        {
            return true;
        }

        if (element.HasAttribute("hidden"))
        {
            return true;
        }

        return StyleOf(element) is { } style
            && (style.Contains("display:none", StringComparison.Ordinal)
                || style.Contains("visibility:hidden", StringComparison.Ordinal)
                || style.Contains("mso-hide:all", StringComparison.Ordinal)
                || HasZero(style, "max-height:") || HasZero(style, "font-size:") || HasZero(style, "opacity:") || HasZero(style, "max-width:"));
    }

    public static bool IsTrackingPixel(IElement image) =>
        IsTiny(image.GetAttribute("width")) || IsTiny(image.GetAttribute("height"));

    public static bool IsBold(IElement element) => element.LocalName is "b" or "strong" || IsWeight(StyleOf(element));

    public static bool IsItalic(IElement element) =>
        element.LocalName is "i" or "em" || StyleOf(element)?.Contains("font-style:italic", StringComparison.Ordinal) == true;

    public static bool IsStruck(IElement element) =>
        element.LocalName is "s" or "del" or "strike" || StyleOf(element)?.Contains("line-through", StringComparison.Ordinal) == true;

    /// <summary>All text in an element as it stands there.</summary>
    public static string TextOf(IElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Descendants())
        {
            text.Append(node is IText part ? part.Data : node is IElement { LocalName: "br" } ? "\n" : "");
        }

        return text.ToString();
    }

    /// <summary>The style of an element, in small letters and without spaces; null without one.</summary>
    public static string? StyleOf(IElement element) => element.GetAttribute("style") is { Length: > 0 } style
        ? string.Concat(style.Where(c => !char.IsWhiteSpace(c)).Select(char.ToLowerInvariant))
        : null;

    private static bool IsWeight(string? style) =>
        style is not null
        && (style.Contains("font-weight:bold", StringComparison.Ordinal)
            || style.Contains("font-weight:700", StringComparison.Ordinal)
            || style.Contains("font-weight:600", StringComparison.Ordinal));

    private static bool HasZero(string style, string property)
    {
        for (var at = style.IndexOf(property, StringComparison.Ordinal); at >= 0; at = style.IndexOf(property, at + 1, StringComparison.Ordinal))
        {
            var value = style.AsSpan(at + property.Length);
            var isWhole = at == 0 || style[at - 1] == ';';
            if (isWhole && value is ['0', ..] && (value.Length == 1 || value[1] is ';' or 'p' or 'e' or '%' or '!' or 'r'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTiny(string? pixels) =>
        int.TryParse(pixels?.Replace("px", "", StringComparison.OrdinalIgnoreCase), NumberStyles.Integer, CultureInfo.InvariantCulture, out var size) && size <= TrackingPixels;
}
