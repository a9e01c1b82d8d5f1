using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.History;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.History;

/// <summary>The homeserver keeps the last event before a silence to itself for good.</summary>
public sealed class SecondLookTests
{
    /// <summary>By then both looks have been taken.</summary>
    private static readonly TimeSpan Both = TimeSpan.FromSeconds(90);

    [Fact]
    public void There_are_two_looks_after_each_disturbance_and_no_more()
    {
        var time = new ManualTimeProvider();
        var look = new SecondLook(time);
        List<int> TakenIn(int seconds)
        {
            var taken = new List<int>();
            for (var second = 0; second <= seconds; second++)
            {
                if (look.TakeDue())
                {
                    taken.Add(second);
                }

                time.Advance(TimeSpan.FromSeconds(1));
            }

            return taken;
        }

        Assert.Equal([10, 50], TakenIn(10_000));
        look.Begin();
        Assert.Equal([10], TakenIn(20));
        look.Begin();
        Assert.Equal([10, 50], TakenIn(10_000));
    }

    [Fact]
    public void Looks_that_are_overdue_are_one()
    {
        var time = new ManualTimeProvider();
        var look = new SecondLook(time);

        time.Advance(TimeSpan.FromHours(1));

        Assert.True(look.TakeDue());
        Assert.False(look.TakeDue());
    }

    [Fact]
    public async Task The_last_event_comes_soon_after_a_start()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        await harness.RestartAdapterAsync();
        await harness.LetPassAsync(TimeSpan.Zero);
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_when_it_was_stored_later_too()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await PushedRoomAsync(harness);
        await harness.LetPassAsync(TimeSpan.FromSeconds(30));
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_after_the_homeserver_was_away()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        await harness.Homeserver.StopAsync();
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);
        await harness.LetPassAsync(HomeserverWatch.Interval);
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_after_a_transaction_was_sent_back()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        var refused = harness.MiaWrites(room, "refused once");
        harness.Context.Answer = Acceptance.TryAgain;
        Assert.Equal(503, await harness.Homeserver.PushAsync("8", refused));
        harness.Context.Answer = Acceptance.Taken;
        Assert.Equal(200, await harness.Homeserver.PushAsync("8", refused));
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_after_the_homeserver_could_not_call_us()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        harness.Homeserver.HsToken = "another";
        await harness.RestartAdapterAsync();
        await harness.LetPassAsync(Both);
        harness.Homeserver.HsToken = "hs-token";
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_after_a_new_connection()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Homeserver.Connection = "of the new process";
        Assert.Equal(200, await harness.Homeserver.PushAsync("8", harness.MiaWrites(room, "on it")));
        await harness.LetPassAsync(TimeSpan.FromSeconds(1));
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_last_event_comes_after_another_was_left_out()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        Assert.Equal(200, await harness.Homeserver.PushAsync("1065", harness.MiaWrites(room, "before the gap")));
        Assert.Equal(200, await harness.Homeserver.PushAsync("1067", harness.MiaWrites(room, "after the gap")));
        var lost = harness.MiaWrites(room, "nothing follows");

        await harness.LetPassAsync(Both);

        Assert.Equal(Id(lost), harness.Context.Arrivals[^1].Key);
    }

    [Fact]
    public async Task The_looks_end_and_what_they_found_is_taken_once()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        harness.Homeserver.Connection = "new";
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, await harness.Homeserver.PushAsync("8", harness.MiaWrites(room, "on it")));
        await harness.LetPassAsync(TimeSpan.FromSeconds(1));
        var lost = harness.MiaWrites(room, "nothing follows");
        var before = Histories(harness);

        await harness.LetPassAsync(Both);
        Assert.InRange(Histories(harness) - before, 1, 2);
        var after = Histories(harness);
        await harness.LetPassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(200, await harness.Homeserver.PushAsync("9", lost));

        Assert.Equal(after, Histories(harness));
        Assert.Single(harness.Context.Arrivals, arrival => arrival.Key == Id(lost));
    }

    [Fact]
    public async Task What_is_missing_comes_before_what_is_pushed_during_a_look()
    {
        await using var harness = await QuietAsync();
        var room = await PushedRoomAsync(harness);
        var other = await PushedRoomAsync(harness); // the latest, so that it is the first to be looked into
        harness.Context.Answer = Acceptance.TryAgain;
        Assert.Equal(503, await harness.Homeserver.PushAsync("a", harness.MiaWrites(other, "refused")));
        harness.Context.Answer = Acceptance.Taken;
        var lost = harness.MiaWrites(room, "lost");
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        harness.Homeserver.Interfere = async http =>
        {
            if (http.Request.Path.Value == $"/_matrix/client/v3/rooms/{other.Id}/messages" && reached.TrySetResult())
            {
                await goOn.Task;
            }

            return false;
        };

        harness.Time.Advance(HomeserverWatch.Interval);
        Assert.Same(reached.Task, await Task.WhenAny(reached.Task, harness.LetPassAsync(TimeSpan.Zero)));
        var newer = harness.MiaWrites(room, "newer");
        Assert.Equal(200, await harness.Homeserver.PushAsync("b", newer));
        goOn.SetResult();

        var ofTheRoom = harness.Context.Arrivals.Where(arrival => arrival.Lane == room.Id).Select(arrival => arrival.Key);
        Assert.Equal([Id(lost), Id(newer)], ofTheRoom.TakeLast(2));
    }

    /// <summary>Started long ago: the looks after the start are over.</summary>
    private static async Task<MatrixHarness> QuietAsync()
    {
        var harness = await MatrixHarness.StartAsync();
        await MatrixHarness.UntilAsync(() => harness.Context.Log.Lines.Any(line => line.Text.Contains("both directions", StringComparison.Ordinal)));
        await harness.LetPassAsync(Both);
        return harness;
    }

    /// <summary>A direct room whose invitation, and one message, were pushed and understood.</summary>
    private static async Task<FakeRoom> PushedRoomAsync(MatrixHarness harness)
    {
        var (room, invitation) = harness.MiaInvites();
        await harness.Homeserver.PushAsync("invitation" + room.Id, invitation);
        await harness.UnderstandAsync(invitation);
        await harness.Homeserver.PushAsync("first" + room.Id, harness.MiaWrites(room, "first"));
        return room;
    }

    private static string Id(JsonObject what) => (string)what["event_id"]!;

    private static int Histories(MatrixHarness harness) =>
        harness.Homeserver.Requests.Count(request => request.StartsWith("GET ", StringComparison.Ordinal) && request.EndsWith("/messages", StringComparison.Ordinal));
}
