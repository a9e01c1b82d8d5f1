using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("""{"msgtype":"m.text","body":"hello"}""", "hello")]
    [InlineData("""{"msgtype":"m.emote","body":"waves"}""", "/me waves")]
    [InlineData("""{"msgtype":"org.example.new","body":"fallback"}""", "fallback")]
    [InlineData("""{"body":"no type"}""", "no type")]
    [InlineData("""{"msgtype":"m.image","body":"cat.jpg","info":{"size":2100000}}""", "[image: cat.jpg, 2.0 MiB - sent on Matrix, cannot be shown here]")]
    [InlineData("""{"msgtype":"m.file","body":"look","filename":"a.pdf","info":{"size":1}}""", "look\n[file: a.pdf, 1 KiB - sent on Matrix, cannot be shown here]")]
    [InlineData("""{"msgtype":"m.video"}""", "[video - sent on Matrix, cannot be shown here]")]
    [InlineData("""{"msgtype":"m.location","body":"here","geo_uri":"geo:1,2"}""", "here\ngeo:1,2")]
    [InlineData("""{"msgtype":"m.text","body":"> not an answer\n\nx"}""", "> not an answer\n\nx")]
    public void Everything_becomes_text(string content, string body) => Assert.Equal(body, Read(content)?.Body.Plain);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"msgtype":"m.text"}""")]
    [InlineData("""{"msgtype":"m.text","body":""}""")]
    [InlineData("""{"msgtype":"m.text","body":7}""")]
    [InlineData("""{"msgtype":"m.text","body":"\ud800"}""")]
    [InlineData("""{"msgtype":"m.emote","body":[]}""")]
    [InlineData("""{"body":"* x","m.relates_to":{"rel_type":"m.replace"}}""")]
    public void Nothing_is_shown_of_a_message_without_text(string content) => Assert.Null(Read(content));

    [Theory]
    [InlineData("> <@mia:matrix.test> first\n> second\n\nanswer", "answer")]
    [InlineData("> * <@mia:matrix.test> waves\n\nanswer\nmore", "answer\nmore")]
    [InlineData("> <@mia:matrix.test> all quote", "> <@mia:matrix.test> all quote")]
    [InlineData("no fallback", "no fallback")]
    public void An_answer_names_its_message_and_loses_the_fallback(string body, string shown)
    {
        var text = Read($$$$"""{"msgtype":"m.text","body":{{{{JsonSerializer.Serialize(body)}}}},"m.relates_to":{"m.in_reply_to":{"event_id":"$a"}}}""");

        Assert.Equal((shown, "$a"), (text?.Body.Plain, text?.ReplyTo?.Value));
    }

    [Theory]
    [InlineData("true", null)]
    [InlineData("false", "$b")]
    public void A_message_of_a_thread_answers_only_when_it_means_to(string fallingBack, string? replyTo)
    {
        var text = Read($$$$"""
            {"body":"x","m.relates_to":{"rel_type":"m.thread","event_id":"$a","is_falling_back":{{{{fallingBack}}}},"m.in_reply_to":{"event_id":"$b"}}}
            """);

        Assert.Equal(("$a", replyTo), (text?.Thread, text?.ReplyTo?.Value));
    }

    // Client-server API, "m.room.message msgtypes": the example of m.text, and what clients write beside it.
    [Theory]
    [InlineData("""{"msgtype":"m.text","body":"This is an example text message","format":"org.matrix.custom.html","formatted_body":"<b>This is an example text message</b>"}""", "S[This is an example text message]")]
    [InlineData("""{"msgtype":"m.emote","body":"waves **now**","format":"org.matrix.custom.html","formatted_body":"waves <b>now</b>"}""", "/me waves S[now]")]
    [InlineData("""{"msgtype":"m.emote","body":"x","format":"org.matrix.custom.html","formatted_body":"<pre>x</pre>"}""", "P{/me }K(){x}")]
    [InlineData("""{"msgtype":"m.notice","body":"x","format":"org.matrix.custom.html","formatted_body":"<em>x</em>"}""", "E[x]")]
    [InlineData("""{"msgtype":"m.text","body":"> <@a:b> q\n\nyes","format":"org.matrix.custom.html","formatted_body":"<mx-reply><blockquote>q</blockquote></mx-reply><b>yes</b>","m.relates_to":{"m.in_reply_to":{"event_id":"$a"}}}""", "S[yes]")]
    public void Formatted_text_keeps_its_structure(string content, string tree) => Assert.Equal(tree, Html.Trees.Show(Read(content)!.Body.Blocks));

    [Theory]
    [InlineData("""{"body":"plain","format":"org.matrix.custom.html","formatted_body":"plain<br>"}""")]
    [InlineData("""{"body":"plain","format":"org.matrix.custom.html","formatted_body":"<script>x</script>"}""")]
    [InlineData("""{"body":"plain","format":"org.matrix.custom.html","formatted_body":7}""")]
    [InlineData("""{"body":"plain","format":["org.matrix.custom.html"],"formatted_body":"<b>x</b>"}""")]
    [InlineData("""{"body":"plain","format":"org.example.markdown","formatted_body":"<b>x</b>"}""")]
    [InlineData("""{"body":"plain","formatted_body":"<b>x</b>"}""")]
    [InlineData("""{"body":"plain","m.relates_to":"$a"}""")]
    public void Without_structure_it_is_the_plain_body(string content) => Assert.Equal(new RichText("plain"), Read(content)?.Body);

    [Theory]
    [InlineData("""{"msgtype":"m.location","body":"Big Ben, London, UK","geo_uri":"geo:51.5008,0.1247"}""", "Big Ben, London, UK\ngeo:51.5008,0.1247")]
    [InlineData("""{"msgtype":"m.location","body":"I am at geo:1,2","geo_uri":"geo:1,2"}""", "I am at geo:1,2")]
    [InlineData("""{"msgtype":"m.location","geo_uri":"geo:1,2"}""", "geo:1,2")]
    [InlineData("""{"msgtype":"m.location","body":"here","geo_uri":"javascript:1"}""", "here")]
    public void A_place_is_a_link_that_maps_open(string content, string text) => Assert.Equal(text, Read(content)?.Body.Plain);

    [Fact]
    public void A_message_of_64_KiB_is_read()
    {
        var html = "<p>" + string.Concat(Enumerable.Repeat("<b>x</b> ", 3_400)) + "</p>";
        var content = JsonSerializer.Serialize(new { msgtype = "m.text", body = new string('x', 30_000), format = "org.matrix.custom.html", formatted_body = html });

        Assert.Equal(6_799, Read(content)?.Body.Plain.Length);
    }

    [Fact]
    public void An_edit_is_no_message()
    {
        var content = MatrixEvents.Edit("$a", "new").ToJsonString();
        using var document = JsonDocument.Parse(content);
        var what = new ClientEvent("$x", "!r", "m.room.message", "@mia:matrix.test", null, document.RootElement, DateTimeOffset.UnixEpoch);

        Assert.Null(Read(content));
        Assert.Equal(("$a", "new"), (MessageEdit.Read(what)?.Target.Value, MessageEdit.Read(what)?.Body.Plain));
    }

    [Fact]
    public void Notices_are_known_as_such()
    {
        Assert.Equal(MessageKind.Notice, Read("""{"msgtype":"m.notice","body":"beep"}""")?.Kind);
        Assert.Equal(MessageKind.Chat, Read("""{"msgtype":"m.text","body":"beep"}""")?.Kind);
    }

    [Theory]
    [InlineData("1767225600000", "2026-01-01")]
    [InlineData("-5", "1999-09-09")]
    [InlineData("1e30", "1999-09-09")]
    [InlineData("\"soon\"", "1999-09-09")]
    [InlineData("253402300800000", "1999-09-09")]
    public void An_impossible_time_is_now(string json, string day)
    {
        var now = new DateTimeOffset(1999, 9, 9, 0, 0, 0, TimeSpan.Zero);
        using var document = JsonDocument.Parse($$"""{"event_id":"$a","type":"t","sender":"@m:x","origin_server_ts":{{json}}}""");

        Assert.Equal(day, ClientEvent.Read(document.RootElement, "!r", now)?.Timestamp.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static MessageText? Read(string content)
    {
        using var document = JsonDocument.Parse(content);
        return MessageText.Read(
            new ClientEvent("$x", "!r", "m.room.message", "@mia:matrix.test", null, document.RootElement, DateTimeOffset.UnixEpoch));
    }
}
