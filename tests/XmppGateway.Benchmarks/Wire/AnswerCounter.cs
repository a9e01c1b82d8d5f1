namespace XmppGateway.Benchmarks.Wire;

/// <summary>Counts the ends of messages in a stream of bytes that is cut anywhere.</summary>
internal sealed class AnswerCounter
{
    private readonly byte[] _edge = new byte[64];
    private int _edgeLength;

    public int Answers { get; private set; }

    private static ReadOnlySpan<byte> End => "</message>"u8;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        // The last bytes of what came before, with the first of these.
        var take = Math.Min(End.Length - 1, bytes.Length);
        bytes[..take].CopyTo(_edge.AsSpan(_edgeLength));
        Answers += _edge.AsSpan(0, _edgeLength + take).Count(End) + bytes.Count(End);

        var both = _edge.AsSpan(0, _edgeLength + take).ToArray();
        var rest = bytes.Length >= End.Length - 1 ? bytes[^(End.Length - 1)..] : both.AsSpan(Math.Max(0, both.Length - (End.Length - 1)));
        rest.CopyTo(_edge);
        _edgeLength = rest.Length;
    }
}
