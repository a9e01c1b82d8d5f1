using System.Text;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Collects running text the way a browser lays it out: white space collapses, blocks begin lines, paragraphs leave a gap.</summary>
internal sealed class TextFlow
{
    private const int DeepestQuote = 10;

    private readonly StringBuilder _text = new();
    private readonly Stack<int> _links = new();
    private int _breaks;
    private int _quotes;
    private int _verbatim;
    private bool _space;
    private bool _lineHasText;
    private bool _prefixed;

    public void Text(string data)
    {
        foreach (var c in data)
        {
            if (_verbatim > 0 && c == '\n')
            {
                Break();
            }
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f' && _verbatim == 0)
            {
                _space = true;
            }
            else if (c is not ('\u200B' or '\u200C' or '\u2060' or '\uFEFF' or '\u00AD' or '\u034F' or '\r'))
            {
                // Zero-width characters fill the previews of newsletters.
                Put(c == '\u00A0' ? ' ' : c);
            }
        }
    }

    /// <summary>An explicit line break.</summary>
    public void Break()
    {
        _breaks = _lineHasText || _text.Length == 0 ? Math.Max(_breaks, 1) : Math.Min(_breaks + 1, 3);
        _lineHasText = false;
        _space = false;
        _prefixed = false;
    }

    /// <summary>What follows begins on a line of its own.</summary>
    public void Block()
    {
        if (!_prefixed)
        {
            _breaks = Math.Max(_breaks, 1);
            _space = false;
        }
    }

    /// <summary>What follows is apart from what was before: by a gap, or only by its own line.</summary>
    public void Paragraph(bool gap)
    {
        if (!_prefixed)
        {
            _breaks = Math.Max(_breaks, gap ? 2 : 1);
            _space = false;
        }
    }

    /// <summary>A bullet: written with the text that follows it.</summary>
    public void Prefix(string bullet)
    {
        foreach (var c in bullet.TrimEnd())
        {
            Put(c);
        }

        _space = true;
        _prefixed = true;
    }

    public void Cell()
    {
        if (_lineHasText && _breaks == 0)
        {
            _space = true;
        }
    }

    public void Enter(bool quote, bool verbatim)
    {
        _quotes += quote ? 1 : 0;
        _verbatim += verbatim ? 1 : 0;
    }

    public void Leave(bool quote, bool verbatim)
    {
        _quotes -= quote ? 1 : 0;
        _verbatim -= verbatim ? 1 : 0;
    }

    public void MarkLink() => _links.Push(_text.Length);

    /// <summary>The target, unless the text says it already.</summary>
    public void Link(string? target)
    {
        var start = _links.TryPop(out var mark) ? mark : _text.Length;
        target = target?.Trim() ?? "";
        var shown = _text.ToString(start, Math.Min(_text.Length - start, 4096)).Trim();
        if (shown.Length == 0 || target.Length is 0 or > 2048 || !IsLink(target) || Says(shown, target))
        {
            return;
        }

        Text(" <" + target + ">");
    }

    public override string ToString() => _text.ToString().Trim();

    private static bool IsLink(string target) =>
        target.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    private static bool Says(string shown, string target)
    {
        var bare = target.AsSpan(target.IndexOf(':', StringComparison.Ordinal) + 1).Trim('/');
        return shown.AsSpan().Trim('/').EndsWith(bare, StringComparison.OrdinalIgnoreCase)
            && shown.Length <= target.Length + 1;
    }

    private void Put(char c)
    {
        if (_text.Length == 0)
        {
            _breaks = 0;
            _space = false;
            Quote();
        }
        else if (_breaks > 0)
        {
            for (; _breaks > 0; _breaks--)
            {
                _text.Append('\n');
                Quote();
            }

            _space = false;
        }
        else if (_space && _text[^1] != ' ')
        {
            _text.Append(' ');
        }

        _space = false;
        _prefixed = false;
        _lineHasText = true;
        _text.Append(c);
    }

    private void Quote()
    {
        if (_quotes > 0)
        {
            _text.Append('>', Math.Min(_quotes, DeepestQuote)).Append(' ');
        }
    }
}
