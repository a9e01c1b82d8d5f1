using XmppGateway.Abstractions;
using XmppGateway.Portals;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Portals;

/// <summary>The network's room is replaced by another one.</summary>
public sealed partial class PortalTests
{
    private static readonly RemoteRoomId Next = new("!orchard");

    [Fact]
    public async Task A_connection_goes_with_a_room_that_is_replaced()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        await portal.ComesAsync(Noah);
        portal.Adapter.Visitors!.RemoveAll(who => who.Id == Noah.Id);

        await portal.HappensAsync(Replaced(portal));
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync(occupants: true)).OfType<OccupantChange>().Any(change => change.Contact.Id.Value == Next.Value));
        await portal.HappensAsync(portal.Message("hello from there", "$n1") with { Room = Next });
        portal.Muc.Say("alice", "hello back", "a1");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).OfType<Message>().Any());

        // In the XMPP room nobody has moved; the old room was told.
        Assert.Equal(["Email gateway", "Mia", "Noah", "alice"], portal.Muc.Nicks);
        Assert.Equal(ScriptedMuc.Room, portal.Adapter.Opened[Next]);
        Assert.Equal(PortalUnderTest.Remote.Value, (await portal.ToNetworkAsync()).OfType<PortalEnd>().Single().Contact.Id.Value);
        Assert.Equal((Next.Value, "hello back"), (await portal.ToNetworkAsync()).OfType<Message>().Select(said => (said.Contact.Id.Value, said.Body.Plain)).Single());
        Assert.Equal("alice", (await portal.ToNetworkAsync(occupants: true)).OfType<OccupantChange>().Single(change => change.Contact.Id.Value == Next.Value).User.Resource);
    }

    [Fact]
    public async Task A_move_is_made_once_however_often_it_is_told_and_outlives_a_restart()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        await portal.HappensAsync(Replaced(portal));
        await portal.RestartAsync();
        await portal.HappensAsync(Replaced(portal));

        var row = Assert.Single(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken));
        Assert.Equal((Next.Value, true, true), (row.RemoteId, row.IsBridge, row.IsOpen));
        Assert.Single((await portal.ToNetworkAsync()).OfType<PortalEnd>());
    }

    [Fact]
    public async Task Who_does_not_come_along_within_an_hour_has_left()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        await portal.ComesAsync(Noah);
        await portal.HappensAsync(Replaced(portal));
        portal.Adapter.Visitors!.RemoveAll(who => who.Id == Noah.Id);
        await portal.UntilAsync(() => Task.FromResult(portal.Portal.TellsOccupants));

        portal.Time.Advance(TimeSpan.FromMinutes(61));
        portal.Portal.Call();
        await portal.UntilAsync(() => Task.FromResult(!portal.Muc.Nicks.Contains("Noah")));

        Assert.Contains("Mia", portal.Muc.Nicks);
    }

    [Fact]
    public async Task A_network_that_does_not_answer_has_refused_nothing()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        portal.Adapter.Silences = 40;

        await portal.HappensAsync(Replaced(portal));

        Assert.Equal(Next.Value, Assert.Single(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken)).RemoteId);
    }

    [Fact]
    public async Task A_connection_does_not_go_to_a_room_that_the_operator_does_not_want()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();

        await portal.HappensAsync(Replaced(portal) with { Successor = new RoomAddress("!denied") });

        Assert.Contains("operator", (await portal.ToNetworkAsync()).OfType<PortalEnd>().Single().Reason, StringComparison.Ordinal);
        Assert.Empty(portal.Adapter.Opened);
    }

    [Fact]
    public async Task An_operator_who_ends_the_connection_as_it_moves_has_ended_it_once_and_leaves_the_next_room_free()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        portal.Adapter.BeforeOpening = () => portal.Parts.Keeper.EndAsync(portal.Portal, PortalTexts.Unbridged, TestContext.Current.CancellationToken);

        await portal.HappensAsync(Replaced(portal));

        Assert.Equal(PortalTexts.Unbridged.English, (await portal.ToNetworkAsync()).OfType<PortalEnd>().Single().Reason);
        Assert.Empty(portal.Adapter.Opened);
        Assert.Empty(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_move_whose_answer_was_lost_can_be_stored_again()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        var token = TestContext.Current.CancellationToken;
        await portal.HappensAsync(Replaced(portal));
        var end = (await portal.Store.ListOutgoingAsync(1000, token))[^1];

        Assert.True(await portal.Store.MovePortalAsync(portal.Portal.Row.Id, Next.Value, end with { DeliveryId = "again" }, token));
    }

    [Fact]
    public async Task The_gateway_is_waited_for_until_it_is_invited()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        portal.Adapter.Closed.Enqueue("not invited");
        portal.Adapter.Closed.Enqueue("not invited");

        await portal.HappensAsync(Replaced(portal));

        Assert.Equal(Next.Value, Assert.Single(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken)).RemoteId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_gateway_may_not_follow_both_sides_read_why(bool isTaken)
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        if (isTaken)
        {
            await portal.Parts.Book.AddAsync(
                portal.Network, new PortalRow(0, "matrix", Next.Value, "other@rooms.test", true, false, null, portal.Time.GetUtcNow()), TestContext.Current.CancellationToken);
        }
        else
        {
            Enumerable.Repeat("not invited", 6).ToList().ForEach(portal.Adapter.Closed.Enqueue);
        }

        await portal.HappensAsync(Replaced(portal));

        Assert.Contains(isTaken ? "connected already" : "not invited", (await portal.ToNetworkAsync()).OfType<PortalEnd>().Single().Reason, StringComparison.Ordinal);
        Assert.Equal(["alice"], portal.Muc.Nicks);
    }

    [Fact]
    public async Task A_room_that_was_made_for_its_address_ends_with_it()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        await portal.HappensAsync(Replaced(portal));

        Assert.Empty(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken));
    }

    private static RoomEnd Replaced(PortalUnderTest portal) =>
        new() { Room = PortalUnderTest.Remote, By = PortalUnderTest.Mia, Timestamp = portal.Time.GetUtcNow(), Successor = new RoomAddress(Next.Value) };
}
