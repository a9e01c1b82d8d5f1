using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>
/// The tree of a conforming parser, as long as it is no deeper than any author nests. Such a parser needs quadratic time for deep nesting, and whoever
/// walks the tree needs the stack. How deep it gets can be told only by the parser: which end tags count is most of what it knows (HTML §13.2.6).
/// </summary>
internal static class HtmlTree
{
    /// <summary>Elements around an element.</summary>
    public const int Deepest = 256;

    /// <summary>
    /// Elements that nobody wrote. A parser opens styles again that were left open, in each block anew (HTML §13.2.4.3): a few bytes are hundreds of elements then.
    /// </summary>
    public const int MostCopies = 20_000;

    /// <summary>The tree; null when it is too deep, or too much of it is copies.</summary>
    public static IHtmlDocument? Parse(string html)
    {
        IElement? before = null;
        var copies = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            // An element has no place yet when it is told of: it is looked where the one before it is. Of copies nothing is told.
            OnCreated = (element, _) =>
            {
                if (before is not null && (IsTooDeep(before) || (copies += CopiesAfter(before)) > MostCopies))
                {
                    throw new HtmlExcessException();
                }

                before = element;
            },
        });
        try
        {
            return parser.ParseDocument(html);
        }
        catch (HtmlExcessException)
        {
            return null;
        }
    }

    private static bool IsTooDeep(IElement element)
    {
        var depth = 0;
        for (var above = element.ParentElement; above is not null; above = above.ParentElement)
        {
            if (++depth > Deepest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands in the tree behind the newest element that was written: within it, or within what it is in.</summary>
    private static int CopiesAfter(IElement newest)
    {
        var copies = ChainFrom(newest.LastElementChild);
        for (var (inner, outer) = (newest, newest.ParentElement); outer is not null; (inner, outer) = (outer, outer.ParentElement))
        {
            if (outer.LastElementChild is { } last && last != inner)
            {
                copies += ChainFrom(last);
            }
        }

        return copies;
    }

    private static int ChainFrom(IElement? element)
    {
        var length = 0;
        for (; element is not null && length <= MostCopies; element = element.LastElementChild)
        {
            length++;
        }

        return length;
    }

#pragma warning disable CA1064 // It never leaves this file.
    private sealed class HtmlExcessException() : Exception("The tree is too deep, or too large.");
#pragma warning restore CA1064
}
