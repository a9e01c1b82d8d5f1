namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>Reads a Matrix user as people type and paste one: an id, a matrix.to link, a `matrix:` URI.</summary>
internal static class TypedAddress
{
    private const string Link = "matrix.to/#/";
    private const string Uri = "matrix:u/";
    private const int MaxLength = 2048;

    public static bool TryRead(string text, out Mxid mxid)
    {
        mxid = default;
        var typed = text.Trim();
        return typed.Length <= MaxLength && Normalise(typed) is { } id && Mxid.TryParse(id, out mxid) && IsTypable(mxid.Local);
    }

    private static string? Normalise(string typed)
    {
        if (typed.StartsWith(Uri, StringComparison.OrdinalIgnoreCase))
        {
            return LowerServer("@" + Unescape(typed[Uri.Length..]));
        }

        var link = typed.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? typed["https://".Length..] : typed;
        if (link.StartsWith(Link, StringComparison.OrdinalIgnoreCase))
        {
            return LowerServer(Unescape(link[Link.Length..]));
        }

        // "mia:matrix.org" can mean nothing else, unless it is no user's localpart by today's grammar.
        return typed.StartsWith('@') ? LowerServer(typed) : typed.Split(':')[0].All(IsLocal) ? LowerServer("@" + typed) : null;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || "._=-/+".Contains(c, StringComparison.Ordinal);

    private static string Unescape(string text) => System.Uri.UnescapeDataString(text.Split('?')[0]);

    /// <summary>
    /// Server names are case-sensitive on the wire, but they are DNS names that servers write in lower case; localparts keep their case,
    /// since historical ids have capitals.
    /// </summary>
    private static string LowerServer(string id) =>
        id.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? id[..colon] + id[colon..].ToLowerInvariant() : id;

    /// <summary>
    /// What lies outside U+0021 to U+007E is "non-compliant": such ids are understood in events, not taken for new contacts.
    /// </summary>
    private static bool IsTypable(string local) => local.Length > 0 && local.AsSpan().IndexOfAnyExceptInRange('\u0021', '\u007e') < 0;
}
