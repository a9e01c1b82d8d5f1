using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>What people of the network say, and who hears it, and how fast.</summary>
public sealed class RoomHearingTests
{
    [Fact]
    public async Task Whom_a_user_has_blocked_they_do_not_hear_and_others_do()
    {
        await using var rooms = await WithTwoAsync();
        rooms.Unheard.Add((Phone.Bare, Mia));

        var sent = await rooms.HappensAsync(rooms.Said("$1", "hello"));

        Assert.Empty(Lines(sent, Phone));
        Assert.Equal(["Mia: hello"], Lines(sent, Carol));
        Assert.Equal((0, 1), (await ArchivedAsync(rooms, Phone), await ArchivedAsync(rooms, Carol)));
        Assert.Equal(["Ben: hi"], Lines(await rooms.HappensAsync(rooms.Said("$2", "hi", Ben)), Phone));

        rooms.Unheard.Clear();
        Assert.Equal(2, await ArchivedAsync(rooms, Phone));
    }

    [Fact]
    public async Task Whom_the_operator_denies_nobody_hears_but_what_they_take_away_is_gone()
    {
        await using var rooms = await WithTwoAsync();
        await rooms.HappensAsync(rooms.Said("$ben", "hi", Ben));
        rooms.Unheard.Add((null, Mia));

        Assert.Empty(await rooms.HappensAsync(rooms.Said("$1", "hello")));
        Assert.Equal(2, (await rooms.HappensAsync(new RoomRetraction
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$ben"),
        })).Count);
    }

    [Fact]
    public async Task Users_of_the_gateway_are_heard_whatever_is_said_of_contacts()
    {
        await using var rooms = await WithTwoAsync();
        rooms.Unheard.Add((null, ScriptedRooms.IdentityOf(Carol).Value));
        await rooms.ReceiveAsync(Write(Carol, "hello"));

        Assert.Equal(["carol: hello"], Lines(await rooms.DeliveredAsync("$1"), Phone));
    }

    [Fact]
    public async Task What_comes_too_fast_waits_and_what_users_say_does_not()
    {
        await using var rooms = await RoomsUnderTest.StartAsync(RoomOptions.Default with { OfRoom = new RateLimit(60, 2) });
        await rooms.EnterAsync(Phone);
        var waits = new List<TimeSpan>();
        var wait = new LaneWait(
            (time, _) =>
            {
                waits.Add(time);
                return Task.CompletedTask;
            },
            CancellationToken.None);

        for (var i = 0; i < 4; i++)
        {
            await rooms.Parts.Traffic.ShowAsync(rooms.Network, rooms.Said($"${i}", $"word {i}"), $"s{i}", wait, CancellationToken.None);
        }

        Assert.Equal(["Mia: word 0", "Mia: word 1", "Mia: word 2", "Mia: word 3"], Lines(rooms.Link.TakeSent()));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], waits);
        await rooms.Parts.Traffic.ShowAsync(
            rooms.Network, rooms.Said("$own", "me", ScriptedRooms.IdentityOf(Phone).Value), "own", wait, CancellationToken.None);
        Assert.Equal(2, waits.Count);
    }

    private static async Task<RoomsUnderTest> WithTwoAsync()
    {
        var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        return rooms;
    }

    /// <summary>How many messages a client finds in the archive.</summary>
    private static async Task<int> ArchivedAsync(RoomsUnderTest rooms, Jid client) =>
        (await rooms.ReceiveAsync(rooms.Ask(client, new XElement(Namespaces.Archive + "query"), "set"))).Count - 1;
}
