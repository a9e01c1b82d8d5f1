using System.Text;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>POSIX.1-2017, uuencode, as it arrives: with the spaces that stand for zeros, and without those at the ends of lines.</summary>
public sealed class UuencodeTests
{
    private const int BytesInLine = 45;

    [Theory]
    [InlineData(' ', false)]
    [InlineData(' ', true)]
    [InlineData('`', false)]
    public void What_was_encoded_comes_back_without_the_spaces_at_the_ends_of_lines(char zero, bool trims)
    {
        // Zeros at the ends of lines, alone and whole lines of them, are what gets lost.
        var bytes = Gen.OneOf(
                Gen.Choose(0, 255).Select(octet => new[] { (byte)octet }),
                Gen.Choose(1, 100).Select(count => new byte[count]))
            .ListOf().Select(pieces => pieces.SelectMany(piece => piece).ToArray());
        Prop.ForAll(bytes.ToArbitrary(), content =>
        {
            var encoded = Encode(content, zero, trims);
            var part = MessageView.Read(Encoding.ASCII.GetBytes("Content-Transfer-Encoding: x-uuencode\r\n\r\n" + encoded)).Root;
            using var read = new MemoryStream();
            using (var streamed = new PartContent(part))
                streamed.CopyTo(read);
            Assert.Equal(content, part.DecodeBody());
            Assert.Equal(content, read.ToArray());
            Assert.Equal(content.Length, TransferDecoder.Length(part.RawBody.Span, part.TransferEncoding));
        }).MustHold(300);
    }

    [Fact]
    public void A_file_of_zeros_in_a_text_is_a_file()
    {
        var (text, files) = UuencodedFiles.Take("Look:\n" + Encode(new byte[100], ' ', trims: true).ReplaceLineEndings("\n") + "\nthere");

        Assert.Equal("Look:\n\nthere", text.Replace("\n\n\n", "\n\n", StringComparison.Ordinal));
        Assert.Equal(new byte[100], Assert.Single(files).DecodeBody());
    }

    [Fact]
    public void Promises_alone_do_not_fill_the_memory()
    {
        var part = MessageView.Read(Encoding.ASCII.GetBytes("Content-Transfer-Encoding: x-uuencode\n\n" + string.Concat(Enumerable.Repeat("_\n", 1_000_000)))).Root;

        Assert.InRange(part.DecodeBody().Length, 0, 4_000_000);
    }

    private static string Encode(byte[] content, char zero, bool trims)
    {
        var text = new StringBuilder("begin 644 file.bin\r\n");
        foreach (var line in content.Chunk(BytesInLine).Append([]))
        {
            var one = new StringBuilder().Append(Digit(line.Length));
            foreach (var three in line.Chunk(3))
            {
                var group = (three[0] << 16) | (three.ElementAtOrDefault(1) << 8) | three.ElementAtOrDefault(2);
                for (var k = 18; k >= 0; k -= 6)
                    one.Append(Digit((group >> k) & 63));
            }

            text.Append(trims ? one.ToString().TrimEnd(' ') : one.ToString()).Append("\r\n");
        }

        return text.Append("end\r\n").ToString();

        char Digit(int value) => value == 0 ? zero : (char)(value + ' ');
    }
}
