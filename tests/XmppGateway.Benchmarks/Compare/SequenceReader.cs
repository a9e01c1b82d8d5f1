using System.Buffers.Text;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>
/// Finds the numbers of messages (<c>&lt;body&gt;seq00000042</c>) in a stream of bytes that is cut anywhere. Parses nothing else, so that it
/// takes as little of the machine as it can.
/// </summary>
internal sealed class SequenceReader
{
    private const int Digits = 8;
    private byte[] _text = [];
    private int _kept;

    /// <summary>True once an error stanza was seen.</summary>
    public bool SawError { get; private set; }

    /// <summary>What was seen so far counts no more.</summary>
    public void Forget() => (SawError, _kept) = (false, 0);

    private static ReadOnlySpan<byte> Mark => "<body>seq"u8;

    private static int Longest => Mark.Length + Digits;

    /// <summary>Adds the numbers in what came to <paramref name="numbers"/>, in their order.</summary>
    public void Read(ReadOnlySpan<byte> bytes, List<int> numbers)
    {
        if (_text.Length < _kept + bytes.Length)
        {
            Array.Resize(ref _text, _kept + bytes.Length);
        }

        bytes.CopyTo(_text.AsSpan(_kept));
        var text = _text.AsSpan(0, _kept + bytes.Length);
        SawError |= text.IndexOf("type='error'"u8) >= 0 || text.IndexOf("type=\"error\""u8) >= 0;
        var at = text.IndexOf(Mark);
        while (at >= 0 && at + Longest <= text.Length)
        {
            if (Utf8Parser.TryParse(text.Slice(at + Mark.Length, Digits), out int number, out var used) && used == Digits)
            {
                numbers.Add(number);
            }

            text = text[(at + Mark.Length)..];
            at = text.IndexOf(Mark);
        }

        // A number that is cut by the end is read with the next bytes; so is a mark.
        var rest = at >= 0 ? text[at..] : text[^Math.Min(text.Length, Longest - 1)..];
        rest.CopyTo(_text);
        _kept = rest.Length;
    }
}
