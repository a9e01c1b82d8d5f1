using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Portals;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

/// <summary>Which rooms may be connected by whom, and how large they may be.</summary>
public sealed class PortalLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Jid Garden = Jid.Parse("garden@rooms.test");
    private static readonly Jid Carol = Jid.Parse("carol@localhost");
    private static readonly RemoteContact Noah = new(new RemoteUserId("noah@remote.test"), "noah@remote.test", "Noah");

    [Fact]
    public async Task A_room_with_too_many_people_is_not_opened_and_the_network_reads_why()
    {
        await using var portal = await PortalUnderTest.StartAsync(limits: new PortalLimits(2, 10));
        portal.Muc.Enter("bob");
        portal.Muc.Enter("carol");

        await portal.ComesAsync(PortalUnderTest.Mia);
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).OfType<PortalEnd>().Any());

        Assert.Contains("3 people", (await portal.ToNetworkAsync()).OfType<PortalEnd>().Single().Reason, StringComparison.Ordinal);
        Assert.Equal(["alice", "bob", "carol"], portal.Muc.Nicks);
        Assert.Empty(await portal.Store.PortalsAsync("matrix", Token));
    }

    [Fact]
    public async Task A_room_that_grows_stays_and_those_beyond_the_limit_are_not_shown()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(limits: new PortalLimits(2, 10));
        portal.Muc.Enter("bob");
        portal.Muc.Enter("carol");
        portal.Muc.Say("carol", "here I am");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);

        var shown = (await portal.ToNetworkAsync(occupants: true)).OfType<OccupantChange>().Select(change => change.User.Resource);
        Assert.Equal(["alice", "bob"], shown);
    }

    [Fact]
    public async Task For_names_that_come_too_fast_the_room_itself_speaks()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(limits: new PortalLimits(100, 10) { NewNames = new RateLimit(1, 2) });
        portal.Muc.Enter("dora");
        portal.Muc.Leave("dora", RoomStatus.NickChanged, null, "dora2");
        portal.Muc.Leave("dora2", RoomStatus.NickChanged, null, "dora3");
        portal.Muc.Say("dora3", "one", "d1");
        portal.Muc.Say("dora3", "two", "d2", Correction.Create("d1"));
        portal.Muc.Leave("dora3", RoomStatus.NickChanged, null, "dora");
        portal.Muc.Say("dora", "three");
        portal.Muc.Say("alice", "four");
        portal.Muc.Say("gone", "five");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 5);

        portal.Time.Advance(TimeSpan.FromMinutes(1));
        portal.Muc.Say("gone", "six");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 6);

        Assert.Equal(
            ["garden@rooms.test: dora3: one", "garden@rooms.test: dora3: two", "garden@rooms.test/dora: three", "garden@rooms.test/alice: four", "garden@rooms.test: gone: five", "garden@rooms.test/gone: six"],
            (await portal.ToNetworkAsync()).Select(what => $"{what.User}: {(what as Edit)?.Body.Plain ?? ((Message)what).Body.Plain}"));
        Assert.Equal(
            ["alice Present", "dora Present", "dora2 Present", "dora Left", "dora2 Left", "dora Present"],
            (await portal.ToNetworkAsync(occupants: true)).OfType<OccupantChange>().Select(change => $"{change.User.Resource} {change.Passage}"));
    }

    [Fact]
    public async Task For_whom_the_room_speaks_they_hear_themselves_that_it_did_not_arrive()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(limits: new PortalLimits(100, 10) { NewNames = new RateLimit(1, 0) });
        portal.Muc.Say("dora", "one");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 1);
        var entry = (await portal.Store.ListOutgoingAsync(1000, Token)).Single(entry => EventJson.Deserialize(entry.Payload) is Message);
        var said = EventJson.Deserialize(entry.Payload);
        Assert.Null(said.User.Resource);

        var failure = new Answers(new AddressBook(portal.Store), portal.Time)
            .Failure(new Outgoing(portal.Network, entry, said), LocalText.Same("too long"), FailureCondition.PolicyViolation);

        Assert.Equal("garden@rooms.test/dora", portal.Parts.Traffic.Explain(portal.Network, failure, "s9")?.To?.ToString());
    }

    [Fact]
    public async Task What_the_room_has_said_for_somebody_it_corrects_for_them_by_whatever_name_they_ask()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(limits: new PortalLimits(100, 10) { NewNames = new RateLimit(1, 1) });
        portal.Muc.Enter("dora");
        portal.Muc.Leave("dora", RoomStatus.NickChanged, null, "dora2");
        portal.Muc.Say("dora2", "one", "d1", OccupantId.Create("o-1"));
        portal.Muc.Leave("dora2", RoomStatus.NickChanged, null, "dora");
        portal.Muc.Say("dora", "uno", "d2", Correction.Create("d1"), OccupantId.Create("o-1"));
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 2);

        portal.Time.Advance(TimeSpan.FromMinutes(1));
        portal.Muc.Say("dora2", "two", "d3", OccupantId.Create("o-1"));
        portal.Muc.Say("dora2", "eins", "d4", Correction.Create("d1"), OccupantId.Create("o-1"));
        portal.Muc.Say("dora2", "zwei", "d5", Correction.Create("d3"), OccupantId.Create("o-1"));
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 5);

        Assert.Equal(
            ["garden@rooms.test: dora2: uno", "garden@rooms.test: dora2: eins", "garden@rooms.test/dora2: zwei"],
            (await portal.ToNetworkAsync()).OfType<Edit>().Select(edit => $"{edit.User}: {edit.Body.Plain}"));
    }

    [Fact]
    public async Task Who_finds_no_seat_is_put_out_with_the_reason_and_the_others_are_not()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(limits: new PortalLimits(10, 1));

        await portal.ComesAsync(Noah);
        await portal.HappensAsync(portal.Message("hello"));

        var told = Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Equal((Noah.Id, RoomPassage.Removed), (told.Visitor, told.Passage));
        Assert.Contains("lets 1 people", told.Reason, StringComparison.Ordinal);
        Assert.Equal(["Mia: hello"], portal.Muc.Said);
    }

    [Fact]
    public async Task A_room_without_a_subject_takes_none_away()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        portal.Muc.Say("alice", null, null, new System.Xml.Linq.XElement(XmppGateway.Xmpp.Stanzas.Namespaces.Component + "subject"));
        portal.Muc.Say("alice", null, null, new System.Xml.Linq.XElement(XmppGateway.Xmpp.Stanzas.Namespaces.Component + "subject", "roses"));
        portal.Muc.Say("alice", null, null, new System.Xml.Linq.XElement(XmppGateway.Xmpp.Stanzas.Namespaces.Component + "subject"));
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 2);

        Assert.Equal(["roses", ""], (await portal.ToNetworkAsync()).OfType<SubjectChange>().Select(change => change.Subject));
    }

    [Theory]
    [InlineData(RoomAffiliation.Owner, true)]
    [InlineData(RoomAffiliation.Admin, true)]
    [InlineData(RoomAffiliation.Member, false)]
    [InlineData(null, false)]
    public async Task Only_owners_and_admins_of_the_room_connect_it(RoomAffiliation? rank, bool isAllowed)
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        if (rank is { } known)
        {
            portal.Muc.Enter("carol");
            portal.Muc.Ranks["carol"] = known;
        }

        var refused = await ConnectAsync(portal, Carol) as PortalConnection.Refused;

        Assert.Equal(isAllowed, refused is null);
        Assert.Equal(isAllowed ? 1 : 0, (await portal.Store.PortalsAsync("matrix", Token)).Count);
        Assert.NotEqual(isAllowed, refused?.Reason.German.Contains("besitzt oder verwaltet", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(portal.Muc.Nicks, nick => nick.Contains("a look", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 10, "3 people in the XMPP room")]
    [InlineData(10, 1, "2 people in the room of the network")]
    public async Task Rooms_that_are_too_large_are_not_connected(int occupants, int visitors, string reason)
    {
        await using var portal = await PortalUnderTest.EmptyAsync(new PortalLimits(occupants, visitors));
        portal.Muc.Enter("bob");
        portal.Muc.Enter("carol");
        portal.Muc.Ranks["carol"] = RoomAffiliation.Owner;
        portal.Adapter.Visitors!.AddRange([PortalUnderTest.Mia, Noah]);

        var refused = Assert.IsType<PortalConnection.Refused>(await ConnectAsync(portal, Carol));

        Assert.Contains(reason, refused.Reason.English, StringComparison.Ordinal);
        Assert.Empty(await portal.Store.PortalsAsync("matrix", Token));
    }

    [Theory]
    [InlineData("!elsewhere", "garden@rooms.test", null)]
    [InlineData("!garden", "other@rooms.test", "other@rooms.test")]
    public async Task Who_is_slower_than_somebody_else_leaves_the_room_as_it_is(string fasterRoom, string fasterXmppRoom, string? expected)
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        portal.Muc.Enter("carol");
        portal.Muc.Ranks["carol"] = RoomAffiliation.Owner;
        portal.Adapter.BeforeOpening = async () =>
        {
            portal.Adapter.BeforeOpening = () => Task.CompletedTask;
            await portal.Parts.Book.AddAsync(
                portal.Network, new PortalRow(0, "matrix", fasterRoom, fasterXmppRoom, IsBridge: false, IsOpen: false, null, portal.Time.GetUtcNow()), Token);
        };

        var refused = Assert.IsType<PortalConnection.Refused>(await ConnectAsync(portal, Carol));

        Assert.Contains("connected already", refused.Reason.English, StringComparison.Ordinal);
        Assert.Equal(expected, portal.Adapter.Opened.GetValueOrDefault(PortalUnderTest.Remote)?.ToString());
    }

    [Fact]
    public async Task At_the_command_line_the_room_must_have_agreed()
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        var wishes = new PortalWishes(portal.Store);
        var requests = new PortalRequests(portal.Parts, wishes);
        await wishes.PutAsync("matrix", new PortalWish(Garden.ToString(), "!garden", null), Token);

        await requests.DoAskedAsync(portal.Network, Token);

        Assert.Contains("has not agreed", Assert.Single(await wishes.ListAsync("matrix", Token)).Answer, StringComparison.Ordinal);
        Assert.Empty(await portal.Store.PortalsAsync("matrix", Token));

        portal.Muc.OurRank = RoomAffiliation.Admin;
        await requests.DoAskedAsync(portal.Network, Token);
        Assert.Single(await wishes.ListAsync("matrix", Token));
        await wishes.PutAsync("matrix", new PortalWish(Garden.ToString(), "!garden", null), Token);
        await requests.DoAskedAsync(portal.Network, Token);

        Assert.Empty(await wishes.ListAsync("matrix", Token));
        Assert.True(Assert.Single(await portal.Store.PortalsAsync("matrix", Token)).IsBridge);

        await wishes.PutAsync("matrix", new PortalWish(Garden.ToString(), null, null), Token);
        await requests.DoAskedAsync(portal.Network, Token);

        Assert.Empty(await portal.Store.PortalsAsync("matrix", Token));
        Assert.Contains(await portal.ToNetworkAsync(), what => what is PortalEnd);
        Assert.Empty(await wishes.ListAsync("matrix", Token));
    }

    [Fact]
    public async Task Wishes_wait_while_the_link_is_away()
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        var wishes = new PortalWishes(portal.Store);
        await wishes.PutAsync("matrix", new PortalWish(Garden.ToString(), "!garden", null), Token);
        portal.Muc.IsAttached = false;

        await new PortalRequests(portal.Parts, wishes).DoAskedAsync(portal.Network, Token);

        Assert.Null(Assert.Single(await wishes.ListAsync("matrix", Token)).Answer);
    }

    private static Task<PortalConnection> ConnectAsync(PortalUnderTest portal, Jid? user) =>
        portal.Parts.ConnectAsync(portal.Network, Garden, new RoomAddress("!garden"), user, Token);
}
