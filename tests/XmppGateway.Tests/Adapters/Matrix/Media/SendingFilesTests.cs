using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Media;

/// <summary>Files of XMPP users on their way to Matrix.</summary>
public sealed class SendingFilesTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 70_000).Select(number => (byte)(number * 5))];
    private static readonly AttachedFile Photo = new("https://files.test/1/photo.png", "photo.png", "image/png") { Dimensions = (30, 20), Size = 1 };
    private static readonly AttachedFile Voice =
        new("https://files.test/2/voice.ogg", "voice.ogg", "audio/ogg") { Duration = TimeSpan.FromSeconds(2.5), IsVoice = true };

    [Fact]
    public async Task A_file_is_uploaded_and_described()
    {
        await using var harness = await StartAsync();

        var result = await harness.SendAsync(Say("", Photo));

        var (what, content) = Assert.Single(Sent(harness));
        Assert.Equal(new DeliveryResult.Delivered(new RemoteMessageId((string)what["event_id"]!)), result);
        Assert.Equal(("m.image", "photo.png", "photo.png"), ((string)content["msgtype"]!, (string)content["body"]!, (string)content["filename"]!));
        Assert.Equal(
            """{"mimetype":"image/png","size":70000,"w":30,"h":20}""", content["info"]!.ToJsonString());
        var stored = harness.Homeserver.Media[(string)content["url"]!];
        Assert.Equal(("image/png", "photo.png"), (stored.MediaType, stored.Name));
        Assert.Equal(Content, stored.Content);
    }

    [Fact]
    public async Task Text_and_files_are_events_in_their_order_and_the_first_is_the_answer()
    {
        await using var harness = await StartAsync();
        var message = Say("both", Photo, Voice) with { ReplyTo = new RemoteMessageId("$answered") };

        var result = await harness.SendAsync(message, "together");

        var sent = Sent(harness);
        Assert.Equal(["m.text", "m.image", "m.audio"], sent.Select(each => (string)each.Content["msgtype"]!));
        Assert.Equal(["together", "together-1", "together-2"], sent.Select(each => (string)each.Content["xmpp_gateway.delivery"]!));
        Assert.Equal(new DeliveryResult.Delivered(new RemoteMessageId((string)sent[0].What["event_id"]!)), result);
        Assert.Equal("$answered", (string?)sent[0].Content["m.relates_to"]!["m.in_reply_to"]!["event_id"]);
        Assert.Null(sent[1].Content["m.relates_to"]);
        Assert.Equal(2_500, (long)sent[2].Content["info"]!["duration"]!);
        Assert.NotNull(sent[2].Content["org.matrix.msc3245.voice"]);
    }

    [Theory]
    [InlineData("video/mp4", "m.video")]
    [InlineData("application/pdf", "m.file")]
    [InlineData("image/svg+xml", "m.file")]
    [InlineData("Nonsense", "m.file")]
    public async Task The_type_decides_how_it_is_shown(string mediaType, string msgtype)
    {
        await using var harness = await StartAsync();
        harness.Context.Media = _ => Open(mediaType);

        await harness.SendAsync(Say("", new AttachedFile("https://files.test/x", "x", "application/octet-stream") { Description = "What it is" }));

        var (_, content) = Assert.Single(Sent(harness));
        Assert.Equal((msgtype, "What it is", "x"), ((string)content["msgtype"]!, (string)content["body"]!, (string)content["filename"]!));
    }

    [Fact]
    public async Task A_repeated_attempt_uploads_nothing_again_and_writes_what_is_missing()
    {
        await using var harness = await StartAsync();
        var fail = true;
        harness.Homeserver.Interfere = async http =>
            fail && http.Request.Path.Value!.Contains("/send/", StringComparison.Ordinal) && http.Request.Path.Value.EndsWith("-1", StringComparison.Ordinal)
            && await FakeHomeserver.RefuseAsync(http, 400, "M_LIMIT_EXCEEDED", "Slower", 60_000);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(Say("both", Photo, Voice), "twice"));
        Assert.Single(Sent(harness));
        fail = false;

        await harness.RestartAdapterAsync();
        var result = await harness.SendAsync(Say("both", Photo, Voice), "twice", attempt: 2);

        var sent = Sent(harness);
        Assert.Equal(["m.text", "m.image", "m.audio"], sent.Select(each => (string)each.Content["msgtype"]!));
        Assert.Equal(new DeliveryResult.Delivered(new RemoteMessageId((string)sent[0].What["event_id"]!)), result);
        Assert.Equal(2, harness.Homeserver.Media.Count);
        Assert.DoesNotContain(harness.Context.Notes.Values.Keys, key => key.StartsWith("upload/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_the_homeserver_finds_too_large_is_refused_before_anything_is_written()
    {
        await using var harness = await StartAsync();
        harness.Homeserver.LargestUpload = 50_000;

        var result = Assert.IsType<DeliveryResult.FileRefused>(await harness.SendAsync(Say("both", Photo)));

        Assert.Equal(Photo, result.File);
        Assert.Contains("0.1 MB", result.Reason.English, StringComparison.Ordinal);
        Assert.Empty(Sent(harness));
        Assert.Empty(harness.Homeserver.Media);
        Assert.Equal(50_000, harness.Adapter.CapabilitiesOf(MatrixHarness.MiaAsContact).LargestAttachment);
    }

    [Fact]
    public async Task A_file_that_cannot_be_had_is_refused_or_waited_for()
    {
        await using var harness = await StartAsync();
        harness.Context.Media = _ => new MediaResult.Unavailable("later");
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(Say("", Photo), attempt: 1));
        Assert.IsType<DeliveryResult.FileRefused>(await harness.SendAsync(Say("", Photo), attempt: 4));

        harness.Context.Media = _ => new MediaResult.Refused("never");
        Assert.IsType<DeliveryResult.FileRefused>(await harness.SendAsync(Say("", Photo)));
    }

    [Fact]
    public async Task A_file_whose_length_is_unknown_is_counted_first()
    {
        await using var harness = await StartAsync();
        harness.Context.Media = _ => new MediaResult.Opened(new MediaContent(new MemoryStream(Content), "image/png", null));

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(Say("", Photo)));

        Assert.Equal(Content, Assert.Single(harness.Homeserver.Media).Value.Content);
    }

    [Fact]
    public async Task A_file_that_ends_early_is_tried_again_and_one_that_grows_too_large_is_told()
    {
        await using var harness = await StartAsync();
        harness.Context.Media = _ => new MediaResult.Opened(new MediaContent(new MemoryStream(Content), "image/png", Content.Length + 5));
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(Say("", Photo)));

        harness.Context.Media = file => new MediaResult.Opened(new MediaContent(new TooMuch(file), "image/png", 100));
        await Assert.ThrowsAsync<MediaLimitException>(() => harness.SendAsync(Say("", Photo)).AsTask());
        Assert.Empty(harness.Homeserver.Media);
    }

    /// <summary>A conversation does not wait for days for a file (<see cref="DeliveryResult.ForFile"/>).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_ends_early_each_time_is_left_out(bool hasLength)
    {
        await using var harness = await StartAsync();
        harness.Context.Media = _ => new MediaResult.Opened(new MediaContent(new BrokenStream(Content), "image/png", hasLength ? Content.Length + 5 : null));

        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(Say("", Photo), attempt: 3));
        Assert.Equal(Photo, Assert.IsType<DeliveryResult.FileRefused>(await harness.SendAsync(Say("", Photo), attempt: 4)).File);
    }

    [Fact]
    public async Task A_message_with_files_is_taken_back_whole()
    {
        await using var harness = await StartAsync();
        var id = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(Say("both", Photo, Voice))).Id!.Value;

        await harness.SendAsync(new Retraction
        {
            User = MatrixHarness.Alice,
            Contact = MatrixHarness.MiaAsContact,
            Timestamp = DateTimeOffset.UnixEpoch,
            Target = id,
        });

        var all = harness.Homeserver.Rooms.Values.SelectMany(room => room.Events).ToList();
        Assert.Equal(
            all.Where(e => (string?)e["type"] == "m.room.message").Select(e => (string)e["event_id"]!).Order(StringComparer.Ordinal),
            all.Where(e => (string?)e["type"] == "m.room.redaction").Select(e => (string)e["content"]!["redacts"]!).Order(StringComparer.Ordinal));
    }

    private static async Task<MatrixHarness> StartAsync()
    {
        var harness = await MatrixHarness.StartAsync();
        harness.Context.Media = file => Open(file.MediaType);
        return harness;
    }

#pragma warning disable CA2000 // The adapter disposes of it.
    private static MediaResult.Opened Open(string mediaType) => new(new MediaContent(new MemoryStream(Content), mediaType, Content.Length));
#pragma warning restore CA2000

    private static Message Say(string text, params AttachedFile[] files) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = DateTimeOffset.UnixEpoch,
        Body = new RichText(text),
        Attachments = [.. files],
    };

    private static List<(JsonObject What, JsonNode Content)> Sent(MatrixHarness harness) =>
        [.. harness.Homeserver.Messages.Select(what => (what, what["content"]!))];

    private sealed class TooMuch(AttachedFile file) : MemoryStream(new byte[100])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new MediaLimitException(file, LocalText.Same("too much"));
    }
}
