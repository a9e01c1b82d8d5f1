using System.Text;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>
/// Grows as XML is appended to it. What XML 1.0 §2.2 forbids (controls, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD: no text from
/// elsewhere can make the output ill-formed.
/// </summary>
internal sealed class Utf8Buffer(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Truncate(int length) => Length = length;

    /// <summary>Bytes that are XML already.</summary>
    public void Raw(ReadOnlySpan<byte> xml)
    {
        Reserve(xml.Length);
        xml.CopyTo(_bytes.AsSpan(Length));
        Length += xml.Length;
    }

    /// <summary>Characters that need no escaping: names.</summary>
    public void Raw(ReadOnlySpan<char> xml)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(xml.Length));
        Length += Encoding.UTF8.GetBytes(xml, _bytes.AsSpan(Length));
    }

    /// <summary>Character data of an element.</summary>
    public void Text(ReadOnlySpan<char> text) => Escaped(text, XmlEscapes.InText);

    /// <summary>The value of an attribute, between apostrophes.</summary>
    public void AttributeValue(ReadOnlySpan<char> value) => Escaped(value, XmlEscapes.InAttribute);

    private void Escaped(ReadOnlySpan<char> text, System.Buffers.SearchValues<char> special)
    {
        while (true)
        {
            var next = XmlEscapes.Next(text, special);
            if (next < 0)
            {
                Raw(text);
                return;
            }

            // A lone surrogate becomes U+FFFD in the encoder; a special character is never half of a pair.
            Raw(text[..next]);
            Raw(XmlEscapes.For(text[next]));
            text = text[(next + 1)..];
        }
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Array.Resize(ref _bytes, Math.Max(checked(Length + more), _bytes.Length * 2));
        }
    }
}
