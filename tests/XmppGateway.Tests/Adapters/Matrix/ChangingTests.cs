using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>What an XMPP user does to messages, as it comes to Matrix.</summary>
public sealed class ChangingTests
{
    private const string Thumb = "\uD83D\uDC4D";
    private const string Heart = "\u2764\uFE0F";

    [Fact]
    public async Task Only_the_user_s_own_messages_are_edited_and_taken_back()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var hers = new RemoteMessageId((string)harness.MiaWrites(room, "mia's")["event_id"]!);
        var before = room.Events.Count;

        Assert.Equal(FailureCondition.NotAllowed, Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(EditOf(hers, "x"))).Condition);
        Assert.Equal(FailureCondition.NotAllowed, Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(RetractionOf(hers))).Condition);
        Assert.Equal(before, room.Events.Count);
    }

    [Fact]
    public async Task What_was_taken_back_cannot_be_edited_and_is_taken_back_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var id = await SayAsync(harness, "oops");

        Assert.Null(Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(RetractionOf(id) with { Reason = "a mistake" })).Id);
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(RetractionOf(id)));

        var redaction = Assert.Single(room.Events, what => (string?)what["type"] == "m.room.redaction");
        Assert.Equal(("a mistake", id.Value), ((string?)redaction["content"]!["reason"], (string?)redaction["content"]!["redacts"]));
        Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(EditOf(id, "too late")));
    }

    [Fact]
    public async Task An_edit_whose_answer_was_lost_before_the_homeserver_restarted_is_not_doubled()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var id = await SayAsync(harness, "frist");
        harness.Homeserver.LoseAnswer = request => request.Contains("/send/", StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(EditOf(id, "first"), "b"));
        harness.Homeserver.LoseAnswer = _ => false;
        await harness.Homeserver.StopAsync();
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(EditOf(id, "first"), "b", attempt: 2));
        Assert.Equal(["frist", "* first"], room.Bodies);
    }

    [Fact]
    public async Task A_set_of_reactions_is_sent_as_its_difference()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var target = new RemoteMessageId((string)harness.MiaWrites(room, "like it?")["event_id"]!);

        Assert.Null(Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(ReactionsOf(target, Thumb, "\uD83D\uDE00"))).Id);
        await harness.SendAsync(ReactionsOf(target, Heart, Thumb));
        Assert.Equal([Thumb, Heart], Shown(room, target));
        Assert.Equal(3, Count(room, "m.reaction"));

        // The same emoji without its selector is the same reaction.
        await harness.SendAsync(ReactionsOf(target, "\u2764"));
        Assert.Equal([Heart], Shown(room, target));
        await harness.SendAsync(ReactionsOf(target));
        Assert.Empty(Shown(room, target));
        Assert.Equal((3, 3), (Count(room, "m.reaction"), Count(room, "m.room.redaction")));
    }

    [Fact]
    public async Task Each_change_of_a_set_has_a_transaction_of_its_own_and_the_same_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var target = new RemoteMessageId((string)harness.MiaWrites(room, "like it?")["event_id"]!);
        await harness.SendAsync(ReactionsOf(target, Thumb), "a");
        harness.Homeserver.LoseAnswer = request => request.Contains("/m.reaction/", StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(ReactionsOf(target, Heart), "b"));
        harness.Homeserver.LoseAnswer = _ => false;
        var first = Changes(harness);
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(ReactionsOf(target, Heart), "b", attempt: 2));

        var repeated = Changes(harness).Skip(first.Count).ToList();
        Assert.Equal(3, first.Distinct().Count());
        Assert.Single(repeated);
        Assert.Equal(first[^1], repeated[0]);
        Assert.Equal([Heart], Shown(room, target));
    }

    [Fact]
    public async Task A_reaction_whose_answer_was_lost_before_the_homeserver_restarted_is_found_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var target = new RemoteMessageId((string)harness.MiaWrites(room, "like it?")["event_id"]!);
        harness.Homeserver.LoseAnswer = request => request.Contains("/m.reaction/", StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(ReactionsOf(target, Thumb), "a"));
        harness.Homeserver.LoseAnswer = _ => false;
        await harness.Homeserver.StopAsync();
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(ReactionsOf(target, Thumb), "a", attempt: 2));
        Assert.Equal([Thumb], Shown(room, target));
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(ReactionsOf(target), "b"));
        Assert.Empty(Shown(room, target));
    }

    [Fact]
    public async Task The_homeserver_s_delay_is_kept()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var target = new RemoteMessageId((string)harness.MiaWrites(room, "like it?")["event_id"]!);
        var said = await SayAsync(harness, "hello");
        harness.Homeserver.Interfere = http => http.Request.Method == "PUT"
            ? FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "Too many requests", 60_000)
            : Task.FromResult(false);
        foreach (var what in (GatewayEvent[])[ReactionsOf(target, Thumb), EditOf(said, "x"), RetractionOf(said)])
        {
            Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync(what)).After);
        }
    }

    [Fact]
    public async Task Nothing_is_changed_where_no_chat_is()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var id = new RemoteMessageId("$elsewhere");
        foreach (var what in (GatewayEvent[])[ReactionsOf(id, Thumb), EditOf(id, "x"), RetractionOf(id)])
        {
            Assert.Equal(FailureCondition.NoSuchRecipient, Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(what)).Condition);
        }

        Assert.Empty(harness.Homeserver.Rooms);
    }

    private static async Task<RemoteMessageId> SayAsync(MatrixHarness harness, string body) =>
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(body)).Id!.Value;

    private static Edit EditOf(RemoteMessageId target, string body) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = DateTimeOffset.UnixEpoch,
        Target = target,
        Body = new RichText(body),
    };

    private static Retraction RetractionOf(RemoteMessageId target) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = DateTimeOffset.UnixEpoch,
        Target = target,
    };

    private static Reactions ReactionsOf(RemoteMessageId target, params string[] emoji) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = DateTimeOffset.UnixEpoch,
        Target = target,
        Emoji = [.. emoji],
    };

    private static IEnumerable<string> Shown(FakeRoom room, RemoteMessageId target) => room.Events
        .Where(what => (string?)what["type"] == "m.reaction").Select(what => what["content"]!["m.relates_to"] as JsonObject)
        .Where(relation => (string?)relation?["event_id"] == target.Value).Select(relation => (string)relation!["key"]!);

    private static int Count(FakeRoom room, string type) => room.Events.Count(what => (string?)what["type"] == type);

    private static List<string> Changes(MatrixHarness harness) => [.. harness.Homeserver.Requests.Where(
        request => request.Contains("/m.reaction/", StringComparison.Ordinal) || request.Contains("/redact/", StringComparison.Ordinal))];
}
