using System.Buffers;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>Which characters cannot stand for themselves in XML 1.0, and what stands for them.</summary>
internal static class XmlEscapes
{
    private const string Forbidden =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    /// <summary>A bare CR would come out of the parser as LF (XML 1.0 §2.11). ']]&gt;' is covered by '&gt;'.</summary>
    public static readonly SearchValues<char> InText = SearchValues.Create("&<>\r" + Forbidden);

    /// <summary>Bare white space would come out as spaces (XML 1.0 §3.3.3).</summary>
    public static readonly SearchValues<char> InAttribute = SearchValues.Create("&<>'\"\r\n\t" + Forbidden);

    /// <summary>Where the first character stands that must be replaced; -1 when none does.</summary>
    public static int Next(ReadOnlySpan<char> text, SearchValues<char> special)
    {
        var ascii = text.IndexOfAny(special);
        var other = (ascii < 0 ? text : text[..ascii]).IndexOfAnyInRange('\uFFFE', '\uFFFF');
        return other < 0 ? ascii : other;
    }

    public static ReadOnlySpan<byte> For(char c) => c switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '\'' => "&apos;"u8,
        '"' => "&quot;"u8,
        '\r' => "&#13;"u8,
        '\n' => "&#10;"u8,
        '\t' => "&#9;"u8,
        _ => "\uFFFD"u8,
    };
}
