using XmppGateway.Adapters.Matrix.History;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.History;

public sealed class RecentRoomsTests
{
    private const long Then = 1_767_225_600_000; // the clock's start
    private readonly FakeAdapterState _state = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_position_follows_with_a_delay_and_survives()
    {
        using var rooms = new RecentRooms(_state, _time);
        Assert.True(rooms.Saw(At("!a:x", "$1"), 1));
        Assert.False(rooms.Saw(At("!a:x", "$2"), 1));
        await SaveAsync(rooms);
        Assert.Equal("$1", await PositionAfterRestartAsync("!a:x"));

        _time.Advance(RoomProgress.Delay);
        await SaveAsync(rooms);
        Assert.Equal("$2", await PositionAfterRestartAsync("!a:x"));
    }

    [Fact]
    public async Task The_last_of_several_events_is_reached_without_a_further_one()
    {
        using var rooms = new RecentRooms(_state, _time);
        foreach (var id in new[] { "$1", "$2", "$3", "$4" })
        {
            rooms.Saw(At("!a:x", id), 1);
        }

        for (var round = 0; round < 2; round++)
        {
            _time.Advance(RoomProgress.Delay);
            await SaveAsync(rooms);
        }

        Assert.Equal("$4", await PositionAfterRestartAsync("!a:x"));
    }

    [Fact]
    public async Task The_notes_are_bounded_and_keep_the_rooms_with_the_latest_activity()
    {
        using var rooms = new RecentRooms(_state, _time);
        for (var number = 0; number < 8000; number++)
        {
            rooms.Saw(new RoomPosition($"!{number:D6}{new string('r', 60)}:x", $"${number}", Then + number), 1);
        }

        await SaveAsync(rooms);

        Assert.All(_state.Values, note => Assert.InRange(note.Value.Length, 1, 64 * 1024));
        using var again = new RecentRooms(_state, _time);
        await again.LoadAsync(TestContext.Current.CancellationToken);
        var kept = again.ListIncomplete(1);
        Assert.InRange(kept.Count, 4000, 5000);
        Assert.Equal("$7999", kept[0].EventId);
    }

    [Fact]
    public void Some_rooms_are_doubted_those_with_the_latest_activity()
    {
        using var rooms = new RecentRooms(_state, _time);
        for (var number = 0; number < 10; number++)
        {
            rooms.Saw(new RoomPosition($"!{number}:x", $"${number}", Then + number), 1);
        }

        rooms.Doubt(3, 1);

        Assert.Equal(["!9:x", "!8:x", "!7:x"], rooms.ListIncomplete(1).Select(position => position.RoomId));
        rooms.SetComplete("!8:x", 1);
        Assert.Equal(["!9:x", "!7:x"], rooms.ListIncomplete(1).Select(position => position.RoomId));
    }

    [Fact]
    public void A_room_that_lacks_events_since_long_is_not_made_more_complete_by_doubt()
    {
        using var rooms = new RecentRooms(_state, _time);
        rooms.Saw(At("!a:x", "$1"), 1);

        rooms.Doubt(3, 5);

        Assert.Empty(rooms.ListIncomplete(1));
        Assert.Single(rooms.ListIncomplete(2));
    }

    [Fact]
    public async Task A_room_that_was_silent_for_a_month_is_left_alone()
    {
        using var rooms = new RecentRooms(_state, _time);
        rooms.Saw(At("!a:x", "$1"), 1);
        Assert.Single(rooms.ListIncomplete(2));

        _time.Advance(RecentRooms.MaxAge + TimeSpan.FromDays(1));

        Assert.Empty(rooms.ListIncomplete(2));
        await SaveAsync(rooms);
    }

    private static RoomPosition At(string room, string id) => new(room, id, Then);

    private static async Task SaveAsync(RecentRooms rooms) => await rooms.SaveAsync(TestContext.Current.CancellationToken);

    private async Task<string?> PositionAfterRestartAsync(string roomId)
    {
        using var rooms = new RecentRooms(_state, _time);
        await rooms.LoadAsync(TestContext.Current.CancellationToken);
        return rooms.FindIncomplete(roomId, 1)?.EventId;
    }
}
