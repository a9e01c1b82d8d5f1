using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IHostsRooms: addresses, coming and going, what is listed.
public sealed partial class AdapterContractTests
{
    public static TheoryData<string> HostingRooms => [.. AdapterFixtures.With<IHostsRooms>()];

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task Each_spelling_of_a_room_is_one_address_and_nobody_has_it(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var host = Assert.IsType<IHostsRooms>(test.Adapter, exactMatch: false);
        var rooms = PowerOf<IRoomsFixture>(test);

        var address = Assert.Single(rooms.RoomSpellings.Select(host.ParseRoom).Distinct());

        Assert.NotNull(address);
        Assert.Equal(address, host.ParseRoom(address.Value));
        Assert.Null(test.Adapter.ParseAddress(address.Value));
        Assert.All(rooms.Spellings.Append(test.Contact.Address), person => Assert.Null(host.ParseRoom(person)));
        Assert.Equal(0, rooms.Contacts);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task Whatever_is_typed_is_a_room_or_none_and_never_an_exception(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var host = Assert.IsType<IHostsRooms>(test.Adapter, exactMatch: false);
        var spelling = PowerOf<IRoomsFixture>(test).RoomSpellings[0];
        foreach (var value in HostileValues)
        {
            foreach (var text in (string[])[value, "#" + value, "!" + value, value + spelling, spelling + value])
            {
                if (host.ParseRoom(text) is { } address)
                {
                    Assert.Equal(address, host.ParseRoom(address.Value));
                    Assert.Null(test.Adapter.ParseAddress(text));
                }
            }
        }

        Assert.Equal(0, test.Peer.Contacts);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task Who_enters_twice_is_in_it_once(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (host, first) = await EnterAsync(test);
        var (_, again) = await EnterAsync(test);

        Assert.Equal((first.State.Id, first.Self), (again.State.Id, again.Self));
        var members = Assert.IsType<IReadOnlyList<RoomMember>>(await host.GetMembersAsync(first.State.Id, AdapterUnderTest.Alice, Cancelled), exactMatch: false);
        Assert.Equal(members.Count, members.Select(member => member.Who.Id).Distinct().Count());
        Assert.Equal("alice", Assert.Single(members, member => member.Who.Id == first.Self).Who.DisplayName);
        Assert.Contains(members, member => member.Who.Id == test.Contact.Id);
        Assert.Contains(members, member => member.Who.Id == test.Adapter.ParseAddress(PowerOf<IRoomsFixture>(test).Other)!.Id);
        Assert.Equal(first.State.Id, (await host.GetStateAsync(first.State.Id, AdapterUnderTest.Alice, Cancelled))?.Id);
        Assert.Equal(first.State.Address, host.ParseRoom(first.State.Address.Value));
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task There_is_no_such_room(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var host = Assert.IsType<IHostsRooms>(test.Adapter, exactMatch: false);

        var refused = Assert.IsType<RoomEntry.Refused>(
            await host.EnterAsync(host.ParseRoom(PowerOf<IRoomsFixture>(test).NoRoom)!, AdapterUnderTest.Alice, "alice", Cancelled));

        Assert.Equal(FailureCondition.NoSuchRecipient, refused.Condition);
        Assert.NotEmpty(refused.Reason.English);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task Who_has_left_is_not_in_it_and_may_leave_again(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (host, entered) = await EnterAsync(test);
        for (var time = 0; time < 2; time++)
        {
            Assert.IsType<RoomAnswer.Done>(await host.LeaveAsync(entered.State.Id, AdapterUnderTest.Alice, "bye \uD800\r\n", Cancelled));
        }

        Assert.IsType<RoomAnswer.Done>(await host.LeaveAsync(entered.State.Id, Jid.Parse("never-there@localhost"), null, Cancelled));
        Assert.DoesNotContain(await host.GetMembersAsync(entered.State.Id, AdapterUnderTest.Alice, Cancelled) ?? [], member => member.Who.Id == entered.Self);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task A_change_can_be_repeated(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (host, entered) = await EnterAsync(test);
        var rooms = PowerOf<IRoomsFixture>(test);
        rooms.Promote();
        Assert.True(await rooms.SayInRoomAsync(test.Adapter, "bad", "bad words", Cancelled));
        var said = Assert.Single((await test.UnderstandAllAsync()).OfType<RoomMessage>());
        RoomChange[] everybody = [new RoomChange.Subject("About this"), new RoomChange.Nick("alicia")];
        foreach (var change in rooms.HasModerators ? everybody.Append(new RoomChange.Retract(said.Id, "rude")) : everybody)
        {
            for (var time = 0; time < 2; time++)
            {
                Assert.IsType<RoomAnswer.Done>(await host.ChangeAsync(entered.State.Id, AdapterUnderTest.Alice, change, Cancelled));
            }
        }

        Assert.Equal("About this", Assert.Single(rooms.Subjects.Distinct()));
        Assert.Equal("About this", (await host.GetStateAsync(entered.State.Id, AdapterUnderTest.Alice, Cancelled))?.Subject.Text);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task The_directory_ends_and_lists_no_room_twice(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var host = Assert.IsType<IHostsRooms>(test.Adapter, exactMatch: false);
        var rooms = PowerOf<IRoomsFixture>(test);
        for (var limit = 1; limit <= rooms.PublicRooms + 1; limit++)
        {
            var listed = new List<RoomState>();
            string? after = null;
            do
            {
                var page = Assert.IsType<RoomList>(await host.ListAsync(AdapterUnderTest.Alice, null, after, limit, Cancelled));
                Assert.InRange(page.Rooms.Count, Math.Min(1, rooms.PublicRooms), limit);
                Assert.True(page.Total is null || page.Total == rooms.PublicRooms);
                listed.AddRange(page.Rooms);
                after = page.Next;
            }
            while (after is not null && listed.Count <= rooms.PublicRooms);

            Assert.Equal(rooms.PublicRooms, listed.Select(room => room.Id).Distinct().Count());
            Assert.Equal(rooms.PublicRooms, listed.Count);
            Assert.All(listed, room => Assert.Equal(room.Address, host.ParseRoom(room.Address.Value)));
        }

        Assert.Empty(Assert.IsType<RoomList>(await host.ListAsync(AdapterUnderTest.Alice, "nobody calls a room like this", null, 10, Cancelled)).Rooms);
    }

    [Theory]
    [MemberData(nameof(HostingRooms))]
    public async Task Rooms_of_a_peer_that_is_down_are_answered_with_values(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var (host, entered) = await EnterAsync(test);
        await test.Peer.StopPeerAsync();
        var (room, user) = (entered.State.Id, AdapterUnderTest.Alice);
        if (!PowerOf<IRoomsFixture>(test).RoomsAreOnThePeer)
        {
            Assert.IsType<RoomEntry.Entered>(await host.EnterAsync(entered.State.Address, user, "alice", Cancelled));
            Assert.NotNull(await host.GetHistoryAsync(room, user, null, 10, Cancelled));
            return;
        }

        var refused = Assert.IsType<RoomEntry.Refused>(await host.EnterAsync(entered.State.Address, user, "alice", Cancelled));
        Assert.Equal(FailureCondition.RemoteServerTimeout, refused.Condition);
        Assert.IsType<RoomAnswer.Refused>(await host.LeaveAsync(room, user, null, Cancelled));
        Assert.IsType<RoomAnswer.Refused>(await host.ChangeAsync(room, user, new RoomChange.Subject("x"), Cancelled));
        Assert.Null(await host.GetStateAsync(room, user, Cancelled));
        Assert.Null(await host.GetMembersAsync(room, user, Cancelled));
        Assert.Null(await host.GetHistoryAsync(room, user, null, 10, Cancelled));
        Assert.Null(await host.ListAsync(user, null, null, 10, Cancelled));
    }

    private static async Task<(IHostsRooms Host, RoomEntry.Entered Entered)> EnterAsync(AdapterUnderTest test)
    {
        var host = Assert.IsType<IHostsRooms>(test.Adapter, exactMatch: false);
        await PowerOf<IRoomsFixture>(test).OpenRoomAsync(test.Context, Cancelled);
        var address = Assert.IsType<RoomAddress>(host.ParseRoom(PowerOf<IRoomsFixture>(test).RoomSpellings[0]));
        return (host, Assert.IsType<RoomEntry.Entered>(await host.EnterAsync(address, AdapterUnderTest.Alice, "alice", Cancelled).AsTask().WaitAsync(Soon, Cancelled)));
    }
}
