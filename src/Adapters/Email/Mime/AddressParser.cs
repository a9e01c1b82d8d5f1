using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// RFC 5322 §3.4 address lists, obsolete forms included (§4.4), in one pass that moves forward only. Groups are flattened. Takes an
/// unfolded field that still has its encoded words, so that a decoded comma never separates.
/// </summary>
internal static class AddressParser
{
    private const string Specials = ",;:<(\"";

    public static IReadOnlyList<Mailbox> Parse(string text, int limit) => Parse(text, limit, out _);

    public static IReadOnlyList<Mailbox> Parse(string text, int limit, out bool truncated)
    {
        var found = new List<Mailbox>();
        var cursor = new TokenCursor(text);
        var entry = new AddressEntry();
        truncated = false;
        while (!cursor.AtEnd)
        {
            if (found.Count >= limit)
            {
                truncated = true;
                return found;
            }

            switch (cursor.Current)
            {
                case ',' or ';':
                    entry.Finish(found, endsGroup: cursor.Current == ';');
                    cursor.Advance();
                    break;
                case ':' when !entry.HasAt:
                    // group = display-name ":" [group-list] ";" — the name of the group is not an address.
                    cursor.Advance();
                    entry.Clear();
                    break;
                case ':':
                    entry.Append(":");
                    cursor.Advance();
                    break;
                case '<':
                    cursor.Advance();
                    entry.Angle = AngleAddress(ref cursor, entry);
                    break;
                case '(':
                    entry.AddComment(cursor.Comment());
                    break;
                case '"':
                    entry.AppendQuoted(cursor.Quoted());
                    break;
                default:
                    entry.Append(cursor.Until(Specials));
                    break;
            }
        }

        entry.Finish(found, endsGroup: true);
        return found;
    }

    // angle-addr = "<" [obs-route] addr-spec ">"
    private static string AngleAddress(ref TokenCursor cursor, AddressEntry entry)
    {
        var spec = new StringBuilder();
        while (!cursor.AtEnd && !cursor.Take('>'))
        {
            switch (cursor.Current)
            {
                case '(':
                    entry.AddComment(cursor.Comment());
                    break;
                case '"':
                    spec.Append(AddressEntry.Requote(cursor.Quoted()));
                    break;
                case ':' when spec.Length > 0 && spec[0] == '@':
                    // obs-route: a source route that nobody follows any more (RFC 5321 appendix C).
                    spec.Clear();
                    cursor.Advance();
                    break;
                case ' ' or '\t' or '<' or '"':
                    cursor.Advance();
                    break;
                default:
                    spec.Append(cursor.Current);
                    cursor.Advance();
                    break;
            }
        }

        return spec.ToString();
    }
}
