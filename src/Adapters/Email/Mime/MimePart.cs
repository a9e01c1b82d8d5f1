using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>One part of a message, over the raw bytes; decoded when asked.</summary>
internal sealed class MimePart(ReadOnlyMemory<byte> raw, MimePart? parent, MimeLimits limits)
{
    private const int LongestName = 255;
    private const int LongestExtension = 20;

    private readonly List<HeaderField> _headers = [];
    private readonly List<MimePart> _children = [];
    private Slice _body;

    public MimePart? Parent => parent;

    public IReadOnlyList<HeaderField> Headers => _headers;

    /// <summary>The parts of a multipart, or the one message inside a message/rfc822.</summary>
    public IReadOnlyList<MimePart> Children => _children;

    public ContentType ContentType { get; internal set; } = ContentType.Plain;

    public ContentDisposition? Disposition => field ??= ContentDisposition.Parse(Find("Content-Disposition")?.Unfolded);

    /// <summary>The name that the sender proposes, directories and control characters taken off; null when there is none.</summary>
    public string? FileName => Sanitize(Disposition?.Parameters.GetValueOrDefault("filename") ?? ContentType.Parameter("name"));

    public string? ContentId => Find("Content-ID") is { } header && MessageIds.Parse(header.Unfolded) is [var id, ..] ? id : null;

    public TransferEncoding TransferEncoding => TransferEncodings.Parse(FindLast("Content-Transfer-Encoding")?.Unfolded);

    /// <summary>The content as it travelled.</summary>
    public ReadOnlyMemory<byte> RawBody => _body.Of(raw);

    /// <summary>Where its header begins in the message.</summary>
    public int Begin { get; init; }

    /// <summary>Header and content as they travelled, parts included: of a message inside a message, all of it.</summary>
    public ReadOnlyMemory<byte> Whole
    {
        get
        {
            var open = new List<OpenPart>();
            for (var above = parent; above is not null; above = above.Parent)
            {
                if (above.ContentType.IsMultipart && above.ContentType.Parameter("boundary") is { Length: > 0 } boundary)
                {
                    open.Add(new OpenPart(false) { Boundary = Encoding.UTF8.GetBytes(boundary.TrimEnd()) });
                }
            }

            return raw[Begin..OpenParts.FindDelimiter(raw.Span, Begin, open).ContentEnd];
        }
    }

    /// <summary>The decoded content. A new array at each call.</summary>
    public byte[] DecodeBody() => TransferDecoder.Decode(RawBody.Span, TransferEncoding);

    /// <summary>The same of the first <see cref="MimeLimits.TextBytes"/> bytes: for parts that are read as fields.</summary>
    public byte[] DecodeBeginning()
    {
        var piece = RawBody.Span;
        return TransferDecoder.Decode(piece[..Math.Min(piece.Length, limits.TextBytes)], TransferEncoding);
    }

    /// <summary>The content as characters, lines ending in LF, at most <see cref="MimeLimits.TextBytes"/> bytes of it.</summary>
    public string Text => field ??= ReadText();

    /// <summary>True when <see cref="Text"/> is not all of it.</summary>
    public bool IsTextCut => _body.Length > limits.TextBytes;

    /// <summary>Decoded value of the first such field.</summary>
    public string? Header(string name) => Find(name)?.Value;

    public HeaderField? Find(string name)
    {
        foreach (var field in _headers)
        {
            if (field.Is(name))
            {
                return field;
            }
        }

        return null;
    }

    private HeaderField? FindLast(string name)
    {
        for (var i = _headers.Count - 1; i >= 0; i--)
        {
            if (_headers[i].Is(name))
            {
                return _headers[i];
            }
        }

        return null;
    }

    /// <summary>This part and all parts inside it, in the order of the message.</summary>
    public IEnumerable<MimePart> Walk()
    {
        var pending = new Stack<MimePart>();
        pending.Push(this);
        while (pending.TryPop(out var part))
        {
            yield return part;
            for (var i = part._children.Count - 1; i >= 0; i--)
            {
                pending.Push(part._children[i]);
            }
        }
    }

    internal void Add(HeaderField field) => _headers.Add(field);

    internal void Add(MimePart child) => _children.Add(child);

    internal void SetBody(Slice body) => _body = body;

    private string ReadText()
    {
        var piece = RawBody.Span;
        piece = piece[..Math.Min(piece.Length, limits.TextBytes)];
        var encoding = TransferEncoding;
        var bytes = encoding == TransferEncoding.Identity ? piece : TransferDecoder.Decode(piece, encoding);
        return Charsets.Decode(bytes, ContentType.Parameter("charset")).ReplaceLineEndings("\n");
    }

    private static string? Sanitize(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.Where(c => !char.IsControl(c))).Trim(' ', '.');
        return clean.Length == 0 ? null : Shorten(clean);
    }

    /// <summary>The longest name that file systems take; what is cut is the middle, as the end says what the file is.</summary>
    private static string Shorten(string name)
    {
        if (name.Length <= LongestName)
        {
            return name;
        }

        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= LongestExtension ? name[dot..] : "";
        var stem = LongestName - extension.Length;
        return name[..(char.IsHighSurrogate(name[stem - 1]) ? stem - 1 : stem)] + extension;
    }
}
