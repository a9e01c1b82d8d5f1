using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A position in a structured header field. Every member moves forward only.</summary>
internal ref struct TokenCursor(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public readonly bool AtEnd => _position >= _text.Length;

    public readonly char Current => _text[_position];

    public readonly bool At(char wanted) => !AtEnd && _text[_position] == wanted;

    public void Advance(int count = 1) => _position += count;

    public bool Take(char wanted)
    {
        if (!At(wanted))
        {
            return false;
        }

        _position++;
        return true;
    }

    public void SkipAny(ReadOnlySpan<char> these)
    {
        while (!AtEnd && these.Contains(Current))
        {
            _position++;
        }
    }

    public readonly ReadOnlySpan<char> Peek(ReadOnlySpan<char> stops)
    {
        var rest = _text[_position..];
        var end = rest.IndexOfAny(stops);
        return end < 0 ? rest : rest[..end];
    }

    public ReadOnlySpan<char> Until(ReadOnlySpan<char> stops)
    {
        var found = Peek(stops);
        _position += found.Length;
        return found;
    }

    /// <summary>RFC 5322 §3.2.2: white space and comments.</summary>
    public void SkipComments()
    {
        SkipAny(" \t");
        while (At('('))
        {
            Comment();
            SkipAny(" \t");
        }
    }

    /// <summary>The text of a comment, nested ones included. An unterminated one ends with the field.</summary>
    public string Comment()
    {
        var text = new StringBuilder();
        var depth = 0;
        while (!AtEnd)
        {
            var c = Current;
            _position++;
            if (c == '\\' && !AtEnd)
            {
                c = Current;
                _position++;
            }
            else if (c == '(' && depth++ == 0)
            {
                continue;
            }
            else if (c == ')' && --depth == 0)
            {
                break;
            }

            text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>The text of a quoted string, unescaped. An unterminated one ends with the field.</summary>
    public string Quoted()
    {
        var text = new StringBuilder();
        _position++;
        while (!AtEnd)
        {
            var c = Current;
            _position++;
            if (c == '"')
            {
                break;
            }

            if (c == '\\' && !AtEnd)
            {
                c = Current;
                _position++;
            }

            text.Append(c);
        }

        return text.ToString();
    }
}
