using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Files;

public sealed class OutgoingFilesTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_001).Select(number => (byte)(number * 7))];

    [Theory]
    [InlineData("holiday.png", "image/png", "image/png", false)]
    [InlineData("Straße \"nach\" 北京 ✈️ mit einem sehr langen Namen, der nicht in eine Zeile passt.pdf", "application/pdf", "application/pdf", true)]
    [InlineData("old.eml", "message/rfc822", "application/octet-stream", true)]
    [InlineData("odd", "no type at all", "application/octet-stream", true)]
    public async Task A_file_of_the_user_is_a_part_of_the_mail(string name, string type, string sentType, bool isAttachment)
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Media = file => Opened(Content, file.MediaType);

        var result = await fixture.SendAsync(fixture.Say("Look") with { Attachments = [new AttachedFile("https://x.test/1", name, type)] });

        Assert.IsType<DeliveryResult.Delivered>(result);
        var wire = Assert.Single(fixture.Smtp.Messages);
        Assert.All(wire.Split("\r\n"), line => Assert.True(line.Length <= 100, line));
        var mail = MessageView.Read(Encoding.UTF8.GetBytes(wire.Replace("\r\n..", "\r\n.", StringComparison.Ordinal)));
        Assert.Empty(mail.Damage);
        Assert.Equal("multipart/mixed", mail.Root.ContentType.ToString());
        var (text, part) = (mail.Root.Children[0], mail.Root.Children[1]);
        Assert.StartsWith("Look\n", text.Text, StringComparison.Ordinal);
        Assert.Equal((name.Replace("/", "", StringComparison.Ordinal), sentType, isAttachment), (part.FileName, part.ContentType.ToString(), part.Disposition!.IsAttachment));
        Assert.Equal(Content, part.DecodeBody());
    }

    [Fact]
    public async Task The_announced_size_is_that_of_what_is_sent()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Media = file => Opened(Content, file.MediaType);

        await fixture.SendAsync(fixture.Say("") with { Attachments = [new("https://x.test/1", "a.bin", "application/x-a"), new("https://x.test/2", "b.png", "image/png")] });

        var announced = fixture.Smtp.Commands.Single(command => command.StartsWith("MAIL", StringComparison.Ordinal)).Split("SIZE=")[1].Split(' ')[0];
        Assert.Equal(Assert.Single(fixture.Smtp.Messages).Length, int.Parse(announced, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_file_that_the_server_does_not_take_is_refused_before_it_is_sent()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.Extensions = ["PIPELINING", "SIZE 200000"];
        var small = new AttachedFile("https://x.test/2", "small.png", "image/png");
        var large = new AttachedFile("https://x.test/1", "large.png", "image/png");
        fixture.Context.Media = file => Opened(file == small ? Content[..100] : Content, file.MediaType);
        Assert.Null(fixture.Adapter.CapabilitiesOf(fixture.Say("").Contact).LargestAttachment);

        // The limit is known when the server was asked once.
        for (var i = 0; i < 2; i++)
        {
            var refused = Assert.IsType<DeliveryResult.FileRefused>(await fixture.SendAsync(fixture.Say("Look") with { Attachments = [small, large] }));
            Assert.Equal(large, refused.File);
            Assert.Contains("MB", refused.Reason.German, StringComparison.Ordinal);
        }

        Assert.Empty(fixture.Smtp.Messages);
        Assert.DoesNotContain("DATA", fixture.Smtp.Commands);
        Assert.InRange(fixture.Adapter.CapabilitiesOf(fixture.Say("").Contact).LargestAttachment!.Value, 90_000, 100_000);
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_told_as_everywhere()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var message = fixture.Say("Look") with { Attachments = [new AttachedFile("https://x.test/1", "a.png", "image/png")] };

        fixture.Context.Media = _ => new MediaResult.Unavailable("away");
        Assert.Equal("away", Assert.IsType<DeliveryResult.Retry>(await fixture.SendAsync(message)).Reason.English);
        fixture.Context.Media = _ => new MediaResult.Refused("gone");
        Assert.Equal("gone", Assert.IsType<DeliveryResult.FileRefused>(await fixture.SendAsync(message)).Reason.English);
        fixture.Context.Media = _ => new MediaResult.Opened(new MediaContent(new Broken(), "image/png", 100));
        Assert.Contains("read to its end", Assert.IsType<DeliveryResult.Retry>(await fixture.SendAsync(message)).Reason.English, StringComparison.Ordinal);
        Assert.Empty(fixture.Smtp.Messages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(29_184)]
    [InlineData(29_185)]
    public async Task The_length_is_known_before(int bytes)
    {
        var file = await SpooledFile.ReadAsync(
            new AttachedFile("x", "x", "x/y"), "x/y", new MemoryStream(Content[..bytes]), long.MaxValue, TestContext.Current.CancellationToken);
        await using var rest = new FilesOfMail(MixedMail.Of("A: b\r\n\r\nc\r\n"u8, [new FileHeader("x", "x/y", null)]), [file]);
        var sent = 0L;
        await foreach (var piece in rest.ReadAsync(TestContext.Current.CancellationToken))
            sent += piece.Length;

        Assert.Equal(rest.Length, sent);
        Assert.True(FilesOfMail.EncodedLength(FilesOfMail.LargestWithin(bytes)) <= bytes);
    }

#pragma warning disable CA2000 // Whoever opens it disposes of it.
    private static MediaResult.Opened Opened(byte[] content, string type) => new(new MediaContent(new MemoryStream(content), type, content.Length));
#pragma warning restore CA2000

    private sealed class Broken : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
    }
}
