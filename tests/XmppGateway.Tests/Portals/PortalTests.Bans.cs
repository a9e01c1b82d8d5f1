using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

public sealed partial class PortalTests
{
    [Theory]
    [InlineData(RoomStatus.Removed, RoomPassage.Removed)]
    [InlineData(RoomStatus.Banned, RoomPassage.Banned)]
    public async Task Who_is_put_out_of_the_room_is_put_out_of_the_network_s_with_the_reason(int status, RoomPassage passage)
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        portal.Muc.Leave("Mia", status, "noise");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count > 0);

        var told = Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Equal((PortalUnderTest.Mia.Id, passage, "noise"), (told.Visitor, told.Passage, told.Reason));
    }

    [Theory]
    [InlineData(null, RoomAffiliation.Outcast, RoomPassage.Banned)]
    [InlineData("groupchat", RoomAffiliation.None, RoomPassage.Unbanned)]
    public async Task Whom_the_room_bans_or_lets_back_while_they_are_away_the_network_does_too(string? type, RoomAffiliation now, RoomPassage passage)
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var mia = portal.Portal.Seats.Values.Single().Self.Bare;

        portal.Muc.Tell(type, new RoomItem { Affiliation = now, Jid = mia, Reason = "noise" });
        portal.Muc.Tell(type, new RoomItem { Affiliation = now, Jid = Jid.Parse("dora@localhost") });
        portal.Muc.Say("alice", "afterwards");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count > 0);

        var told = Assert.Single((await portal.ToNetworkAsync()).OfType<OccupantChange>(), change => change.Visitor is not null);
        Assert.Equal((PortalUnderTest.Mia.Id, passage, "noise"), (told.Visitor, told.Passage, told.Reason));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public async Task A_ban_that_the_room_lifts_while_the_gateway_is_away_is_lifted_when_it_comes_back(bool isAdministrator, bool stillHolds, bool lifts)
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var mia = portal.Portal.Seats.Values.Single().Self.Bare;
        portal.Muc.Tell(null, new RoomItem { Affiliation = RoomAffiliation.Outcast, Jid = mia });
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 1);
        portal.Muc.TakesOrders = isAdministrator;
        portal.Muc.Outcasts.Add(stillHolds ? mia : Jid.Parse("dora@localhost"));

        await portal.RestartAsync();
        await portal.UntilAsync(() => Task.FromResult(portal.Muc.Asked.ToList().Exists(asked => asked.Payload(Namespaces.RoomAdmin + "query") is not null)));
        await portal.UntilAsync(async () => !lifts || (await portal.ToNetworkAsync()).Count == 2);
        await portal.RestartAsync();
        await portal.UntilAsync(() => Task.FromResult(portal.Parts.Book.Of(portal.Network).SingleOrDefault()?.TellsOccupants == true));

        var told = (await portal.ToNetworkAsync()).Cast<OccupantChange>().Select(change => (change.Visitor, change.Passage));
        IEnumerable<(RemoteUserId?, RoomPassage)> expected = lifts ? [(PortalUnderTest.Mia.Id, RoomPassage.Unbanned)] : [];
        Assert.Equal(expected.Prepend((PortalUnderTest.Mia.Id, RoomPassage.Banned)), told);
    }

    [Fact]
    public async Task A_ban_of_an_occupant_can_be_lifted_after_a_restart()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var ghost = new RemoteContact(new RemoteUserId("ghost-alice@remote.test"), "ghost-alice@remote.test");
        portal.Muc.TakesOrders = true;
        var alice = portal.Muc.Reveal("alice");
        await portal.UntilAsync(() => Task.FromResult(portal.Portal.Occupants["alice"].Jid is not null));
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Banned, PortalUnderTest.Mia, "noise"));
        portal.Muc.Orders.Clear();

        await portal.RestartAsync();
        await portal.UntilAsync(() => Task.FromResult(portal.Parts.Book.Of(portal.Network).SingleOrDefault()?.Ready.IsCompleted == true));
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Unbanned, PortalUnderTest.Mia));

        Assert.Equal([(alice, RoomAffiliation.None)], portal.Muc.Orders.Select(item => (item.Jid!, item.Affiliation!.Value)));
    }

    [Fact]
    public async Task Whom_the_network_bans_and_lets_back_the_room_does_too()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var ghost = new RemoteContact(new RemoteUserId("ghost-alice@remote.test"), "ghost-alice@remote.test");
        portal.Muc.TakesOrders = true;
        var alice = portal.Muc.Reveal("alice");
        await portal.UntilAsync(() => Task.FromResult(portal.Portal.Occupants["alice"].Jid is not null));

        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Banned, PortalUnderTest.Mia, "noise"));
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Unbanned, PortalUnderTest.Mia));
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Unbanned, PortalUnderTest.Mia));

        Assert.Equal([(alice, RoomAffiliation.Outcast), (alice, RoomAffiliation.None)], portal.Muc.Orders.Select(item => (item.Jid!, item.Affiliation!.Value)));
        var told = Assert.IsType<Undeliverable>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Contains("knows of no ban", told.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_heard_reads_so_once_a_day_and_programs_never()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        var mallory = new RemoteContact(new RemoteUserId("mallory@remote.test"), "mallory@remote.test", "Mallory");

        await portal.HappensAsync(portal.Message("not delivered", "$m1", mallory) with { Kind = MessageKind.Notice });
        await portal.HappensAsync(portal.Message("hello", "$m2", mallory));
        await portal.HappensAsync(portal.Message("hello?", "$m3", mallory));
        portal.Time.Advance(TimeSpan.FromHours(25));
        await portal.HappensAsync(portal.Message("anybody?", "$m4", mallory));

        Assert.Equal(["$m2", "$m4"], (await portal.ToNetworkAsync()).OfType<Undeliverable>().Select(what => what.Failed?.Value));
    }

    [Fact]
    public async Task A_ban_that_was_not_lifted_can_be_lifted_later()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var ghost = new RemoteContact(new RemoteUserId("ghost-alice@remote.test"), "ghost-alice@remote.test");
        portal.Muc.TakesOrders = true;
        var alice = portal.Muc.Reveal("alice");
        await portal.UntilAsync(() => Task.FromResult(portal.Portal.Occupants["alice"].Jid is not null));
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Banned, PortalUnderTest.Mia, "noise"));
        portal.Muc.TakesOrders = false;
        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Unbanned, PortalUnderTest.Mia));
        portal.Muc.TakesOrders = true;
        portal.Muc.Orders.Clear();

        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Unbanned, PortalUnderTest.Mia));

        Assert.Equal([(alice, RoomAffiliation.None)], portal.Muc.Orders.Select(item => (item.Jid!, item.Affiliation!.Value)));
    }
}
