using XmppGateway.Abstractions;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>An end between the network's yes and what is stored here leaves nobody in a room there who is not.</summary>
public sealed class RoomArrivalsTests
{
    [Fact]
    public async Task Who_was_on_their_way_into_a_room_when_the_gateway_ended_leaves_it()
    {
        await using var rooms = await KilledAsync();
        Assert.Contains(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.DoesNotContain(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", CancellationToken.None));
        rooms.Remote.TakeAsked();
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    /// <summary>An invitation is good for one entering.</summary>
    [Fact]
    public async Task In_a_closed_room_they_belong_to_it()
    {
        await using var rooms = await KilledAsync();
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true };

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Contains(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", CancellationToken.None));
    }

    [Fact]
    public async Task Who_has_come_in_since_stays()
    {
        await using var rooms = await KilledAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.TakeAsked();

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello")), Phone));
    }

    /// <summary>While the network does not say, it is asked again at each attaching.</summary>
    [Fact]
    public async Task A_network_that_is_away_is_asked_again()
    {
        await using var rooms = await KilledAsync();
        rooms.Remote.Refusal = new RoomEntry.Refused("Away.", FailureCondition.RemoteServerTimeout);
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);
        rooms.Remote.Refusal = null;

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.DoesNotContain(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
    }

    [Fact]
    public async Task Who_is_on_their_way_now_is_left_alone()
    {
        await using var rooms = await StartAsync();
        var (coming, network) = Hold(rooms);
        var entering = rooms.EnterAsync(Phone);
        await coming.InTimeAsync();
        rooms.Remote.TakeAsked();

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Empty(rooms.Remote.TakeAsked());
        network.SetResult();
        Assert.Contains("+alice 100 110", Lines(await entering.InTimeAsync(), Phone));
    }

    [Fact]
    public async Task A_refusal_is_settled()
    {
        await using var rooms = await StartAsync();
        rooms.Remote.Refusal = new RoomEntry.Refused("Keep out.", FailureCondition.NotAllowed);
        await rooms.RefusalOfAsync(Join(Phone));
        rooms.Remote.TakeAsked();

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Empty(rooms.Remote.TakeAsked());
    }

    /// <summary>Alice was let in on the network, and then the gateway ended.</summary>
    private static async Task<RoomsUnderTest> KilledAsync()
    {
        var rooms = await StartAsync();
        var (coming, _) = Hold(rooms);
        _ = rooms.EnterAsync(Phone);
        await coming.InTimeAsync();
        await rooms.RestartAsync();
        rooms.Remote.AfterEntry = () => Task.CompletedTask;
        return rooms;
    }

    private static (Task Coming, TaskCompletionSource Network) Hold(RoomsUnderTest rooms)
    {
        var (coming, network) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        rooms.Remote.AfterEntry = () =>
        {
            coming.TrySetResult();
            return network.Task;
        };
        return (coming.Task, network);
    }
}
