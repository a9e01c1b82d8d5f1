using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>What <see cref="AddressParser"/> has collected since the last separator.</summary>
internal sealed class AddressEntry
{
    // The same text twice: as words for a person, and as an addr-spec without white space.
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _spec = new();
    private readonly StringBuilder _comment = new();

    // White space inside quotes is meant; between words it is only a separator.
    private int _exact;

    /// <summary>What stood in angle brackets.</summary>
    public string? Angle { get; set; }

    public bool HasAt { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            HasAt |= c == '@';
            if (c is not (' ' or '\t'))
            {
                _spec.Append(c);
                _phrase.Append(c);
            }
            else if (_phrase.Length > 0 && _phrase[^1] != ' ')
            {
                _phrase.Append(' ');
            }
        }
    }

    public void AppendQuoted(string content)
    {
        _phrase.Append(content);
        _exact = _phrase.Length;
        _spec.Append(Requote(content));
    }

    public void AddComment(string comment)
    {
        if (_comment.Length > 0)
        {
            _comment.Append(' ');
        }

        _comment.Append(comment);
    }

    public void Clear()
    {
        _phrase.Clear();
        _spec.Clear();
        _comment.Clear();
        _exact = 0;
        Angle = null;
        HasAt = false;
    }

    /// <summary>Adds the mailbox, if it is one, and starts anew.</summary>
    public void Finish(List<Mailbox> found, bool endsGroup)
    {
        if (Angle is { Length: > 0 } angle)
        {
            found.Add(new Mailbox(Name(), angle));
        }
        else if (HasAt)
        {
            found.Add(new Mailbox(Display(_comment, 0), _spec.ToString()));
        }
        else if (!endsGroup && Display(_phrase, _exact) is not null)
        {
            // "Doe, John <john@example.org>" without its quotes: the comma belongs to the name.
            _phrase.Append(',');
            return;
        }
        else if (Name() is { } name)
        {
            // A name without an address, as gateways and digests write it: nobody to answer to, and still somebody.
            found.Add(new Mailbox(name, ""));
        }

        Clear();
    }

    public static string Requote(string content) =>
        "\"" + content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    // A comment is for people, too (RFC 5322 §3.2.2): nothing that was meant to be read gets lost.
    private string? Name() => (Display(_phrase, _exact), Display(_comment, 0)) switch
    {
        ({ } name, { } comment) => $"{name} ({comment})",
        var (name, comment) => name ?? comment,
    };

    private static string? Display(StringBuilder builder, int exact)
    {
        var end = builder.Length;
        while (end > exact && builder[end - 1] is ' ' or '\t')
        {
            end--;
        }

        var text = EncodedWords.Decode(builder.ToString(0, end));
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001F'))
        {
            text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
