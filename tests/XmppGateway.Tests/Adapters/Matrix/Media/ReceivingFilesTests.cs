using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Media;

/// <summary>Files of people on Matrix: how they are described, and how they are read.</summary>
public sealed class ReceivingFilesTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5_000).Select(number => (byte)(number * 3))];

    [Fact]
    public async Task An_image_is_described_with_all_that_is_known()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var message = await MessageAsync(harness, new JsonObject
        {
            ["msgtype"] = "m.image",
            ["body"] = "cat.jpg",
            ["url"] = "mxc://matrix.test/cat",
            ["info"] = new JsonObject
            {
                ["mimetype"] = "image/JPEG; q=1",
                ["size"] = 5000,
                ["w"] = 640,
                ["h"] = 480,
                ["thumbnail_url"] = "mxc://matrix.test/small",
                ["thumbnail_info"] = new JsonObject { ["mimetype"] = "image/png", ["w"] = 64, ["h"] = 48, ["size"] = 99 },
            },
        });

        Assert.Equal("", message.Body.Plain);
        Assert.Equal(
            new AttachedFile("mxc://matrix.test/cat", "cat.jpg", "image/jpeg")
            {
                Size = 5000,
                Dimensions = (640, 480),
                Thumbnail = new AttachedFile("mxc://matrix.test/small", "thumbnail.png", "image/png") { Size = 99, Dimensions = (64, 48) },
            },
            Assert.Single(message.Attachments));
    }

    [Fact]
    public async Task A_voice_message_has_its_length()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var message = await MessageAsync(harness, new JsonObject
        {
            ["msgtype"] = "m.audio",
            ["body"] = "Voice message.ogg",
            ["url"] = "mxc://matrix.test/voice",
            ["info"] = new JsonObject { ["mimetype"] = "audio/ogg", ["duration"] = 2_140 },
            ["org.matrix.msc3245.voice"] = new JsonObject(),
        });

        var file = Assert.Single(message.Attachments);
        Assert.Equal((true, TimeSpan.FromMilliseconds(2_140), "Voice message.ogg"), (file.IsVoice, file.Duration, file.Name));
    }

    [Fact]
    public async Task A_caption_is_the_text_beside_the_file()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var content = new JsonObject
        {
            ["msgtype"] = "m.file",
            ["body"] = "look at **this**",
            ["filename"] = "report.pdf",
            ["format"] = "org.matrix.custom.html",
            ["formatted_body"] = "look at <strong>this</strong>",
            ["url"] = "mxc://matrix.test/report",
        };

        var message = await MessageAsync(harness, content);

        Assert.Equal("look at this", message.Body.Plain);
        Assert.NotEmpty(message.Body.Blocks);
        Assert.Equal("report.pdf", Assert.Single(message.Attachments).Name);
    }

    [Theory]
    [InlineData("m.sticker", """{"body":"Landing","url":"mxc://matrix.test/s","info":{"mimetype":"image/png"}}""", "sticker.png", "Landing")]
    [InlineData("m.room.message", """{"msgtype":"m.video","url":"mxc://matrix.test/v","info":{"mimetype":"video/mp4"}}""", "video.mp4", null)]
    [InlineData("m.room.message", """{"msgtype":"m.file","body":"../../etc/passwd","url":"mxc://matrix.test/v","info":"no"}""", "passwd", null)]
    [InlineData("m.room.message", """{"msgtype":"m.file","body":"x","url":"mxc://matrix.test/v","info":{"size":-1,"w":0,"h":5,"duration":"7","mimetype":"a/b/c"}}""", "x", null)]
    public async Task Every_file_has_a_name_whatever_is_written_about_it(string type, string content, string name, string? description)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var message = await MessageAsync(harness, JsonNode.Parse(content)!.AsObject(), type);

        var file = Assert.Single(message.Attachments);
        Assert.Equal((name, description, null, null), (file.Name, file.Description, file.Size, file.Dimensions));
    }

    [Theory]
    [InlineData("""{"msgtype":"m.image","body":"cat.jpg","file":{"url":"mxc://matrix.test/c","v":"v2"}}""", "[image: cat.jpg - sent encrypted on Matrix, cannot be shown here]")]
    [InlineData("""{"msgtype":"m.image","body":"cat.jpg","url":"https://tracker.test/cat.jpg"}""", "[image: cat.jpg - sent on Matrix, cannot be shown here]")]
    [InlineData("""{"msgtype":"m.image","body":"cat.jpg","url":"mxc://matrix.test/../x"}""", "[image: cat.jpg - sent on Matrix, cannot be shown here]")]
    public async Task A_file_that_cannot_be_read_is_named(string content, string text)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var message = await MessageAsync(harness, JsonNode.Parse(content)!.AsObject());

        Assert.Equal(text, message.Body.Plain);
        Assert.Empty(message.Attachments);
    }

    [Theory]
    [InlineData(true, 3_000)]
    [InlineData(false, 0)]
    public async Task A_file_is_read_from_the_middle_where_the_homeserver_can(bool givesParts, long start)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.GivesParts = givesParts;
        var uri = harness.Homeserver.AddMedia("image/png", Content);

        await using var content = await OpenAsync(harness, uri, 3_000);

        using var read = new MemoryStream();
        await content.Content.CopyToAsync(read, MatrixHarness.Cancelled);
        Assert.Equal((start, 5_000L, "image/png"), (content.Start, content.Length, content.MediaType));
        Assert.Equal(Content[(int)start..], read.ToArray());
    }

    [Fact]
    public async Task An_older_homeserver_has_files_in_another_place()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.HasFormerMedia = true;
        var uri = harness.Homeserver.AddMedia("image/png", Content);

        await using var content = await OpenAsync(harness, uri, 0);

        Assert.Equal(5_000, content.Length);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_refused_and_one_that_is_away_is_not()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var uri = harness.Homeserver.AddMedia("image/png", Content);
        Assert.IsType<MediaResult.Refused>(await harness.Adapter.OpenMediaAsync("mxc://matrix.test/gone", 0, MatrixHarness.Cancelled));
        Assert.IsType<MediaResult.Refused>(await harness.Adapter.OpenMediaAsync(uri, 5_000, MatrixHarness.Cancelled));
        Assert.IsType<MediaResult.Refused>(await harness.Adapter.OpenMediaAsync(uri, -1, MatrixHarness.Cancelled));

        await harness.Homeserver.StopAsync();

        Assert.IsType<MediaResult.Unavailable>(await harness.Adapter.OpenMediaAsync(uri, 0, MatrixHarness.Cancelled));
    }

    [Theory]
    [InlineData(4_000, null, true)]
    [InlineData(4_000, "look", true)]
    [InlineData(5_000, null, false)]
    public async Task A_file_that_says_it_is_too_large_is_explained_in_both_languages_and_not_fetched(long limit, string? caption, bool isTooLarge)
    {
        await using var harness = await MatrixHarness.StartAsync(more: new() { ["MaximumFileBytes"] = limit.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        var content = new JsonObject { ["msgtype"] = "m.file", ["body"] = caption ?? "report.pdf", ["filename"] = "report.pdf", ["url"] = "mxc://matrix.test/r", ["info"] = new JsonObject { ["size"] = 5_000 } };

        var message = await MessageAsync(harness, content);

        Assert.Equal(caption ?? "", message.Body.Plain);
        Assert.Equal(isTooLarge ? 0 : 1, message.Attachments.Count);
        Assert.All(message.Remarks, remark => Assert.StartsWith("[report.pdf: The file has", remark.English, StringComparison.Ordinal));
        Assert.All(message.Remarks, remark => Assert.StartsWith("[report.pdf: Die Datei hat", remark.German, StringComparison.Ordinal));
        Assert.Equal(isTooLarge ? 1 : 0, message.Remarks.Count);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_with_the_reason()
    {
        await using var harness = await MatrixHarness.StartAsync(more: new() { ["MaximumFileBytes"] = "4999" });
        var uri = harness.Homeserver.AddMedia("image/png", Content);

        foreach (var offset in new long[] { 0, 3_000 })
        {
            var refused = Assert.IsType<MediaResult.Refused>(await harness.Adapter.OpenMediaAsync(uri, offset, MatrixHarness.Cancelled));
            Assert.Contains("MiB", refused.Reason.German, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(5_000, 5_000, true)]
    [InlineData(5_000, 4_999, false)]
    public async Task A_file_that_says_nothing_of_its_size_ends_at_the_limit(int size, long limit, bool isWhole)
    {
        await using var content = XmppGateway.Adapters.Matrix.Media.FileLimit.Of(new MemoryStream(Content[..size]), 0, limit);
        using var read = new MemoryStream();

        var failure = await Record.ExceptionAsync(() => content.CopyToAsync(read, 1000, MatrixHarness.Cancelled));

        Assert.Equal(isWhole, failure is null);
        Assert.Equal(isWhole, failure is not IOException);
        Assert.True(read.Length <= limit);
    }

    [Fact]
    public async Task A_source_that_is_none_asks_nobody()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.Adapter.OpenMediaAsync("https://169.254.169.254/", 0, MatrixHarness.Cancelled);

        Assert.DoesNotContain(harness.Homeserver.Requests, request => request.Contains("/media/", StringComparison.Ordinal));
    }

    private static async Task<Message> MessageAsync(MatrixHarness harness, JsonObject content, string type = "m.room.message")
    {
        var room = await harness.MiaBeginsAsync();
        var understood = await harness.UnderstandAsync(harness.Homeserver.AddEvent(room, type, MatrixHarness.Mia, null, content));
        return Assert.IsType<Message>(Assert.Single(understood));
    }

    private static async Task<MediaContent> OpenAsync(MatrixHarness harness, string uri, long offset) =>
        Assert.IsType<MediaResult.Opened>(await harness.Adapter.OpenMediaAsync(uri, offset, MatrixHarness.Cancelled)).Content;
}
