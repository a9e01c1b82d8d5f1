using System.Globalization;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IHostsRooms: what is said in rooms.
public sealed partial class AdapterContractTests
{
    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task What_is_said_in_a_room_comes_in_its_order_on_the_lane_of_the_room(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (_, entered) = await EnterAsync(test);
        for (var number = 0; number < 5; number++)
        {
            Assert.True(await PowerOf<IRoomsFixture>(test).SayInRoomAsync(test.Adapter, $"said{number}", $"words {number}", Cancelled));
        }

        var messages = (await test.UnderstandAllAsync()).OfType<RoomMessage>().ToList();
        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"words {number}"), messages.Select(message => message.Body.Plain));
        Assert.All(messages, message => Assert.Equal((entered.State.Id, test.Contact.Id), (message.Room, message.By.Id)));
        Assert.Equal(5, messages.Select(message => message.Id).Distinct().Count());
        Assert.All(test.Context.Arrivals.TakeLast(5), arrival => Assert.Equal(Arrival.Ready.LaneOf(entered.State.Id), arrival.Lane));
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task What_is_not_taken_of_a_room_comes_again_and_is_one_message(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        await EnterAsync(test);
        var rooms = PowerOf<IRoomsFixture>(test);
        test.Context.Answer = Acceptance.TryAgain;
        Assert.False(await rooms.SayInRoomAsync(test.Adapter, "one", "hello", Cancelled));

        test.Context.Answer = Acceptance.Taken;
        Assert.True(await rooms.SayInRoomAsync(test.Adapter, "one", "hello", Cancelled));
        Assert.True(await rooms.SayInRoomAsync(test.Adapter, "one", "hello", Cancelled));

        Assert.Single((await test.UnderstandAllAsync()).OfType<RoomMessage>());
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task What_a_user_says_is_one_message_of_one_id_also_after_a_crash(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (_, entered) = await EnterAsync(test);
        var room = new RemoteContact(new RemoteUserId(entered.State.Id.Value), entered.State.Address.Value) { IsRoom = true };
        var words = test.Say("hello all") with { Contact = room };

        var first = Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(words, AdapterUnderTest.DeliveryId(1)));
        await test.RestartAsync();
        var second = await test.SendAsync(words, AdapterUnderTest.DeliveryId(1));

        Assert.Equal(first, second);
        Assert.Equal(first.Id?.Value, Assert.Single(PowerOf<IRoomsFixture>(test).SaidByUser));

        // Where the network tells it too, it has the same id: one of them is a repeat.
        Assert.All((await test.UnderstandAllAsync()).OfType<RoomMessage>(), message => Assert.Equal(first.Id, message.Id));
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task The_history_is_newest_first_and_ends(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (host, entered) = await EnterAsync(test);
        const int Count = 23;
        for (var number = 0; number < Count; number++)
        {
            Assert.True(await PowerOf<IRoomsFixture>(test).SayInRoomAsync(
                test.Adapter, $"said{number}", number.ToString("d2", CultureInfo.InvariantCulture), Cancelled));
        }

        foreach (var limit in (int[])[1, 10, Count, 100])
        {
            var said = new List<RoomMessage>();
            string? before = null;
            for (var page = 0; page == 0 || before is not null; page++)
            {
                var history = Assert.IsType<RoomHistory>(await host.GetHistoryAsync(entered.State.Id, AdapterUnderTest.Alice, before, limit, Cancelled));
                Assert.InRange(history.Events.Count, 0, limit);
                said.AddRange(history.Events.OfType<RoomMessage>());
                before = history.Before;
                Assert.InRange(page, 0, Count + 1);
            }

            Assert.Equal(Enumerable.Range(0, Count).Reverse().Select(number => number.ToString("d2", CultureInfo.InvariantCulture)), said.Select(message => message.Body.Plain));
            Assert.Equal(Count, said.Select(message => message.Id).Distinct().Count());
        }

        // The same ids as when it was said.
        var newest = Assert.IsType<RoomHistory>(await host.GetHistoryAsync(entered.State.Id, AdapterUnderTest.Alice, null, 1, Cancelled));
        Assert.Equal(
            (await test.UnderstandAllAsync()).OfType<RoomMessage>().Last().Id, Assert.IsType<RoomMessage>(Assert.Single(newest.Events)).Id);
    }
}
