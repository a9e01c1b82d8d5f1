using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

public sealed class SendingTests
{
    [Fact]
    public async Task Makes_one_direct_room_and_uses_it_again()
    {
        await using var harness = await MatrixHarness.StartAsync();

        var first = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello"));
        var second = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("how are you?"));

        var room = Assert.Single(harness.Homeserver.Rooms.Values);
        Assert.Equal(["hello", "how are you?"], room.Bodies);
        Assert.Equal("invite", room.MembershipOf(MatrixHarness.Mia));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("alice@localhost", harness.Homeserver.Users[MatrixHarness.Ghost]);
    }

    [Fact]
    public async Task A_repeated_delivery_is_one_message_and_two_alike_are_two()
    {
        await using var harness = await MatrixHarness.StartAsync();

        var first = await harness.SendAsync("ok", "a");
        var repeated = await harness.SendAsync("ok", "a", attempt: 2);
        await harness.SendAsync("ok", "b");

        Assert.Equal(first, repeated);
        Assert.Equal(["ok", "ok"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_before_the_homeserver_restarted_is_not_doubled()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("first", "a");
        harness.Homeserver.LoseAnswer = request => request.Contains("/send/", StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("second", "b"));
        harness.Homeserver.LoseAnswer = _ => false;
        await harness.Homeserver.StopAsync();
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("second", "b", attempt: 2));
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("second", "b", attempt: 3));
        Assert.Equal(["first", "second"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task A_crash_of_both_sides_after_sending_doubles_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("once", "a");
        await harness.Homeserver.StopAsync();
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);
        await harness.RestartAdapterAsync();

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("once", "a"));
        Assert.Equal(["once"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task A_message_in_a_thread_that_the_room_does_not_have_goes_without_it()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var refused = 0;
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("/send/", StringComparison.Ordinal) && refused++ == 0
            ? FakeHomeserver.RefuseAsync(http, 400, "M_UNKNOWN", "Can't send relation to unknown event")
            : Task.FromResult(false);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(new Message
        {
            User = MatrixHarness.Alice,
            Contact = MatrixHarness.MiaAsContact,
            Timestamp = DateTimeOffset.UnixEpoch,
            Body = new RichText("hello"),
            Thread = "$of-another-room",
        }));

        var message = Assert.Single(harness.Homeserver.Messages);
        Assert.Equal(("hello", null), ((string?)message["content"]!["body"], message["content"]!["m.relates_to"]));
    }

    [Fact]
    public async Task A_room_whose_creation_was_not_answered_is_found_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.LoseAnswer = request => request.EndsWith("/createRoom", StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("hello", "a"));
        harness.Homeserver.LoseAnswer = _ => false;
        await harness.RestartAdapterAsync();

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello", "a"));
        Assert.Equal(["hello"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task Unknown_people_and_refused_invitations_come_back_with_the_servers_words()
    {
        await using var harness = await MatrixHarness.StartAsync();

        var unknown = Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello", contact: "@nobody:matrix.test"));
        var refused = Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello", "a", "@mia:refused.test"));
        var again = Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello", "b", "@mia:elsewhere.test"));

        Assert.Equal(FailureCondition.NoSuchRecipient, unknown.Condition);
        Assert.Equal(("Der Homeserver meldet: „Federation denied with refused.test.“", FailureCondition.NoSuchRecipient), (refused.Reason.German, refused.Condition));
        Assert.NotNull(again.Id);
    }

    [Fact]
    public async Task A_contact_who_left_is_invited_into_the_same_room()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("hello");
        var room = Assert.Single(harness.Homeserver.Rooms.Values);
        var leave = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Mia, new JsonObject { ["membership"] = "leave" });
        var told = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(leave)));
        Assert.Equal(MessageKind.Notice, told.Kind);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("still there?"));

        Assert.Equal("invite", room.MembershipOf(MatrixHarness.Mia));
        Assert.Equal(["hello", "still there?"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task A_ghost_that_was_put_out_opens_another_room()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("hello");
        var old = Assert.Single(harness.Homeserver.Rooms.Values);
        harness.Homeserver.AddEvent(old, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "leave" });

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("again"));

        Assert.Equal(2, harness.Homeserver.Rooms.Count);
        Assert.Equal(["hello"], old.Bodies);
        Assert.Equal(["hello", "again"], harness.Homeserver.Messages.Select(m => (string)m["content"]!["body"]!).Order().Reverse());
    }

    [Fact]
    public async Task A_storm_of_short_429_is_waited_out_with_one_transaction_id()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("hello");
        var refusals = 3;
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("/send/", StringComparison.Ordinal) && refusals-- > 0
            ? FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "Too Many Requests", 5)
            : Task.FromResult(false);

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("patience", "b"));

        Assert.Equal(4, harness.Homeserver.Requests.Count(r => r.EndsWith("/send/m.room.message/b", StringComparison.Ordinal)));
        Assert.Equal(["hello", "patience"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
    }

    [Fact]
    public async Task A_long_429_is_handed_back_with_its_wait()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Interfere = http => FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "Too Many Requests", 120_000);

        Assert.Equal(new DeliveryResult.Retry(new LocalText("The homeserver says", "Der Homeserver meldet").Quoting("Too Many Requests"), TimeSpan.FromMinutes(2)), await harness.SendAsync("hello"));
    }

    [Theory]
    [InlineData(500, "M_UNKNOWN")]
    [InlineData(502, "M_UNKNOWN")]
    [InlineData(401, "M_UNKNOWN_TOKEN")]
    [InlineData(404, "M_UNRECOGNIZED")]
    public async Task A_homeserver_in_trouble_means_later(int status, string code)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Interfere = http => FakeHomeserver.RefuseAsync(http, status, code, "trouble");

        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("hello"));
    }

    [Theory]
    [InlineData("<html>welcome</html>")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{\"room_id\": 7}")]
    [InlineData("")]
    public async Task Garbage_instead_of_an_answer_means_later(string garbage)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Interfere = async http =>
        {
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, garbage);
            return true;
        };

        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("hello"));
    }

    [Fact]
    public async Task A_failed_delivery_is_told_in_the_room()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var failed = harness.MiaWrites(room, "hello");

        var result = await harness.Adapter.SendAsync(
            new Delivery(
                "u1",
                new Undeliverable
                {
                    User = MatrixHarness.Alice,
                    Contact = new RemoteContact(new RemoteUserId(MatrixHarness.Mia), MatrixHarness.Mia),
                    Timestamp = DateTimeOffset.UnixEpoch,
                    Failed = new RemoteMessageId((string)failed["event_id"]!),
                    Condition = FailureCondition.NoSuchRecipient,
                    Reason = "no such account",
                },
                1),
            MatrixHarness.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(result);
        var content = room.Events[^1]["content"]!;
        Assert.Equal("m.notice", (string?)content["msgtype"]);
        Assert.Contains("no such account", (string)content["body"]!, StringComparison.Ordinal);
        Assert.Equal((string)failed["event_id"]!, (string?)content["m.relates_to"]!["m.in_reply_to"]!["event_id"]);
    }

    [Fact]
    public async Task A_store_that_is_down_means_later()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Context.Notes.Down = true;

        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("hello"));
    }
}
