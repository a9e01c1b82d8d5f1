using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Walks a message as a sequence of events over its raw bytes (RFC 5322, RFC 2046 §5.1). It copies no body, keeps one frame for each open
/// container, looks at each byte a bounded number of times, and accepts every input: <see cref="Damage"/> says what had to be repaired.
/// </summary>
internal ref struct MimeReader
{
    private enum Step
    {
        Begin,
        Header,
        Content,
        Between,
        Unwind,
        End,
    }

    private readonly ReadOnlySpan<byte> _raw;
    private readonly MimeLimits _limits;
    private readonly List<OpenPart> _open = [];
    private readonly List<string> _damage = [];
    private Step _step = Step.Begin;
    private int _position;
    private int _headerStart;
    private int _headerCount;
    private int _parts;
    private Slice _contentType;
    private Slice _transferEncoding;
    private int _target;
    private bool _closes;

    public MimeReader(ReadOnlySpan<byte> raw, MimeLimits limits)
    {
        _raw = raw;
        _limits = limits;
        _position = raw.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    public MimeEvent Event { get; private set; }

    /// <summary>The field name of a <see cref="MimeEvent.Header"/>.</summary>
    public Slice Name { get; private set; }

    /// <summary>The raw value of a <see cref="MimeEvent.Header"/>, or the content of a <see cref="MimeEvent.Body"/>.</summary>
    public Slice Value { get; private set; }

    /// <summary>At <see cref="MimeEvent.HeaderEnd"/>: what the part is.</summary>
    public ContentType ContentType { get; private set; } = ContentType.Plain;

    /// <summary>How far it has read; at <see cref="MimeEvent.PartBegin"/> where the part begins.</summary>
    public readonly int Position => _position;

    /// <summary>What had to be repaired so far.</summary>
    public readonly IReadOnlyList<string> Damage => _damage;

    public bool Read()
    {
        while (true)
        {
            var happened = _step switch
            {
                Step.Begin => Begin(),
                Step.Header => NextHeader(),
                Step.Content => Content(),
                Step.Between => Between(),
                Step.Unwind => Unwind(),
                _ => MimeEvent.None,
            };
            if (happened != MimeEvent.None || _step == Step.End)
            {
                Event = happened;
                return happened != MimeEvent.None;
            }
        }
    }

    private MimeEvent Begin()
    {
        _parts++;
        _open.Add(new OpenPart(_open.Count > 0 && _open[^1].IsDigest));
        _headerStart = _position;
        _headerCount = 0;
        _contentType = default;
        _transferEncoding = default;
        _step = Step.Header;
        return MimeEvent.PartBegin;
    }

    private MimeEvent NextHeader()
    {
        while (_position < _raw.Length && !AtDelimiter(_position))
        {
            switch (HeaderScanner.Classify(_raw, _position, out var colon))
            {
                case HeaderScanner.Line.Field:
                    if (TakeField(colon))
                    {
                        return MimeEvent.Header;
                    }

                    break;
                case HeaderScanner.Line.Blank:
                    _position = HeaderScanner.NextLine(_raw, _position);
                    return EndHeader();
                case HeaderScanner.Line.MboxFrom when _headerCount == 0:
                case HeaderScanner.Line.Continuation when _headerCount == 0:
                    _position = HeaderScanner.NextLine(_raw, _position);
                    break;
                default:
                    // Not a field: the blank line before the body was forgotten. The text must not get lost, so the body begins here.
                    Repair("text in the header");
                    return EndHeader();
            }
        }

        return EndHeader();
    }

    private bool TakeField(int colon)
    {
        var start = _position;
        var end = HeaderScanner.FieldEnd(_raw, start, _raw.Length);

        if (HeaderScanner.UnindentedEnd(_raw, end) is > 0 and var further && !OpenParts.IsAnyDelimiter(_raw, end, further, _open))
        {
            Repair("header line folded without indentation");
            end = further;
        }

        _position = end;
        if (++_headerCount > _limits.HeaderCount || start - _headerStart > _limits.HeaderBytes)
        {
            Repair("header fields beyond the limit");
            return false;
        }

        if (end - start > _limits.HeaderFieldBytes)
        {
            Repair("header field cut at the limit");
            end = start + _limits.HeaderFieldBytes;
            if (end <= colon)
            {
                return false;
            }
        }

        Name = new Slice(start, _raw[start..colon].TrimEnd(" \t"u8).Length);
        Value = Slice.Between(colon + 1, end);
        var name = Name.Of(_raw);
        if (Ascii.EqualsIgnoreCase(name, "content-type"u8))
        {
            // Of several, the last counts, as in GMime and Dovecot: who adds one means to replace the other.
            _contentType = Value;
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-transfer-encoding"u8))
        {
            _transferEncoding = Value;
        }

        return true;
    }

    private MimeEvent EndHeader()
    {
        _step = Step.Content;
        var frame = _open[^1];
        var type = _contentType.Length == 0 && frame.InsideDigest
            ? ContentType.Rfc822
            : ContentType.Parse(HeaderText.Unfold(_contentType.Of(_raw)));
        ContentType = type;
        var container = type.IsMultipart || type.IsMessage;
        if (container && (_open.Count > _limits.Depth || _parts >= _limits.Parts))
        {
            Repair("parts nested or counted beyond the limit");
        }
        else if (type.IsMultipart)
        {
            OpenMultipart(frame, type);
        }
        else if (type.IsMessage && TransferEncodings.Parse(HeaderText.Unfold(_transferEncoding.Of(_raw))) == TransferEncoding.Identity)
        {
            _step = Step.Begin;
        }

        return MimeEvent.HeaderEnd;
    }

    private void OpenMultipart(OpenPart frame, ContentType type)
    {
        if (type.Parameter("boundary") is not { Length: > 0 } boundary)
        {
            Repair("multipart without boundary");
            return;
        }

        frame.Boundary = Encoding.UTF8.GetBytes(boundary.TrimEnd());
        frame.IsDigest = type.Is("multipart", "digest");
        _step = Step.Between;
    }

    private MimeEvent Content()
    {
        var start = _position;
        var end = FindDelimiter();
        Value = Slice.Between(start, end);
        _step = Step.Unwind;
        return MimeEvent.Body;
    }

    /// <summary>Preamble and epilogue: not shown to anybody (RFC 2046 §5.1.1).</summary>
    private MimeEvent Between()
    {
        var start = _position;
        var end = FindDelimiter();
        _step = Step.Unwind;
        var top = _open[^1];
        if (top.HasParts || top.Boundary is null || _target == _open.Count - 1)
        {
            return MimeEvent.None;
        }

        // No delimiter anywhere: what is there is better shown than lost.
        Repair("multipart without parts");
        Value = Slice.Between(start, end);
        return MimeEvent.Body;
    }

    private MimeEvent Unwind()
    {
        var top = _open.Count - 1;
        if (top > _target)
        {
            if (_open[top].Boundary is not null)
            {
                Repair("multipart without its end");
            }

            _open.RemoveAt(top);
            return MimeEvent.PartEnd;
        }

        if (top < 0)
        {
            _step = Step.End;
            return MimeEvent.None;
        }

        if (!_closes && _parts >= _limits.Parts)
        {
            Repair("parts beyond the limit");
            _closes = true;
        }

        // A delimiter at the very end opens nothing.
        _closes |= _position >= _raw.Length;
        if (_closes)
        {
            _open[top].Boundary = null;
        }

        _open[top].HasParts = true;
        _step = _closes ? Step.Between : Step.Begin;
        return MimeEvent.None;
    }

    /// <summary>Moves behind the next delimiter of an open multipart, and gives the end of the content before it.</summary>
    private int FindDelimiter()
    {
        var found = OpenParts.FindDelimiter(_raw, _position, _open);
        _position = found.Next;
        _target = found.Level;
        _closes = found.Closes;
        return found.ContentEnd;
    }

    private readonly bool AtDelimiter(int line) => _raw[line] == '-' && OpenParts.Match(_raw, line, _open).Level >= 0;

    private readonly void Repair(string what)
    {
        if (!_damage.Contains(what))
        {
            _damage.Add(what);
        }
    }
}
