using System.Text;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("utf-8", "C3A4", "ä")]
    [InlineData("utf8", "C3A4", "ä")]
    [InlineData("UTF-8", "C3", "\ufffd")]
    [InlineData("iso-8859-1", "8049", "€I")] // windows-1252 is what senders mean
    [InlineData("iso-8859-10", "A1BD", "Ą―")]
    [InlineData("iso-8859-14", "A1D0", "ḂŴ")]
    [InlineData("iso-8859-16", "A4AADE", "€ȘȚ")]
    [InlineData("utf-7", "4869204D6F6D202B4A6A6F2D2D21", "Hi Mom ☺-!")] // RFC 2152's example
    [InlineData("unicode-1-1-utf-7", "412B496D49446B512E", "A≢Α.")]
    [InlineData("utf-7", "2B2D", "+")]
    [InlineData("iso-2022-jp", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("iso-2022-jp-ms", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("windows-31j", "93FA967B", "日本")]
    [InlineData("cp932", "93FA967B", "日本")]
    [InlineData("ks_c_5601-1987", "C7D1", "한")]
    [InlineData("uhc", "C7D1", "한")]
    [InlineData("gb2312", "D6D0", "中")]
    [InlineData("cp936", "D6D0", "中")]
    [InlineData("cp1251", "CFF0", "Пр")]
    [InlineData("koi8-r", "F0D2", "Пр")]
    [InlineData("x-mac-roman", "8A", "ä")]
    [InlineData("us-ascii", "C3A4", "ä")]
    [InlineData("unknown-8bit", "E4", "ä")]
    [InlineData("x-made-up", "C3A4E4", "Ã¤ä")]
    [InlineData(null, "E4", "ä")]
    [InlineData("", "C3A4", "ä")]
    [InlineData("\"utf-8\"", "C3A4", "ä")]
    public void Reads_every_label(string? label, string hex, string expected) =>
        Assert.Equal(expected, Charsets.Decode(Convert.FromHexString(hex), label));

    [Theory]
    [InlineData("=?utf-8?B?w6TD?= =?utf-8?B?pA==?=", "ää")] // cut inside a character
    [InlineData("=?utf-8?Q?=C3?=\t=?UTF-8?q?=A4?=", "ä")]
    [InlineData("=?iso-8859-1?Q?a?= =?iso-8859-2?Q?=E6?= c", "ać c")]
    [InlineData("=?utf-8*de?Q?a_b?=", "a b")]
    [InlineData("=?utf-8?X?a?= =?utf-8?Q?a", "=?utf-8?X?a?= =?utf-8?Q?a")]
    [InlineData("a =?utf-8?Q?b?= =?utf-8?Q?c?= d", "a bc d")]
    public void Decodes_encoded_words(string text, string expected) => Assert.Equal(expected, EncodedWords.Decode(text));

    [Theory]
    [InlineData("a=C3=A4 \t\r\nb=\r\nc=3", "aä\r\nbc=3")]
    [InlineData("=E4=ZZ= \nx", "\ufffd=ZZx")]
    [InlineData("a  ", "a")]
    public void Decodes_quoted_printable(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(TransferDecoder.QuotedPrintable(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("SGVs\r\n bG8=", "Hello")]
    [InlineData("SGVs!bG8", "Hello")]
    [InlineData("SGVsbG8=IQ==", "Hello!")]
    [InlineData("=", "")]
    public void Decodes_base64(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(TransferDecoder.Base64(Encoding.ASCII.GetBytes(text))));
}
