namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 5322 §3.6.4: lists of msg-ids, without their angle brackets.</summary>
internal static class MessageIds
{
    private const int Most = 1000;
    private const int Longest = 998;

    public static IReadOnlyList<string> Parse(string text)
    {
        var found = new List<string>();
        var cursor = new TokenCursor(text);
        while (!cursor.AtEnd && found.Count < Most)
        {
            cursor.SkipComments();
            cursor.SkipAny(" \t,;");
            if (cursor.AtEnd)
            {
                break;
            }

            if (cursor.Take('<'))
            {
                Add(found, cursor.Until(">"));
                cursor.Take('>');
            }
            else if (cursor.At('"'))
            {
                // obs-id: phrases between the ids (RFC 5322 §4.5.4).
                cursor.Quoted();
            }
            else if (cursor.Until(" \t,;<(\"") is var bare && bare.Contains('@'))
            {
                // COMPAT: ids without brackets.
                Add(found, bare);
            }
            else if (!cursor.AtEnd && cursor.At('('))
            {
                cursor.Comment();
            }
        }

        return found;
    }

    private static void Add(List<string> found, ReadOnlySpan<char> id)
    {
        // White space inside an id comes from folding at the wrong place.
        var clean = id.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).Trim('<', '>');
        if (clean.Length is > 0 and <= Longest)
        {
            found.Add(clean);
        }
    }
}
