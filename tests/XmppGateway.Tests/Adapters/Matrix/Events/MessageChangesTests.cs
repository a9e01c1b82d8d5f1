using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

/// <summary>What the contact does to messages, as it comes to XMPP.</summary>
public sealed class MessageChangesTests
{
    private const string Thumb = "\uD83D\uDC4D";
    private const string Heart = "\u2764\uFE0F";

    [Fact]
    public async Task An_edit_names_the_message_as_it_was_first_sent()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "frist");
        foreach (var text in new[] { "first", "the first" })
        {
            var what = Add(harness, room, "m.room.message", MatrixEvents.Edit(Id(written), text));

            var edit = Assert.IsType<Edit>(Assert.Single(await harness.UnderstandAsync(what)));

            Assert.Equal((Id(written), text, Id(what)), (edit.Target.Value, edit.Body.Plain, edit.Id?.Value));
        }
    }

    [Fact]
    public async Task An_edit_that_does_not_fit_its_message_is_ignored()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var own = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("alice's")).Id!.Value.Value;
        var written = harness.MiaWrites(room, "one");
        var edit = Add(harness, room, "m.room.message", MatrixEvents.Edit(Id(written), "two"));
        var state = room.State[("m.room.member", MatrixHarness.Mia)];
        foreach (var content in (JsonObject[])[MatrixEvents.Edit(own, "not mine"), MatrixEvents.Edit(Id(edit), "edit of an edit"), MatrixEvents.Edit(Id(state), "x")])
        {
            Assert.Empty(await harness.UnderstandAsync(Add(harness, room, "m.room.message", content)));
        }
    }

    [Fact]
    public async Task An_edit_of_what_the_homeserver_does_not_know_is_left_to_the_engine_and_waits_while_it_is_away()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var edit = Add(harness, room, "m.room.message", MatrixEvents.Edit("$gone", "new"));

        Assert.IsType<Edit>(Assert.Single(await harness.UnderstandAsync(edit)));

        await harness.Homeserver.StopAsync();
        Assert.IsType<Interpretation.Later>(await harness.InterpretAsync(edit));
    }

    [Fact]
    public async Task An_edit_that_is_taken_back_leaves_what_was_there_before()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "original");
        var edit = Add(harness, room, "m.room.message", MatrixEvents.Edit(Id(written), "edited"));
        await harness.UnderstandAsync(edit);
        var redaction = harness.Homeserver.Redact(room, edit, MatrixHarness.Mia);

        var back = Assert.IsType<Edit>(Assert.Single(await harness.UnderstandAsync(redaction)));
        Assert.Equal((Id(written), "original"), (back.Target.Value, back.Body.Plain));

        written["unsigned"] = new JsonObject
        {
            ["m.relations"] = new JsonObject { ["m.replace"] = new JsonObject { ["content"] = MatrixEvents.Edit(Id(written), "the edit before") } },
        };
        back = Assert.IsType<Edit>(Assert.Single(await harness.UnderstandAsync(redaction)));
        Assert.Equal("the edit before", back.Body.Plain);

        harness.Homeserver.Redact(room, written, MatrixHarness.Mia);
        Assert.Empty(await harness.UnderstandAsync(redaction));
    }

    [Fact]
    public async Task Reactions_are_a_set_that_grows_and_shrinks()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var target = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("like it?")).Id!.Value.Value;
        var thumb = Add(harness, room, "m.reaction", MatrixEvents.Reaction(target, Thumb));
        var heart = Add(harness, room, "m.reaction", MatrixEvents.Reaction(target, Heart));

        Assert.Equal([Thumb], await ReactAsync(harness, thumb, target));
        Assert.Equal([Thumb, Heart], await ReactAsync(harness, heart, target));
        Assert.Equal([Thumb, Heart], await ReactAsync(harness, heart, target));

        var redaction = harness.Homeserver.Redact(room, thumb, MatrixHarness.Mia);
        Assert.Equal([Heart], await ReactAsync(harness, redaction, target));
        await harness.RestartAdapterAsync();
        Assert.Equal([Heart], await ReactAsync(harness, redaction, target));
        Assert.Empty(await ReactAsync(harness, harness.Homeserver.Redact(room, heart, MatrixHarness.Mia), target));
    }

    [Theory]
    [InlineData("lol", null, "[reaction: lol]")]
    [InlineData("two\nlines", null, "[reaction: two lines]")]
    [InlineData("mxc://matrix.test/abc", ":cat:", "[reaction: :cat:]")]
    [InlineData("mxc://matrix.test/abc", null, "[reaction: image]")]
    public async Task A_reaction_that_is_no_emoji_comes_in_words(string key, string? shortcode, string words)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var content = MatrixEvents.Reaction("$target", key);
        content["shortcode"] = shortcode;

        var message = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(Add(harness, room, "m.reaction", content))));

        Assert.Equal((words, "$target"), (message.Body.Plain, message.ReplyTo?.Value));
    }

    [Fact]
    public async Task An_answer_brings_along_what_it_answers()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var asked = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("Shall we meet?")).Id!.Value.Value;
        JsonObject Answer(string to) => new()
        {
            ["msgtype"] = "m.text",
            ["body"] = "At ten.",
            ["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = to } },
        };

        var answer = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(Add(harness, room, "m.room.message", Answer(asked)))));
        var other = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(Add(harness, room, "m.room.message", Answer("$unknown")))));

        Assert.Equal(("At ten.", asked, "Shall we meet?"), (answer.Body.Plain, answer.ReplyTo?.Value, answer.Answered?.Plain));
        Assert.Equal(("At ten.", "$unknown", null), (other.Body.Plain, other.ReplyTo?.Value, other.Answered?.Plain));
    }

    [Fact]
    public async Task A_message_is_taken_back_with_its_reason()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "oops");
        var redaction = harness.Homeserver.Redact(room, written, MatrixHarness.Mia, new JsonObject { ["reason"] = "a mistake" });

        var retraction = Assert.IsType<Retraction>(Assert.Single(await harness.UnderstandAsync(redaction)));
        Assert.Equal((Id(written), "a mistake"), (retraction.Target.Value, retraction.Reason));

        // Room versions before 11.
        var old = redaction.DeepClone().AsObject();
        old["redacts"] = Id(written);
        old["content"] = new JsonObject();
        retraction = Assert.IsType<Retraction>(Assert.Single(await harness.UnderstandAsync(old)));
        Assert.Equal((Id(written), null), (retraction.Target.Value, retraction.Reason));
    }

    [Fact]
    public async Task The_user_s_reaction_that_the_contact_removes_is_no_news_and_can_be_given_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "hello");
        var reactions = new Reactions
        {
            User = MatrixHarness.Alice,
            Contact = MatrixHarness.MiaAsContact,
            Timestamp = DateTimeOffset.UnixEpoch,
            Target = new RemoteMessageId(Id(written)),
            Emoji = [Thumb],
        };
        await harness.SendAsync(reactions);
        var reaction = room.Events.Last(what => (string?)what["type"] == "m.reaction");

        Assert.Empty(await harness.UnderstandAsync(harness.Homeserver.Redact(room, reaction, MatrixHarness.Mia)));

        await harness.SendAsync(reactions);
        Assert.Equal(2, room.Events.Count(what => (string?)what["type"] == "m.reaction"));
    }

    [Theory]
    [InlineData("m.reaction", """{}""")]
    [InlineData("m.reaction", """{"m.relates_to":7}""")]
    [InlineData("m.reaction", """{"m.relates_to":{"rel_type":"m.annotation","event_id":"$a"}}""")]
    [InlineData("m.reaction", """{"m.relates_to":{"rel_type":"m.annotation","event_id":"$a","key":{}}}""")]
    [InlineData("m.reaction", """{"m.relates_to":{"rel_type":"m.annotation","event_id":"not an id","key":"\uD83D\uDC4D"}}""")]
    [InlineData("m.reaction", """{"m.relates_to":{"rel_type":"m.reference","event_id":"$a","key":"\uD83D\uDC4D"}}""")]
    [InlineData("m.room.redaction", """{}""")]
    [InlineData("m.room.redaction", """{"redacts":["$a"]}""")]
    [InlineData("m.room.redaction", """{"redacts":"../$a"}""")]
    [InlineData("m.room.message", """{"body":"* x","m.relates_to":{"rel_type":"m.replace","event_id":"$a"}}""")]
    [InlineData("m.room.message", """{"body":"* x","m.new_content":"x","m.relates_to":{"rel_type":"m.replace","event_id":"$a"}}""")]
    [InlineData("m.room.message", """{"body":"* x","m.new_content":{"body":"x"},"m.relates_to":{"rel_type":"m.replace","event_id":17}}""")]
    [InlineData("m.room.message", """{"body":"* x","m.new_content":{"body":""},"m.relates_to":{"rel_type":"m.replace","event_id":"$a"}}""")]
    public async Task A_malformed_change_is_nothing(string type, string content)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();

        Assert.Empty(await harness.UnderstandAsync(Add(harness, room, type, JsonNode.Parse(content)!.AsObject())));
    }

    private static async Task<Sequence<string>> ReactAsync(MatrixHarness harness, JsonObject what, string target)
    {
        var set = Assert.IsType<Reactions>(Assert.Single(await harness.UnderstandAsync(what)));
        Assert.Equal(target, set.Target.Value);
        return set.Emoji;
    }

    private static JsonObject Add(MatrixHarness harness, FakeRoom room, string type, JsonObject content) =>
        harness.Homeserver.AddEvent(room, type, MatrixHarness.Mia, null, content);

    private static string Id(JsonObject what) => (string)what["event_id"]!;
}
