using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>
/// Collects running text the way a browser lays it out: white space collapses (CSS Text §4.1), blocks begin lines, paragraphs leave a gap. Styles that
/// are open at the end of a line go on in the next.
/// </summary>
internal sealed class HtmlFlow
{
    private const int LongestJoined = 1000;

    private readonly List<HtmlUnit> _units = [];
    private readonly List<(InlineStyle? Style, Func<Sequence<RichInline>, RichInline>? Make, List<RichInline> Content)> _open = [(null, null, [])];
    private readonly StringBuilder _text = new();
    private LineHint _next;
    private bool _space;
    private bool _gap;

    /// <summary>What holds for all lines from now on.</summary>
    public LineHint Hint { get; set; }

    /// <summary>The last line that is complete.</summary>
    public string LastLine => _units is [.., var last] ? last.Lines[^1] : "";

    /// <summary>True when nothing stands on the line yet.</summary>
    public bool IsAtStart => _text.Length == 0 && _open.TrueForAll(level => level.Content.Count == 0);

    public void Text(string data)
    {
        foreach (var c in data)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00A0')
            {
                _space = true;
            }
            else if (c is not ('\u200B' or '\u200C' or '\u2060' or '\uFEFF' or '\u00AD' or '\u034F'))
            {
                // Zero-width characters fill the previews of newsletters.
                PutSpace();
                _text.Append(c);
            }
        }
    }

    public void Add(RichInline inline)
    {
        PutSpace();
        Flush();
        _open[^1].Content.Add(inline);
    }

    /// <summary>
    /// Begins a style; <see cref="Close"/> ends it. False for one that is open already: it says nothing new, and each line is written again in every style that
    /// is open at its end.
    /// </summary>
    public bool TryOpen(InlineStyle style, Func<Sequence<RichInline>, RichInline> make)
    {
        if (_open.Exists(level => level.Style == style))
        {
            return false;
        }

        Flush();
        _open.Add((style, make, []));
        return true;
    }

    public void Close()
    {
        Flush();
        var (_, make, content) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (content.Count > 0)
        {
            _open[^1].Content.Add(make!([.. content]));
        }
    }

    /// <summary>An explicit line break: a second one leaves a gap.</summary>
    public void Break()
    {
        var endedLine = EndLine();
        _gap |= !endedLine;
    }

    /// <summary>What follows begins on a line of its own.</summary>
    public void Block() => EndLine();

    /// <summary>The same, with a gap before it.</summary>
    public void Paragraph()
    {
        EndLine();
        _gap = true;
    }

    /// <summary>A block that is complete.</summary>
    public void Add(RichBlock block, LineHint hint)
    {
        EndLine();
        Emit(block, hint == LineHint.None ? TakeHint() : hint);
        _gap = true;
    }

    /// <summary>The next line, and only that, is of this kind.</summary>
    public void MarkNext(LineHint hint)
    {
        EndLine();
        _next = hint;
    }

    /// <summary>What was read; nothing is left.</summary>
    public IReadOnlyList<HtmlUnit> Take()
    {
        EndLine();
        HtmlUnit[] all = [.. _units];
        _units.Clear();
        _gap = false;
        return all;
    }

    private bool EndLine()
    {
        _space = false;
        Flush();
        if (_open.TrueForAll(level => level.Content.Count == 0))
        {
            return false;
        }

        for (var i = _open.Count - 1; i > 0; i--)
        {
            var (style, make, content) = _open[i];
            if (content.Count > 0)
            {
                _open[i - 1].Content.Add(make!([.. content]));
                _open[i] = (style, make, []);
            }
        }

        Sequence<RichInline> line = [.. _open[0].Content];
        _open[0].Content.Clear();
        Emit(new RichBlock.Paragraph(line), TakeHint());
        return true;
    }

    private void Emit(RichBlock block, LineHint hint)
    {
        _units.Add(new HtmlUnit(block, hint, _gap));
        _gap = false;
    }

    private LineHint TakeHint()
    {
        var hint = _next == LineHint.None ? Hint : _next;
        _next = LineHint.None;
        return hint;
    }

    /// <summary>Spaces stand outside of styles, where message styling needs them (XEP-0393 §6.2).</summary>
    private void PutSpace()
    {
        if (!_space)
        {
            return;
        }

        _space = false;
        if (IsAtStart)
        {
            return;
        }

        var level = _open.Count - 1;
        while (level > 0 && _text.Length == 0 && _open[level].Content.Count == 0)
        {
            level--;
        }

        if (level == _open.Count - 1)
        {
            _text.Append(' ');
        }
        else
        {
            Append(_open[level].Content, " ");
        }
    }

    private void Flush()
    {
        if (_text.Length == 0)
        {
            return;
        }

        Append(_open[^1].Content, _text.ToString());
        _text.Clear();
    }

    /// <summary>Short pieces are joined; long ones stay as they are, since joining again and again would be quadratic.</summary>
    private static void Append(List<RichInline> content, string text)
    {
        if (content is [.., RichInline.Text { Value.Length: < LongestJoined } before])
        {
            content[^1] = new RichInline.Text(before.Value + text);
        }
        else
        {
            content.Add(new RichInline.Text(text));
        }
    }
}
