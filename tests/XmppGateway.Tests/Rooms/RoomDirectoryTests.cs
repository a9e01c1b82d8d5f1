using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Public rooms: as a list (XEP-0045 §6.3), by search (XEP-0433), and by a command.</summary>
public sealed class RoomDirectoryTests
{
    private static readonly Jid Domain = Jid.Parse("rooms.test");
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";

    [Fact]
    public async Task A_list_has_all_rooms_with_their_names()
    {
        await using var rooms = await ListedAsync(2);

        var query = await AskAsync(rooms, DiscoItems.Request());

        Assert.Equal(
            [("#room0@rooms.test", "Room 0"), ("#room1@rooms.test", "Room 1")],
            query.Elements().Select(item => (item.Attribute("jid")!.Value, item.Attribute("name")!.Value)));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_to_its_end()
    {
        await using var rooms = await ListedAsync(5);
        var seen = new List<string>();
        string? after = null;
        for (var i = 0; i < 3; i++)
        {
            var query = await AskAsync(rooms, Page(2, after));
            seen.Add(string.Join(' ', query.Elements(Namespaces.DiscoItems + "item").Select(item => item.Attribute("name")!.Value)));
            Assert.Equal("5", query.Element(Rsm + "set")!.Element(Rsm + "count")!.Value);
            after = query.Element(Rsm + "set")!.Element(Rsm + "last")!.Value;
        }

        Assert.Equal(["Room 0 Room 1", "Room 2 Room 3", "Room 4"], seen);
        rooms.Remote.TakeAsked();
        Assert.Empty((await AskAsync(rooms, Page(2, after))).Elements(Namespaces.DiscoItems + "item"));
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Who_does_not_ask_for_pages_gets_the_first_and_hears_that_there_are_more()
    {
        await using var rooms = await ListedAsync(200);

        var query = await AskAsync(rooms, DiscoItems.Request());

        Assert.Equal(50, query.Elements(Namespaces.DiscoItems + "item").Count());
        Assert.Equal("200", query.Element(Rsm + "set")!.Element(Rsm + "count")!.Value);
    }

    [Theory]
    [InlineData("nonsense", false, StanzaConditions.ItemNotFound)]
    [InlineData(null, true, StanzaConditions.FeatureNotImplemented)]
    public async Task A_page_that_cannot_be_is_refused(string? after, bool backwards, string condition)
    {
        await using var rooms = await ListedAsync(2);
        var query = Page(2, after);
        if (backwards)
        {
            query.Element(Rsm + "set")!.Add(new XElement(Rsm + "before"));
        }

        Assert.Equal(condition, (await rooms.RefusalOfAsync(rooms.Ask(Phone, query, to: Domain))).Condition);
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task How_many_there_are_is_told_without_any()
    {
        await using var rooms = await ListedAsync(3);

        var only = Assert.Single((await AskAsync(rooms, Page(0, null))).Elements());

        Assert.Equal(("set", "3"), (only.Name.LocalName, only.Value));
    }

    [Fact]
    public async Task One_user_asks_so_often_and_no_more_and_others_are_not_held_up()
    {
        await using var rooms = await ListedAsync(1);
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(rooms, DiscoItems.Request());
        }

        var refused = await rooms.RefusalOfAsync(rooms.Ask(Desk, DiscoItems.Request(), to: Domain));

        Assert.Equal((StanzaConditions.ResourceConstraint, StanzaErrorType.Wait, "3"), (refused.Condition, refused.Type, refused.Detail!.Attribute("retry-after")!.Value));
        Assert.Equal(10, rooms.Remote.TakeAsked().Count);
        await rooms.ReceiveAsync(rooms.Ask(Carol, DiscoItems.Request(), to: Domain));
        rooms.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Single((await AskAsync(rooms, DiscoItems.Request())).Elements());
    }

    [Fact]
    public async Task A_network_that_does_not_list_its_rooms_is_a_failure_and_no_empty_list()
    {
        await using var rooms = await ListedAsync(1);
        rooms.Remote.Listed = null;

        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(rooms.Ask(Phone, DiscoItems.Request(), to: Domain))).Condition);
    }

    [Fact]
    public async Task The_search_form_is_one_that_can_be_sent_back()
    {
        await using var rooms = await ListedAsync(1);

        var search = await AskAsync(rooms, Search(null));

        var form = DataForm.Find(search)!;
        Assert.Superset(new HashSet<string?> { "q", "all", "sinname", "sindescription", "types", "key" }, form.Fields.Select(field => field.Var).ToHashSet());
        Assert.Equal(ChannelSearch.FormType, Assert.Single(form.Values(DataForm.FormType)!));
    }

