namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2045 §5: what a part is. A missing or unreadable field means text/plain (§5.2).</summary>
internal sealed class ContentType
{
    private readonly IReadOnlyDictionary<string, string> _parameters;

    private ContentType(string type, string subtype, IReadOnlyDictionary<string, string> parameters)
    {
        Type = type;
        Subtype = subtype;
        _parameters = parameters;
    }

    public static ContentType Plain { get; } = new("text", "plain", new Dictionary<string, string>());

    public static ContentType Rfc822 { get; } = new("message", "rfc822", new Dictionary<string, string>());

    /// <summary>Lower case.</summary>
    public string Type { get; }

    /// <summary>Lower case.</summary>
    public string Subtype { get; }

    public bool IsMultipart => Type == "multipart";

    public bool IsText => Type == "text";

    /// <summary>A whole message inside: message/rfc822, and message/global of RFC 6532.</summary>
    public bool IsMessage => Type == "message" && Subtype is "rfc822" or "global" or "news";

    public IReadOnlyDictionary<string, string> All => _parameters;

    public string? Parameter(string name) => _parameters.GetValueOrDefault(name);

    public bool Is(string type, string subtype) => Type == type && Subtype == subtype;

    public override string ToString() => $"{Type}/{Subtype}";

    public static ContentType Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return Plain;
        }

        var cursor = new TokenCursor(value);
        cursor.SkipComments();
        var type = Token(cursor.Until("/;"));
        var subtype = "";
        if (cursor.Take('/'))
        {
            cursor.SkipComments();
            subtype = Token(cursor.Peek(";( \t"));
            cursor.Advance(subtype.Length);
        }

        if (type.Length == 0 || subtype.Length == 0)
        {
            // "Content-Type: text" of old software.
            (type, subtype) = ("text", "plain");
        }

        return new ContentType(type, subtype, Parameters.Parse(cursor.Until([])));
    }

    private static string Token(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var end = text.IndexOfAny(" \t(");
        return (end < 0 ? text : text[..end]).ToString().ToLowerInvariant();
    }
}
