using System.Collections.Frozen;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>From bytes and a charset label to characters. Every label and every byte sequence gives a text.</summary>
internal static class Charsets
{
    private const int Windows1252 = 1252;

    // What mail says and .NET does not know, or knows in a narrower sense than senders mean (the superset reads both).
    private static readonly FrozenDictionary<string, int> CodePages = new Dictionary<string, int>
    {
        ["utf8"] = 65001,
        ["unicode-2-0-utf-8"] = 65001,
        ["iso-8859-1"] = Windows1252,
        ["iso8859-1"] = Windows1252,
        ["iso_8859-1"] = Windows1252,
        ["latin1"] = Windows1252,
        ["latin-1"] = Windows1252,
        ["cp1252"] = Windows1252,
        ["iso-8859-9"] = 1254,
        ["iso-8859-11"] = 874,
        ["tis-620"] = 874,
        ["cp1250"] = 1250,
        ["cp1251"] = 1251,
        ["cp1253"] = 1253,
        ["cp1254"] = 1254,
        ["cp1255"] = 1255,
        ["cp1256"] = 1256,
        ["cp1257"] = 1257,
        ["cp1258"] = 1258,
        ["cp932"] = 932,
        ["ms932"] = 932,
        ["windows-31j"] = 932,
        ["x-sjis"] = 932,
        ["sjis"] = 932,
        ["cp936"] = 936,
        ["gb2312"] = 54936,
        ["gbk"] = 54936,
        ["x-gbk"] = 54936,
        ["cp949"] = 949,
        ["ms949"] = 949,
        ["uhc"] = 949,
        ["euc-kr"] = 949,
        ["ks_c_5601-1987"] = 949,
        ["cp950"] = 950,
        ["iso-2022-jp-1"] = 50220,
        ["iso-2022-jp-2"] = 50220,
        ["iso-2022-jp-3"] = 50220,
        ["iso-2022-jp-ms"] = 50220,
        ["cp50220"] = 50220,
        ["cp50221"] = 50221,
        ["iso-2022-cn"] = 50227,
        ["x-mac-roman"] = 10000,
        ["macroman"] = 10000,
        ["koi8-ru"] = 21866,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Tables = new Dictionary<string, string>
    {
        ["iso-8859-10"] = SingleByteTables.Latin6,
        ["latin6"] = SingleByteTables.Latin6,
        ["iso-8859-14"] = SingleByteTables.Latin8,
        ["latin8"] = SingleByteTables.Latin8,
        ["iso-8859-16"] = SingleByteTables.Latin10,
        ["latin10"] = SingleByteTables.Latin10,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads with the label, or as <see cref="Detect"/> where the label says nothing usable.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? label)
    {
        var name = (label ?? "").Trim(' ', '\t', '"', '\'');
        if (name.Contains("utf-7", StringComparison.OrdinalIgnoreCase) || name.Equals("utf7", StringComparison.OrdinalIgnoreCase))
        {
            return Utf7.Decode(bytes);
        }

        if (name.Equals("utf-16", StringComparison.OrdinalIgnoreCase) || name.Equals("utf16", StringComparison.OrdinalIgnoreCase))
        {
            return DecodeUtf16(bytes);
        }

        if (Tables.TryGetValue(name, out var upperHalf))
        {
            return SingleByteTables.Decode(bytes, upperHalf);
        }

        return Find(name) is { } encoding ? encoding.GetString(bytes) : Detect(bytes);
    }

    /// <summary>UTF-8 when it is valid, else windows-1252.</summary>
    public static string Detect(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : Encoding.GetEncoding(Windows1252).GetString(bytes);

    /// <summary>
    /// RFC 2781 §4.3: the mark at the beginning tells the order. Without one it is big-endian; COMPAT(Windows programs): or the other, which shows
    /// where the letters of ASCII have their zeros.
    /// </summary>
    private static string DecodeUtf16(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFE, 0xFF, .. var big])
        {
            return Encoding.BigEndianUnicode.GetString(big);
        }

        if (bytes is [0xFF, 0xFE, .. var little])
        {
            return Encoding.Unicode.GetString(little);
        }

        var zerosFirst = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            zerosFirst += bytes[i] != 0 ? 0 : i % 2 == 0 ? 1 : -1;
        }

        return (zerosFirst < 0 ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes);
    }

    private static Encoding? Find(string name)
    {
        // ASCII is what senders write who did not think about it.
        if (name.Length is 0 or > 40 || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
            || name.Equals("ascii", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (CodePages.TryGetValue(name, out var page))
        {
            return Encoding.GetEncoding(page);
        }

        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