    [Fact]
    public async Task A_search_asks_the_network_and_tells_what_rooms_are_about()
    {
        await using var rooms = await ListedAsync(2);

        var result = await AskAsync(rooms, Search([("q", "room")]));

        Assert.Equal(["list room begin 50"], rooms.Remote.TakeAsked());
        var first = result.Elements(Namespaces.ChannelSearch + "item").First();
        Assert.Equal("#room0@rooms.test", first.Attribute("address")!.Value);
        Assert.Equal(
            [("name", "Room 0"), ("description", "About 0"), ("nusers", "0"), ("service-type", "xep-0045"), ("is-open", "true")],
            first.Elements().Select(each => (each.Name.LocalName, each.Value)));
        Assert.NotNull(result.Element(Rsm + "set"));
    }

    [Fact]
    public async Task What_the_network_does_not_look_at_is_looked_at_here()
    {
        await using var rooms = await ListedAsync(3);
        async Task<int> FoundAsync(params (string, string)[] fields) => (await AskAsync(rooms, Search(fields))).Elements(Namespaces.ChannelSearch + "item").Count();

        Assert.Equal(3, await FoundAsync(("q", "about")));
        Assert.Equal(0, await FoundAsync(("q", "about"), ("sindescription", "0")));
        Assert.Equal(1, await FoundAsync(("all", "1"), ("min_users", "2")));
        Assert.Equal(0, await FoundAsync(("all", "1"), ("types", "xep-0369")));
    }

    [Theory]
    [InlineData("q=a all=1", StanzaConditions.BadRequest, "conflicting-fields")]
    [InlineData("sinname=1", StanzaConditions.BadRequest, "no-search-conditions")]
    [InlineData("q=", StanzaConditions.BadRequest, "invalid-search-terms")]
    [InlineData("q=a key={urn:xmpp:channel-search:0:order}address", StanzaConditions.FeatureNotImplemented, "invalid-sort-key")]
    public async Task A_search_that_cannot_be_says_why(string fields, string condition, string detail)
    {
        await using var rooms = await ListedAsync(1);

        var refused = await rooms.RefusalOfAsync(rooms.Ask(
            Phone, Search([.. fields.Split(' ').Select(field => field.Split('=', 2)).Select(field => (field[0], field[1]))]), to: Domain));

        Assert.Equal((condition, detail, StanzaErrorType.Modify), (refused.Condition, refused.Detail!.Name.LocalName, refused.Type));
    }

    [Theory]
    [InlineData("*", "list all begin 50")]
    [InlineData("roses", "list roses begin 50")]
    public async Task The_command_shows_the_rooms_as_a_table(string typed, string asked)
    {
        await using var rooms = await ListedAsync(2);
        var command = Assert.Single(rooms.Parts.Commands);
        var caller = new Caller(rooms.Network, Phone, "en", XmppGateway.Accounts.Account.Nobody, false);
        var ask = Assert.IsType<Step.Ask>(await command.BeginAsync(caller, CancellationToken.None));

        var done = Assert.IsType<Step.Done>(await ask.Next(
            new FormAnswers(new Dictionary<string, IReadOnlyList<string>> { ["text"] = [typed] }), CancellationToken.None));

        Assert.Equal(["#room1@rooms.test", "Room 1", "1", "About 1"], done.Table!.Rows[1]);
        Assert.Equal([asked], rooms.Remote.TakeAsked());
        Assert.True(command.IsOffered(caller));
    }

    private static async Task<RoomsUnderTest> ListedAsync(int count)
    {
        var rooms = await StartAsync();
        rooms.Remote.Listed =
        [
            .. Enumerable.Range(0, count).Select(i => new RoomState
            {
                Id = new RemoteRoomId($"!room{i}"),
                Address = new RoomAddress($"#room{i}"),
                Name = $"Room {i}",
                Subject = new RoomSubject($"About {i}"),
                MemberCount = i,
                IsPublic = true,
            }),
        ];
        return rooms;
    }

    private static async Task<XElement> AskAsync(RoomsUnderTest rooms, XElement payload) =>
        Assert.Single(await rooms.ReceiveAsync(rooms.Ask(Phone, payload, to: Domain))).Payloads.Single();

    private static XElement Page(int most, string? after)
    {
        var query = DiscoItems.Request();
        query.Add(new XElement(Rsm + "set", new XElement(Rsm + "max", most), after is null ? null : new XElement(Rsm + "after", after)));
        return query;
    }

    private static XElement Search((string Field, string Value)[]? fields) => new(
        Namespaces.ChannelSearch + "search",
        fields is null ? null : new DataForm(DataForm.Submit)
        {
            Fields =
            [
                new DataField(DataForm.FormType) { Values = [ChannelSearch.FormType] },
                .. fields.Select(field => new DataField(field.Field) { Values = [field.Value] }),
            ],
        }.ToElement());
}
