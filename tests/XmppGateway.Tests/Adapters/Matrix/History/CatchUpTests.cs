using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.History;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.History;

public sealed class CatchUpTests
{
    [Fact]
    public async Task Events_that_were_never_pushed_come_after_a_restart_of_the_homeserver()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var lost = harness.MiaWrites(room, "acknowledged and forgotten");

        await harness.Homeserver.StopAsync();
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("is anybody there?"));
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);
        var newer = harness.MiaWrites(room, "newer");
        Assert.Equal(200, await harness.Homeserver.PushAsync("newer", newer));

        Assert.Equal([Id(lost), Id(newer)], Keys(harness).TakeLast(2));
    }

    [Fact]
    public async Task A_new_connection_after_a_pause_is_reason_enough_and_what_is_missing_comes_first()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var lost = harness.MiaWrites(room, "lost");
        var newer = harness.MiaWrites(room, "newer");
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "of the new process";

        Assert.Equal(200, await harness.Homeserver.PushAsync("newer", newer));

        Assert.Equal([Id(lost), Id(newer)], Keys(harness).TakeLast(2));
        Assert.Equal(harness.Context.Arrivals.Count, Keys(harness).Distinct().Count());
    }

    [Fact]
    public async Task A_transaction_that_is_left_out_is_reason_enough()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        Assert.Equal(200, await harness.Homeserver.PushAsync("1065", harness.MiaWrites(room, "before")));
        var lost = harness.MiaWrites(room, "in transaction 1066, which stays in the database");
        var newer = harness.MiaWrites(room, "newer");

        Assert.Equal(200, await harness.Homeserver.PushAsync("1067", newer));

        Assert.Equal([Id(lost), Id(newer)], Keys(harness).TakeLast(2));
    }

    [Fact]
    public async Task Transactions_without_messages_are_no_gap()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        Assert.Equal(200, await harness.Homeserver.PushAsync("1", harness.MiaWrites(room, "one")));
        var before = Histories(harness);

        Assert.Equal(200, await harness.Homeserver.PushAsync("2", """{"events":[],"ephemeral":[{"type":"m.typing"}]}"""));
        Assert.Equal(200, await harness.Homeserver.PushAsync("3", harness.MiaWrites(room, "three")));

        Assert.Equal(before, Histories(harness));
    }

    [Fact]
    public async Task Without_a_reason_no_history_is_read()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        var before = Histories(harness);

        Assert.Equal(200, await harness.Homeserver.PushAsync("a", harness.MiaWrites(room, "same connection")));
        harness.Homeserver.Connection = "another at once";
        Assert.Equal(200, await harness.Homeserver.PushAsync("b", harness.MiaWrites(room, "no pause")));

        Assert.Equal(before, Histories(harness));
    }

    [Fact]
    public async Task One_session_reads_a_history_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var before = Histories(harness);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "new";

        foreach (var text in new[] { "a", "b", "c" })
        {
            Assert.Equal(200, await harness.Homeserver.PushAsync(text, harness.MiaWrites(room, text)));
        }

        Assert.Equal(before + 1, Histories(harness));
    }

    [Fact]
    public async Task A_started_gateway_looks_by_itself_for_what_it_missed()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.RestartAdapterAsync();

        await MatrixHarness.UntilAsync(() => Keys(harness).Contains(Id(lost)));
        Assert.Equal(Id(lost), Keys(harness)[^1]);
    }

    [Fact]
    public async Task A_homeserver_that_comes_back_is_noticed_though_nobody_writes()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var lost = harness.MiaWrites(room, "nothing follows");
        await harness.Homeserver.StopAsync();
        await harness.RestartAdapterAsync();
        await MatrixHarness.UntilAsync(() => harness.Context.Log.Lines.Any(line => line.Text.Contains("cannot be reached", StringComparison.Ordinal)));
        Assert.DoesNotContain(Id(lost), Keys(harness));

        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);

        await MatrixHarness.UntilAsync(() => Keys(harness).Contains(Id(lost)));
    }

    [Fact]
    public async Task What_is_older_than_the_first_event_does_not_come()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var old = harness.MiaWrites(room, "a note to myself");
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite", ["is_direct"] = true });
        await harness.Homeserver.PushAsync("invitation", invitation);
        await harness.UnderstandAsync(invitation);
        var lost = harness.MiaWrites(room, "lost");

        await harness.RestartAdapterAsync();

        await MatrixHarness.UntilAsync(() => Keys(harness).Contains(Id(lost)));
        Assert.DoesNotContain(Id(old), Keys(harness));
    }

    [Fact]
    public async Task What_was_written_before_a_second_invitation_does_not_come()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "leave" });
        var alone = harness.MiaWrites(room, "without the ghost");
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite" });
        await harness.UnderstandAsync(invitation);
        var lost = harness.MiaWrites(room, "lost");

        await harness.RestartAdapterAsync();

        await MatrixHarness.UntilAsync(() => Keys(harness).Contains(Id(lost)));
        Assert.DoesNotContain(Id(alone), Keys(harness));
    }

    [Fact]
    public async Task In_a_room_of_our_own_the_ghosts_messages_are_no_news()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.SendAsync("hello Mia");
        var room = Assert.Single(harness.Homeserver.Rooms.Values);
        await harness.Homeserver.PushAsync("invitation", room.State[("m.room.member", MatrixHarness.Mia)]);
        var lost = harness.MiaWrites(room, "lost");

        await harness.RestartAdapterAsync();

        await MatrixHarness.UntilAsync(() => Keys(harness).Contains(Id(lost)));
        Assert.Equal(2, harness.Context.Arrivals.Count);
    }

    [Fact]
    public async Task Many_missed_events_come_page_by_page_in_order_up_to_a_limit()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        const int Most = MissedEvents.PageSize * MissedEvents.MaxPages;
        var written = Enumerable.Range(0, Most + 10).Select(number => Id(harness.MiaWrites(room, $"{number}"))).ToList();
        var before = Histories(harness);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "new";

        Assert.Equal(200, await harness.Homeserver.PushAsync("newest", harness.Homeserver.Rooms[room.Id].Events[^1]));

        Assert.Equal(written.TakeLast(Most), Keys(harness).TakeLast(Most));
        Assert.Equal(before + MissedEvents.MaxPages, Histories(harness));
    }

    [Fact]
    public async Task Transactions_wait_for_a_history_that_cannot_be_read_but_not_for_ever()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        var newer = harness.MiaWrites(room, "newer");
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "new";
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 500, "M_UNKNOWN", "broken")
            : Task.FromResult(false);

        var answers = new List<int>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            answers.Add(await harness.Homeserver.PushAsync("newer", newer));
        }

        Assert.Equal([503, 503, 503, 200], answers);
        Assert.Equal(Id(newer), Keys(harness)[^1]);
    }

    [Fact]
    public async Task A_room_that_the_ghost_may_not_read_holds_nothing_up()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "ban" });
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "new";

        Assert.Equal(200, await harness.Homeserver.PushAsync("newer", harness.MiaWrites(room, "newer")));
    }

    /// <summary>A direct room whose invitation, and one message, were pushed and understood.</summary>
    private static async Task<FakeRoom> PushedRoomAsync(MatrixHarness harness)
    {
        var (room, invitation) = harness.MiaInvites();
        await harness.Homeserver.PushAsync("invitation", invitation);
        await harness.UnderstandAsync(invitation);
        await harness.Homeserver.PushAsync("first", harness.MiaWrites(room, "first"));
        return room;
    }

    private static string Id(JsonObject what) => (string)what["event_id"]!;

    private static List<string> Keys(MatrixHarness harness) => [.. harness.Context.Arrivals.Select(arrival => arrival.Key)];

    private static int Histories(MatrixHarness harness) =>
        harness.Homeserver.Requests.Count(request => request.StartsWith("GET ", StringComparison.Ordinal) && request.EndsWith("/messages", StringComparison.Ordinal));
}
