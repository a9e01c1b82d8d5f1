using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Files;

/// <summary>Mails of several windows are read as small ones are.</summary>
public sealed class LargeMailTests
{
    [Fact]
    public async Task A_large_attachment_is_kept_as_it_was_sent()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var content = RandomNumberGenerator.GetBytes(5_000_003);

        var answers = await fixture.ReceiveAsync(
            "From: bob@example.test\nMessage-ID: <large@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere it is.\n--b\n"
            + "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=film.bin\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\n--b--");

        Assert.Equal(["250 2.0.0 Stored"], answers);
        var messages = fixture.Context.Events.Cast<Message>().ToList();
        var file = Assert.Single(messages.SelectMany(message => message.Attachments));
        Assert.Equal(("film.bin", (long?)content.Length), (file.Name, file.Size));
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(content)), file.Sha256);
        Assert.Contains(messages, message => message.Body.Plain == "Here it is.");
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    [InlineData("x-uuencode")]
    [InlineData("8bit")]
    public void A_body_of_several_windows_is_decoded_as_at_once(string encoding)
    {
        var text = new StringBuilder();
        var random = new Random(5);
        while (text.Length < (2 * LargeSpan.Window) + 1000)
            text.Append(random.Next(30) switch { 0 => "=\r\n", 1 => " \r\n", 2 => "=C3=A4", 3 => "\n", 4 => "\r\r\n", 5 => "%", _ => "M#0V%TQUJDRUZH" });

        var part = MessageView.Read(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {encoding}\r\n\r\n{text}")).Root;
        using var content = new PartContent(part);
        using var read = new MemoryStream();
        content.CopyTo(read);
        var whole = part.DecodeBody();

        Assert.True(whole.AsSpan().SequenceEqual(read.ToArray()));
        if (encoding != "base64")
            Assert.Equal(whole.Length, TransferDecoder.Length(part.RawBody.Span, part.TransferEncoding));
    }

    [Fact]
    public void What_lies_across_the_end_of_a_window_is_found()
    {
        var raw = new byte[(2 * LargeSpan.Window) + 10];
        for (var at = LargeSpan.Window - 4; at < LargeSpan.Window + 2; at++)
        {
            "\n--"u8.CopyTo(raw.AsSpan(at));
            Assert.Equal(at, LargeSpan.IndexOf(raw, "\n--"u8));
            raw.AsSpan().Clear();
        }

        Assert.Equal(-1, LargeSpan.IndexOf(raw, "\n--"u8));
        Assert.Equal(-1, LargeSpan.IndexOf([], "\n--"u8));
    }
}
