using System.Xml;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// The parser's table of names, which forgets: a stream lives for months, and every name that a stranger invents would stay in the
/// usual one. Names of the stream header stay, as the parser compares them by reference.
/// </summary>
internal sealed class WireNameTable : XmlNameTable
{
    private const int MaxNames = 2_000;
    private const int MaxLength = 100_000;

    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private bool _headerRead;
    private int _length;

    /// <summary>Everything until now is kept for ever.</summary>
    public void Keep() => _headerRead = true;

    /// <summary>Between stanzas only. True when names were forgotten: what compares by reference must forget with it.</summary>
    public bool Trim()
    {
        if (_seen.Count < MaxNames && _length < MaxLength)
        {
            return false;
        }

        _seen.Clear();
        _length = 0;
        return true;
    }

    public override string Add(char[] array, int offset, int length) => Add(array.AsSpan(offset, length));

    public override string Add(string array) => Add(array.AsSpan());

    public override string? Get(char[] array, int offset, int length) => Find(array.AsSpan(offset, length));

    public override string? Get(string array) => Find(array);

    private string Add(ReadOnlySpan<char> name)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        var added = name.ToString();
        (_headerRead ? _seen : _kept).Add(added);
        _length += _headerRead ? added.Length : 0;
        return added;
    }

    private string? Find(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return "";
        }

        return _kept.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known)
            || _seen.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out known) ? known : null;
    }
}
