using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Writes header fields: CRLF, folded at 78 characters where there is white space, never beyond 998 octets (RFC 5322 §2.1.1). Whatever
/// comes in, nothing can start a new field: line breaks and controls become spaces before anything is written.
/// </summary>
internal sealed class HeaderWriter
{
    private const int Soft = 78;

    // UTF-8 takes up to three bytes for a character.
    private const int LongestFixed = 300;

    private readonly StringBuilder _text = new();
    private int _column;

    /// <summary>Free text (RFC 5322 §2.2.1).</summary>
    public HeaderWriter Unstructured(string name, string value)
    {
        var clean = Clean(value);
        Begin(name);
        if (EncodedWordWriter.Needs(clean))
        {
            Words(EncodedWordWriter.Encode(clean));
        }
        else
        {
            Folded(clean);
        }

        return End();
    }

    /// <summary>No field at all when there is no mailbox: an empty address list is against RFC 5322 §3.6.3.</summary>
    /// <exception cref="ArgumentException">One of them is no valid address.</exception>
    public HeaderWriter Mailboxes(string name, IReadOnlyList<Mailbox> mailboxes)
    {
        if (mailboxes.Count == 0)
        {
            return this;
        }

        Begin(name);
        for (var i = 0; i < mailboxes.Count; i++)
        {
            var comma = i < mailboxes.Count - 1 ? "," : "";
            var address = EmailAddress.TryParse(mailboxes[i].Address, out var valid)
                ? valid.Text
                : throw new ArgumentException("Not an address.", nameof(mailboxes));
            var display = Clean(mailboxes[i].DisplayName ?? "").Trim(' ');
            if (display.Length == 0)
            {
                Token(address + comma);
            }
            else
            {
                Words(EncodedWordWriter.Phrase(display));
                Token("<" + address + ">" + comma);
            }
        }

        return End();
    }

    /// <summary>
    /// Ids that cannot be written (white space, brackets, letters beyond ASCII) are left out: they come from other people's mail, and no answer is to need
    /// SMTPUTF8 for a name that nobody reads.
    /// </summary>
    public HeaderWriter Ids(string name, IEnumerable<string> ids)
    {
        var writable = ids.Where(IsWritableId).ToList();
        if (writable.Count == 0)
        {
            return this;
        }

        Begin(name);
        Words(writable.Select(id => "<" + id + ">"));
        return End();
    }

    public HeaderWriter Date(DateTimeOffset date)
    {
        var zone = date.Offset;
        var sign = zone < TimeSpan.Zero ? '-' : '+';
        Begin("Date");
        Token(date.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + sign + zone.ToString("hhmm", CultureInfo.InvariantCulture));
        return End();
    }

    /// <summary>A field with a syntax of its own, which encoded words would break: written as it is, cut where a line could become too long.</summary>
    public HeaderWriter Fixed(string name, string value)
    {
        Begin(name);
        Folded(Clean(value.Length <= LongestFixed ? value : value[..LongestFixed]).Trim(' '));
        return End();
    }

    public override string ToString() => _text.ToString();

    internal static bool IsWritableId(string id) =>
        id.Length is > 0 and <= 900 && !id.AsSpan().ContainsAny("<>,;") && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    internal static bool IsFieldName(string name) => name.Length is > 0 and <= 70 && name.All(c => c is > ' ' and < '\x7f' and not ':');

    private static string Clean(string value)
    {
        if (!value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
        {
            return value;
        }

        return string.Concat(value.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
    }

    private void Begin(string name)
    {
        if (!IsFieldName(name))
        {
            throw new ArgumentException("Not a field name.", nameof(name));
        }

        _text.Append(name).Append(':');
        _column = name.Length + 1;
    }

    private HeaderWriter End()
    {
        _text.Append("\r\n");
        return this;
    }

    private void Words(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            Token(word);
        }
    }

    /// <summary>One space and the token, or a fold when the line is full.</summary>
    private void Token(string token)
    {
        if (_column + 1 + token.Length > Soft && _column > 1 && _text[^1] != ':')
        {
            _text.Append("\r\n");
            _column = 0;
        }

        _text.Append(' ').Append(token);
        _column += 1 + token.Length;
    }

    /// <summary>Breaks only where the value has white space, and keeps that white space.</summary>
    private void Folded(string value)
    {
        _text.Append(' ');
        _column++;
        var position = 0;
        while (position < value.Length)
        {
            var next = value.IndexOf(' ', position + 1);
            next = next < 0 ? value.Length : next;
            var piece = value.AsSpan(position, next - position);
            if (_column + piece.Length > Soft && piece[0] == ' ' && !piece.IsWhiteSpace() && position > 0)
            {
                _text.Append("\r\n");
                _column = 0;
            }

            _text.Append(piece);
            _column += piece.Length;
            position = next;
        }
    }
}
