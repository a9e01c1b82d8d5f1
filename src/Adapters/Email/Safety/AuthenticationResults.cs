using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>One Authentication-Results field (RFC 8601 §2.2).</summary>
/// <param name="Server">The authserv-id, in lower case: who says so.</param>
/// <param name="Methods">What was checked.</param>
internal sealed record AuthenticationResults(string Server, IReadOnlyList<CheckedMethod> Methods)
{
    private const int MostMethods = 50;
    private const int MostProperties = 20;

    /// <summary>Reads a field; null when it has not the form of one. What one result leaves unreadable is left out.</summary>
    /// <param name="unfolded">Unfolded, encoded words not decoded.</param>
    public static AuthenticationResults? Parse(string unfolded)
    {
        var cursor = new TokenCursor(unfolded);
        cursor.SkipComments();
        var server = Value(ref cursor, " \t;(");
        if (server.Length == 0)
            return null;

        // authserv-id [ CFWS authres-version ]
        cursor.SkipComments();
        if (!cursor.AtEnd && !cursor.At(';'))
        {
            if (Value(ref cursor, " \t;(") != "1")
                return null;

            cursor.SkipComments();
        }

        var methods = new List<CheckedMethod>();
        while (cursor.Take(';') && methods.Count < MostMethods)
        {
            if (Method(ref cursor) is { } method)
                methods.Add(method);

            Skip(ref cursor);
        }

        return new(server.ToLowerInvariant(), methods);
    }

    // resinfo = methodspec [ reasonspec ] 1*propspec
    private static CheckedMethod? Method(ref TokenCursor cursor)
    {
        cursor.SkipComments();
        var name = cursor.Until(" \t=;(/").ToString().ToLowerInvariant();
        cursor.SkipComments();
        if (cursor.Take('/'))
        {
            // The version of the method.
            cursor.SkipComments();
            cursor.Until(" \t=;(");
            cursor.SkipComments();
        }

        if (name.Length == 0 || !cursor.Take('='))
            return null;

        cursor.SkipComments();
        var result = cursor.Until(" \t;(").ToString().ToLowerInvariant();
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (properties.Count < MostProperties)
        {
            cursor.SkipComments();
            if (cursor.AtEnd || cursor.At(';'))
                break;

            var key = cursor.Until(" \t=;(").ToString();
            cursor.SkipComments();
            if (!cursor.Take('='))
                break;

            cursor.SkipComments();
            properties.TryAdd(key, Value(ref cursor, " \t;("));
        }

        return result.Length == 0 ? null : new(name, result, properties);
    }

    private static string Value(ref TokenCursor cursor, ReadOnlySpan<char> stops) =>
        cursor.At('"') ? cursor.Quoted() : cursor.Until(stops).ToString();

    /// <summary>To the next result: a semicolon in a comment or a quoted string is none.</summary>
    private static void Skip(ref TokenCursor cursor)
    {
        while (!cursor.AtEnd && !cursor.At(';'))
        {
            if (cursor.At('('))
                cursor.Comment();
            else if (cursor.At('"'))
                cursor.Quoted();
            else
                cursor.Advance();
        }
    }
}

/// <summary>One check and what came out.</summary>
/// <param name="Name">Lower case: <c>spf</c>, <c>dkim</c>, <c>dmarc</c>.</param>
/// <param name="Result">Lower case: <c>pass</c>, <c>fail</c>.</param>
/// <param name="Properties">As <c>header.d</c>.</param>
internal sealed record CheckedMethod(string Name, string Result, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>Whether it came out well.</summary>
    public bool Passed => Result == "pass";
}
