using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

public sealed class OutgoingContentTests
{
    private static readonly RichBlock Bold = new RichBlock.Paragraph([new RichInline.Text("so "), new RichInline.Strong([new RichInline.Text("bold")])]);

    [Fact]
    public void A_text_without_structure_is_a_body_and_nothing_else() => Assert.Equal(
        """{"msgtype":"m.text","body":"1 \u003C 2","xmpp_gateway.delivery":"d"}""", Json(OutgoingContent.Of(Say(new RichText("1 < 2")), "d")));

    [Fact]
    public void Structure_is_html_beside_what_was_typed()
    {
        var content = Read(OutgoingContent.Of(Say(RichText.Of("so *bold*", [Bold])), "d"));

        Assert.Equal(
            ("m.text", "so *bold*", "org.matrix.custom.html", "so <strong>bold</strong>"),
            (Text(content, "msgtype"), Text(content, "body"), Text(content, "format"), Text(content, "formatted_body")));
    }

    [Fact]
    public void What_somebody_does_is_an_emote()
    {
        var plain = Read(OutgoingContent.Of(Say(new RichText("/me waves")), "d"));
        var rich = Read(OutgoingContent.Of(
            Say(RichText.Of("/me waves *now*", [new RichBlock.Paragraph([new RichInline.Text("/me waves "), new RichInline.Strong([new RichInline.Text("now")])])])), "d"));
        var notice = Read(OutgoingContent.Of(Say(new RichText("/me waves")) with { Kind = MessageKind.Notice }, "d"));

        Assert.Equal(("m.emote", "waves", null), (Text(plain, "msgtype"), Text(plain, "body"), Text(plain, "formatted_body")));
        Assert.Equal(("m.emote", "waves *now*", "waves <strong>now</strong>"), (Text(rich, "msgtype"), Text(rich, "body"), Text(rich, "formatted_body")));
        Assert.Equal(("m.notice", "/me waves"), (Text(notice, "msgtype"), Text(notice, "body")));
    }

    [Theory]
    [InlineData(null, "[Spoiler]", "")]
    [InlineData("the end", "[Spoiler: the end]", "the end")]
    public void What_is_hidden_is_not_in_the_body(string? reason, string body, string attribute)
    {
        var content = Read(OutgoingContent.Of(
            Say(RichText.Of("they die", [new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text("they die")])], reason)])), "d"));

        Assert.Equal((body, $"<p><span data-mx-spoiler=\"{attribute}\">they die</span></p>"), (Text(content, "body"), Text(content, "formatted_body")));
    }

    [Fact]
    public void A_subject_is_the_heading()
    {
        var content = Read(OutgoingContent.Of(Say(RichText.Of("so *bold*", [Bold])) with { Subject = "News" }, "d"));

        Assert.Equal(
            ("News\n\nso *bold*", "<p><strong>News</strong></p><p>so <strong>bold</strong></p>"), (Text(content, "body"), Text(content, "formatted_body")));
    }

    [Fact]
    public void An_answer_names_its_message() => Assert.Equal(
        """{"m.in_reply_to":{"event_id":"$a"}}""",
        Read(OutgoingContent.Of(Say(new RichText("x")) with { ReplyTo = new RemoteMessageId("$a") }, "d"))["m.relates_to"]!.ToJsonString());

    [Theory]
    [InlineData("$root", null, """{"m.in_reply_to":{"event_id":"$root"},"rel_type":"m.thread","event_id":"$root","is_falling_back":true}""")]
    [InlineData("$root", "$a", """{"m.in_reply_to":{"event_id":"$a"},"rel_type":"m.thread","event_id":"$root","is_falling_back":false}""")]
    [InlineData("e0ffe42b28561960c6b12b944a092794b9683a38", "$a", """{"m.in_reply_to":{"event_id":"$a"}}""")]
    [InlineData("e0ffe42b28561960c6b12b944a092794b9683a38", null, null)]
    [InlineData("$not an id", null, null)]
    public void Only_a_thread_of_matrix_is_a_thread(string thread, string? replyTo, string? relation)
    {
        var message = Say(new RichText("x")) with { Thread = thread, ReplyTo = replyTo is null ? null : new RemoteMessageId(replyTo) };

        Assert.Equal(relation, Read(OutgoingContent.Of(message, "d"))["m.relates_to"]?.ToJsonString());
    }

    // Client-server API, "Event replacements": the example there.
    [Fact]
    public void An_edit_has_new_content_and_a_fallback()
    {
        var content = Read(OutgoingContent.Of(Change(RichText.Of("Hello! My name is *bar*", [Bold])), "d"));

        Assert.Equal("* Hello! My name is *bar*", Text(content, "body"));
        Assert.Equal("""{"rel_type":"m.replace","event_id":"$original"}""", content["m.relates_to"]!.ToJsonString());
        Assert.Equal(
            """{"msgtype":"m.text","body":"Hello! My name is *bar*","format":"org.matrix.custom.html","formatted_body":"so <strong>bold</strong>"}""",
            JsonNode.Parse(content["m.new_content"]!.ToJsonString())!.ToJsonString(Readable));
        Assert.Equal("d", Text(content, MessageContent.DeliveryKey));
    }

    [Fact]
    public void What_is_too_long_with_its_html_goes_without()
    {
        var text = new string('x', 40_000);
        var rich = RichText.Of(text, [new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text(text)])])]);

        var said = Read(OutgoingContent.Of(Say(rich), "d"));

        Assert.Equal(("[Spoiler]", true), (Text(said, "body"), said["formatted_body"] is not null));

        rich = RichText.Of(text, [new RichBlock.Quote([new RichBlock.Paragraph([new RichInline.Text(text)])])]);
        said = Read(OutgoingContent.Of(Say(rich), "d"));
        var edited = Read(OutgoingContent.Of(Change(rich), "d"));
        Assert.Equal((text, null, text, null), (
            Text(said, "body"), said["formatted_body"], Text(edited["m.new_content"]!.AsObject(), "body"), edited["m.new_content"]!["formatted_body"]));
        Assert.True(Json(OutgoingContent.Of(Change(rich), "d")).Length < 45_000);
    }

    private static System.Text.Json.JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Message Say(RichText body) => new()
    {
        User = MatrixHarness.Alice,
        Contact = new RemoteContact(new RemoteUserId(MatrixHarness.Mia), MatrixHarness.Mia),
        Timestamp = DateTimeOffset.UnixEpoch,
        Body = body,
    };

    private static Edit Change(RichText body) => new()
    {
        User = MatrixHarness.Alice,
        Contact = new RemoteContact(new RemoteUserId(MatrixHarness.Mia), MatrixHarness.Mia),
        Timestamp = DateTimeOffset.UnixEpoch,
        Target = new RemoteMessageId("$original"),
        Body = body,
    };

    private static string Json(OutgoingEvent what) => System.Text.Encoding.UTF8.GetString(what.Content.Span);

    private static JsonObject Read(OutgoingEvent what) => JsonNode.Parse(what.Content.Span)!.AsObject();

    private static string? Text(JsonObject content, string name) => (string?)content[name];
}
