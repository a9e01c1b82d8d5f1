namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>
/// A look at HTML without a parser, in one pass. A conforming parser needs quadratic time for deep nesting, which no author means.
/// </summary>
internal static class HtmlNesting
{
    /// <summary>Client-server API, "m.room.message msgtypes": clients should limit the depth of nesting, a hundred levels are enough.</summary>
    public const int Deepest = 100;

    /// <summary>How deep elements can be nested at most.</summary>
    public static int DepthOf(string html)
    {
        var depth = 0;
        var deepest = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            if (html[at + 1] == '/')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (char.IsAsciiLetter(html[at + 1]) && !IsAlone(html.AsSpan(at + 1)))
            {
                deepest = Math.Max(deepest, ++depth);
            }
        }

        return deepest;
    }

    /// <summary>True for elements without an end tag (HTML §13.1.2), and those whose end tag the next one of their kind replaces.</summary>
    private static bool IsAlone(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAnyExcept(Letters);
        Span<char> name = stackalloc char[2];
        return end switch
        {
            1 => tag[0] is 'p' or 'P',
            2 => tag[..2].ToLowerInvariant(name) == 2 && name is "br" or "hr" or "li" or "tr" or "td" or "th",
            3 => tag[..3].Equals("img", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
