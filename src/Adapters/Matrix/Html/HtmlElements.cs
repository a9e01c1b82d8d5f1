using System.Text;
using AngleSharp.Dom;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>Reads single elements.</summary>
internal static class HtmlElements
{
    private const int LongestLanguage = 32;
    private const string LanguageClass = "language-";

    /// <summary>
    /// True for what is never shown: what browsers do not show as text, and `mx-reply`, the fallback of answers before Matrix 1.13.
    /// </summary>
    public static bool IsHidden(IElement element) => element.LocalName is "mx-reply" or "script" or "style" or "head" or "title" or "template"
        or "noscript" or "iframe" or "object" or "svg" or "math" or "select" or "textarea"
        || element is { LocalName: "summary", ParentElement.LocalName: "details" };

    /// <summary>All text in an element as it stands there. Without recursion.</summary>
    public static string TextOf(IElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Descendants())
        {
            if (node is IText part)
            {
                text.Append(part.Data);
            }
            else if (node is IElement { LocalName: "br" })
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Lines of code; null without any.</summary>
    public static RichBlock.Code? CodeOf(IElement pre)
    {
        var text = TextOf(pre);
        return text.Trim().Length == 0 ? null : new RichBlock.Code(text.EndsWith('\n') ? text[..^1] : text, LanguageOf(pre));
    }

    /// <summary>What to say instead of what `details` hides.</summary>
    public static string? SummaryOf(IElement details) =>
        details.Children.FirstOrDefault(child => child.LocalName == "summary") is { } summary && TextOf(summary).Trim() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>True for what can be written as the class of a language.</summary>
    public static bool IsLanguage(string text) =>
        text.Length is > 0 and <= LongestLanguage && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.' or '_');

    private static string? LanguageOf(IElement pre) =>
        pre.Children.FirstOrDefault(child => child.LocalName == "code")?.ClassList
            .FirstOrDefault(name => name.StartsWith(LanguageClass, StringComparison.Ordinal) && IsLanguage(name[LanguageClass.Length..]))
            ?[LanguageClass.Length..];
}
