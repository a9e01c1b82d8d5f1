using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>
/// The parts of a paragraph as they are read. White space is that of HTML: runs of it are one space, and there is none at the ends of lines
/// (CSS Text §4.1).
/// </summary>
internal sealed class HtmlLine
{
    private readonly Stack<List<RichInline>> _open = new();
    private readonly StringBuilder _text = new();
    private List<RichInline> _content = [];
    private bool _endsInSpace = true;

    /// <summary>Text with white space that means nothing.</summary>
    public void Add(string text)
    {
        foreach (var c in text)
        {
            var space = c is ' ' or '\t' or '\n' or '\r' or '\f';
            if (!space || !_endsInSpace)
            {
                _text.Append(space ? ' ' : c);
            }

            _endsInSpace = space;
        }
    }

    /// <summary>A part that is complete.</summary>
    public void Add(RichInline inline)
    {
        Flush();
        _content.Add(inline);
        _endsInSpace = false;
    }

    /// <summary>The end of a line.</summary>
    public void Break()
    {
        TrimSpace();
        _text.Append('\n');
        _endsInSpace = true;
    }

    /// <summary>The end of a line, unless nothing stands on it.</summary>
    public void BreakOnce()
    {
        if (!IsEmpty && !EndsLine())
        {
            Break();
        }
    }

    /// <summary>Begins a cell of a table: it is kept apart from the one before.</summary>
    public void BeginCell()
    {
        if (!IsEmpty && !EndsLine())
        {
            Add(" | ");
        }
    }

    /// <summary>Begins a part that has others in it.</summary>
    public void Open()
    {
        Flush();
        _open.Push(_content);
        _content = [];
    }

    /// <summary>Ends it; one without content leaves nothing.</summary>
    public void Close(Func<Sequence<RichInline>, RichInline?> make)
    {
        Flush();
        Sequence<RichInline> inner = [.. _content];
        _content = _open.Pop();
        if (inner.Count > 0 && make(inner) is { } inline)
        {
            _content.Add(inline);
        }
    }

    /// <summary>What was read; the line is empty then.</summary>
    public Sequence<RichInline> Take()
    {
        TrimSpace();
        while (_text.Length > 0 && _text[^1] == '\n')
        {
            _text.Length--;
        }

        Flush();
        Sequence<RichInline> all = [.. _content];
        _content = [];
        _endsInSpace = true;
        return all;
    }

    private bool IsEmpty => _text.Length == 0 && _content.Count == 0 && _open.All(content => content.Count == 0);

    private bool EndsLine() => _text.Length > 0 ? _text[^1] == '\n' : _content is [.., RichInline.Text { Value: [.., '\n'] }];

    private void TrimSpace()
    {
        if (_text.Length > 0 && _text[^1] == ' ' && _endsInSpace)
        {
            _text.Length--;
        }
    }

    private void Flush()
    {
        if (_text.Length == 0)
        {
            return;
        }

        var value = _text.ToString();
        _text.Clear();
        if (_content is [.., RichInline.Text before])
        {
            _content[^1] = new RichInline.Text(before.Value + value);
        }
        else
        {
            _content.Add(new RichInline.Text(value));
        }
    }
}
