using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>What <see cref="AddressParser"/> has collected since the last separator.</summary>
internal sealed class AddressEntry
{
    // The same text twice: as words for a person, and as an addr-spec without white space.
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _spec = new();
    private readonly StringBuilder _comment = new();

    /// <summary>What stood in angle brackets.</summary>
    public string? Angle { get; set; }

    public bool HasAt { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        _phrase.Append(text);
        foreach (var c in text)
        {
            HasAt |= c == '@';
            if (c is not (' ' or '\t'))
            {
                _spec.Append(c);
            }
        }
    }

    public void AppendQuoted(string content)
    {
        _phrase.Append(content);
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
        Angle = null;
        HasAt = false;
    }

    /// <summary>Adds the mailbox, if it is one, and starts anew.</summary>
    public void Finish(List<Mailbox> found, bool endsGroup)
    {
        var name = Display(_phrase);
        if (Angle is { Length: > 0 } angle)
        {
            found.Add(new Mailbox(name ?? Display(_comment), angle));
        }
        else if (HasAt)
        {
            found.Add(new Mailbox(Display(_comment), _spec.ToString()));
        }
        else if (name is not null && !endsGroup)
        {
            // "Doe, John <john@example.org>" without its quotes: the comma belongs to the name.
            _phrase.Append(',');
            return;
        }

        Clear();
    }

    public static string Requote(string content) =>
        "\"" + content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string? Display(StringBuilder builder)
    {
        var text = EncodedWords.Decode(builder.ToString());
        var words = text.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }
}
