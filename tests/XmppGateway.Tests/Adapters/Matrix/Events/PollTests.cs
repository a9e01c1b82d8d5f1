using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Rooms;
using XmppGateway.Tests.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

public sealed class PollTests
{
    private const string Unstable = """
        {"org.matrix.msc1767.text":"What should we order?","org.matrix.msc3381.poll.start":{"kind":"org.matrix.msc3381.poll.disclosed","max_selections":1,
        "question":{"org.matrix.msc1767.text":"What should we order?"},
        "answers":[{"id":"pizza","org.matrix.msc1767.text":"Pizza"},{"id":"poutine","org.matrix.msc1767.text":"Poutine"}]}}
        """;

    private const string Stable = """
        {"m.text":[{"body":"fallback"}],"m.poll":{"kind":"m.disclosed","max_selections":2,"question":{"m.text":[{"mimetype":"text/html","body":"<b>What?</b>"},{"body":"What?"}]},
        "answers":[{"m.id":"a","m.text":[{"body":"This"}]},{"m.id":"b","m.text":[{"body":"That"}]}]}}
        """;

    [Theory]
    [InlineData(Poll.UnstableStart, Unstable, "[poll] What should we order?\n1. Pizza\n2. Poutine\nReply to this message with a number to vote.")]
    [InlineData(Poll.Start, Stable, "[poll] What?\n1. This\n2. That\nReply to this message with numbers to vote, for example: 1, 2")]
    [InlineData(Poll.End, """{"m.text":[{"body":"The poll has ended."}],"m.relates_to":{"rel_type":"m.reference","event_id":"$p"}}""", "The poll has ended.")]
    [InlineData(Poll.UnstableEnd, "{}", "[poll: ended]")]
    public void A_poll_is_a_text_with_numbers(string type, string content, string text) => Assert.Equal(text, Read(type, content)?.Body.Plain);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"m.poll":7}""")]
    [InlineData("""{"m.poll":{"question":{"m.text":"q"},"answers":{}}}""")]
    [InlineData("""{"m.poll":{"question":{"m.text":"q"},"answers":[1,{},{"m.id":3,"m.text":"x"},{"m.id":"x","m.text":[7]}]}}""")]
    [InlineData("""{"m.poll":{"answers":[{"m.id":"x","m.text":"y"}]}}""")]
    public void What_nobody_can_vote_in_is_not_shown(string content) => Assert.Null(Read(Poll.Start, content));

    [Theory]
    [InlineData("1", "a")]
    [InlineData(" 2. ", "b")]
    [InlineData("3, 1", "c a")]
    [InlineData("1 2 3", null)]
    [InlineData("0", null)]
    [InlineData("4", null)]
    [InlineData("2 please", null)]
    [InlineData("99999999999", null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    public void Numbers_choose(string text, string? chosen) =>
        Assert.Equal(chosen, new PollNote(["a", "b", "c"], 2, IsStable: true).Choose(text) is { } ids ? string.Join(' ', ids) : null);

    [Theory]
    [InlineData(Poll.UnstableStart, Unstable, Poll.UnstableResponse, "org.matrix.msc3381.poll.response", """{"answers":["poutine"]}""")]
    [InlineData(Poll.Start, Stable, Poll.Response, "m.selections", """["b"]""")]
    public async Task An_answer_with_a_number_is_a_vote_and_any_other_a_message(string type, string content, string sent, string key, string selection)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var poll = harness.Homeserver.AddEvent(room, type, MatrixHarness.Mia, null, JsonNode.Parse(content)!.AsObject());
        Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(poll)));
        var id = new RemoteMessageId((string)poll["event_id"]!);

        await harness.SendAsync(Answer(harness, "2", id));
        await harness.SendAsync(Answer(harness, "2 of them", id));
        await harness.SendAsync(Answer(harness, "2", new RemoteMessageId("$another")));

        var vote = Assert.Single(room.Events, what => (string?)what["type"] == sent)["content"]!;
        Assert.Equal(("m.reference", id.Value), ((string?)vote["m.relates_to"]!["rel_type"], (string?)vote["m.relates_to"]!["event_id"]));
        Assert.Equal(selection, vote[key]!.ToJsonString());
        Assert.Equal(["2 of them", "2"], room.Bodies);
    }

    [Fact]
    public async Task A_poll_that_was_read_in_the_history_of_a_room_can_be_voted_in()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var poll = groups.Add(Poll.UnstableStart, JsonNode.Parse(Unstable)!.AsObject(), null);
        var history = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 10, MatrixHarness.Cancelled);
        var read = Assert.IsType<RoomMessage>(history!.Events[0]);

        await groups.Harness.SendAsync(new Message
        {
            User = MatrixHarness.Alice,
            Contact = new RemoteContact(new RemoteUserId(groups.Id.Value), groups.Id.Value) { IsRoom = true },
            Timestamp = DateTimeOffset.UnixEpoch,
            Body = new RichText("2"),
            ReplyTo = read.Id,
        });

        Assert.Equal((string)poll["event_id"]!, read.Id.Value);
        Assert.Single(groups.Room.Events, what => (string?)what["type"] == Poll.UnstableResponse);
    }

    [Fact]
    public async Task A_corrected_vote_is_another_vote()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var poll = harness.Homeserver.AddEvent(room, Poll.UnstableStart, MatrixHarness.Mia, null, JsonNode.Parse(Unstable)!.AsObject());
        await harness.UnderstandAsync(poll);
        var vote = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(Answer(harness, "2", new RemoteMessageId((string)poll["event_id"]!)))).Id!.Value;
        var correction = new Edit
        {
            User = MatrixHarness.Alice,
            Contact = MatrixHarness.MiaAsContact,
            Timestamp = harness.Time.GetUtcNow(),
            Target = vote,
            Body = new RichText("1"),
        };

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(correction));
        Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(correction with { Body = new RichText("neither") }));

        Assert.Equal(
            ["poutine", "pizza"],
            room.Events.Where(what => (string?)what["type"] == Poll.UnstableResponse).Select(what => (string)what["content"]![Poll.UnstableResponse]!["answers"]![0]!));
        Assert.Empty(room.Bodies);
    }

    private static Message Answer(MatrixHarness harness, string body, RemoteMessageId to) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = harness.Time.GetUtcNow(),
        Body = new RichText(body),
        ReplyTo = to,
    };

    private static MessageText? Read(string type, string content)
    {
        using var document = JsonDocument.Parse(content);
        return MessageText.Read(new ClientEvent("$x", "!r", type, "@mia:matrix.test", null, document.RootElement, DateTimeOffset.UnixEpoch));
    }
}
