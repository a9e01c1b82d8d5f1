using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>One header field over the raw message; decoded when asked.</summary>
internal sealed class HeaderField(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> raw)
{
    /// <summary>As the sender spelled it.</summary>
    public string Name => field ??= Encoding.ASCII.GetString(name.Span);

    /// <summary>The bytes after the colon, folding included.</summary>
    public ReadOnlyMemory<byte> Raw => raw;

    /// <summary>Unfolded, encoded words not decoded: what the parsers of structured fields take.</summary>
    public string Unfolded => field ??= HeaderText.Unfold(raw.Span);

    /// <summary>Unfolded and decoded: what a person reads.</summary>
    public string Value => field ??= EncodedWords.Decode(Unfolded);

    public bool Is(string other) => System.Text.Ascii.EqualsIgnoreCase(name.Span, other);
}
