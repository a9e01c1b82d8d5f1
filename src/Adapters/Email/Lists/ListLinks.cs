using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>The links in a field of RFC 2369 §2: in angle brackets, separated by commas, the best first. Pure.</summary>
internal static class ListLinks
{
    private const int Most = 10;
    private const int Longest = 2000;

    public static IReadOnlyList<string> Parse(string? unfolded)
    {
        var found = new List<string>();
        var cursor = new TokenCursor(unfolded ?? "");
        while (!cursor.AtEnd && found.Count < Most)
        {
            cursor.SkipComments();
            cursor.SkipAny(", \t");
            if (!cursor.Take('<'))
            {
                // §2: what follows something else is not to be used.
                break;
            }

            var link = string.Concat(cursor.Until(">").ToString().Where(c => !char.IsWhiteSpace(c)));
            cursor.Take('>');
            if (link.Length is > 0 and <= Longest)
                found.Add(link);
        }

        return found;
    }
}
