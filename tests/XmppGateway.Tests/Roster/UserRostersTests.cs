using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Mapping;
using XmppGateway.Privileges;
using XmppGateway.Roster;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Roster;

public sealed partial class UserRostersTests : IDisposable
{
    private const string BobsJid = @"bob\40example.com@mail.example.org";
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Phone = Jid.Parse("alice@localhost/phone");
    private static readonly RemoteContact Bob = new(new RemoteUserId("bob@example.com"), "Bob@example.com", "Bob\nBuilder");

    private readonly ListLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly FakeLink _link = new();
    private readonly MemoryStore _store = new();
    private readonly Network _network;
    private readonly ServerPrivileges _privileges;
    private readonly UserRosters _rosters;
    private readonly List<Stanza> _asked = [];
    private bool _clientTakesSuggestions;
    private bool _serverRefuses;
    private string? _subscription;

    public UserRostersTests()
    {
        _network = new Network("mail", new FakeAdapter(), _link);
        _privileges = new ServerPrivileges(["localhost"], _time, _log.CreateLogger<ServerPrivileges>());
        _rosters = new UserRosters(
            _privileges, new AddressBook(_store), _store, new RequestPace(_time), _time, _log.CreateLogger<UserRosters>());
        _link.OnAsk = Answer;
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task With_the_privilege_the_contact_is_written_with_name_and_group()
    {
        await GrantAsync();

        await AddAsync(Alice, Bob);

        var item = Assert.Single(RosterItem.Find(Assert.Single(_asked, s => s.Type == "set"))!);
        Assert.Equal(new RosterItem(Jid.Parse(BobsJid), "Bob Builder", "both", ["Email"]), item);
        Assert.Equal([$"presence available {BobsJid} > alice@localhost"], _link.TakeSent().Select(GatewayUnderTest.Text));
        Assert.Equal(ContactSubscription.Granted, Assert.Single(_store.Contacts).ContactSees);
        Assert.True(_store.Contacts[0].UserSees);
    }

    [Fact]
    public async Task A_client_that_knows_roster_exchange_gets_one_suggestion_for_all()
    {
        _clientTakesSuggestions = true;

        await AddAsync(Phone, Bob, Person("eve"));

        Assert.Equal([("add", BobsJid), ("add", @"eve\40example.com@mail.example.org")], RosterExchange.Find(_asked[^1]));
        Assert.Equal(Phone, _asked[^1].To);
        Assert.Empty(_link.TakeSent());
    }

    [Fact]
    public async Task Otherwise_the_contact_asks_for_a_subscription()
    {
        await AddAsync(Phone, Bob);

        var sent = Assert.Single(_link.TakeSent());
        Assert.Equal($"presence subscribe {BobsJid} > alice@localhost", GatewayUnderTest.Text(sent));
        Assert.Equal("Bob Builder", Nick.Find(sent));
        Assert.Equal(ContactSubscription.Requested, Assert.Single(_store.Contacts).ContactSees);
    }

    [Fact]
    public async Task A_server_that_refuses_to_write_gives_way_to_a_request_and_a_line_in_the_log()
    {
        await GrantAsync();
        _serverRefuses = true;

        await AddAsync(Alice, Bob);

        Assert.Equal([$"presence subscribe {BobsJid} > alice@localhost"], _link.TakeSent().Select(GatewayUnderTest.Text));
        Assert.Contains(_log.Lines, l => l.Text.Contains("did not write", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_writes_names_without_subscriptions_leaves_those_to_requests()
    {
        await GrantAsync();
        _subscription = "none";

        Assert.Equal(RosterAddition.Asked, await _rosters.AddAsync(_network, Alice, Bob, CancellationToken.None));
        await AddAsync(Alice, Person("eve"));

        Assert.Equal(
            [$"presence subscribe {BobsJid} > alice@localhost", @"presence subscribe eve\40example.com@mail.example.org > alice@localhost"],
            _link.TakeSent().Select(GatewayUnderTest.Text));
        Assert.All(_store.Contacts, contact => Assert.Equal((false, ContactSubscription.Requested), (contact.UserSees, contact.ContactSees)));
        Assert.Equal(["set", "get", "set"], _asked.Select(s => s.Type));
    }

    [Fact]
    public async Task A_subscription_from_before_says_nothing_of_what_the_server_writes()
    {
        await GrantAsync();
        _subscription = "both";
        await _store.PutContactAsync(
            new ContactRow(0, "mail", "alice@localhost", "bob@example.com", @"bob\40example.com", false, ContactSubscription.None), CancellationToken.None);
        await AddAsync(Alice, Bob);
        _subscription = "none";

        Assert.Equal(RosterAddition.Asked, await _rosters.AddAsync(_network, Alice, Person("eve"), CancellationToken.None));
    }

    [Fact]
    public async Task A_contact_that_the_user_has_is_left_alone()
    {
        await GrantAsync();
        await AddAsync(Alice, Bob);
        _link.TakeSent();
        _asked.Clear();

        await AddAsync(Alice, Bob);

        Assert.Empty(_asked);
        Assert.Empty(_link.TakeSent());
    }

    [Fact]
    public void Many_requests_come_at_a_pace_that_others_do_not_share()
    {
        var adding = AddAsync(Alice, [.. Enumerable.Range(0, 12).Select(i => Person("p" + i))]);

        Assert.Equal(5, _link.TakeSent().Count);
        Assert.False(adding.IsCompleted);
        Assert.True(AddAsync(Jid.Parse("carol@localhost"), Bob).IsCompletedSuccessfully);
        Assert.Single(_link.TakeSent());
    }

    [Fact]
    public async Task A_suggestion_holds_no_more_than_a_hundred_contacts()
    {
        _clientTakesSuggestions = true;

        await AddAsync(Phone, [.. Enumerable.Range(0, 250).Select(i => Person("p" + i))]);

        Assert.Equal([100, 100, 50], _asked.Where(s => RosterExchange.Find(s).Any()).Select(s => RosterExchange.Find(s).Count()));
    }

    [Fact]
    public async Task Leaving_takes_the_items_out_where_the_server_allows_it()
    {
        await GrantAsync();

        Assert.True(await RemoveAsync(BobsJid));
        Assert.True(await RemoveAsync("mail.example.org"));

        Assert.Equal(
            [(BobsJid, "remove"), ("mail.example.org", "remove")],
            _asked.Select(s => Assert.Single(RosterItem.Find(s)!)).Select(i => (i.Jid.ToString(), i.Subscription)));
    }

    [Fact]
    public async Task Leaving_asks_nothing_where_it_does_not()
    {
        Assert.False(await RemoveAsync(BobsJid));

        Assert.Empty(_asked);
        Assert.Empty(_link.TakeSent());
    }

    [Theory]
    [InlineData("item-not-found", true)]
    [InlineData("forbidden", false)]
    public async Task An_item_that_is_not_there_counts_as_removed(string condition, bool gone)
    {
        await GrantAsync();
        _link.OnAsk = request => StanzaAnswers.Error(request, StanzaError.Of(condition));

        Assert.Equal(gone, await RemoveAsync(BobsJid));
    }

    [Theory]
    [InlineData(false, (int)RosterAddition.Asked)]
    [InlineData(true, (int)RosterAddition.Added)]
    public async Task A_wish_says_how_far_it_went(bool granted, int expected)
    {
        if (granted)
        {
            await GrantAsync();
        }

        Assert.Equal((RosterAddition)expected, await _rosters.AddAsync(_network, Alice, Bob, CancellationToken.None));
        Assert.Equal(
            granted ? RosterAddition.KnownAlready : RosterAddition.Asked, await _rosters.AddAsync(_network, Alice, Bob, CancellationToken.None));
    }

    [Fact]
    public async Task A_link_that_goes_before_the_request_has_asked_nobody()
    {
        _link.IsAttached = false;

        Assert.Equal(RosterAddition.NotAsked, await _rosters.AddAsync(_network, Alice, Bob, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_written_is_known_before()
    {
        await GrantAsync();
        IReadOnlyList<ContactRow>? known = null;
        _link.OnAsk = request =>
        {
            known ??= request.Type == "set" ? [.. _store.Contacts] : null;
            return Answer(request);
        };

        await AddAsync(Alice, Bob);

        Assert.Equal((false, ContactSubscription.Requested), (Assert.Single(known!).UserSees, known![0].ContactSees));
    }

    [Fact]
    public async Task A_deleted_roster_item_is_a_contact_no_more()
    {
        await GrantAsync();
        await AddAsync(Alice, Bob, Person("eve"));
        var networks = new Networks();
        networks.Add(_network);
        var handler = new RosterPushHandler(_privileges, networks, new AddressBook(_store), _store);
        var push = Stanza.Iq(Alice, Jid.Parse("mail.example.org"), "set", "push1", RosterItem.Query(new RosterItem(Jid.Parse(BobsJid), null, "remove", [])));

        Assert.True(handler.Handles(push));
        await handler.HandleAsync(push, _link, CancellationToken.None);

        Assert.Equal("eve@example.com", Assert.Single(_store.Contacts).RemoteId);
        Assert.Equal("result", _link.TakeSent()[^1].Type);
    }

    [Fact]
    public async Task A_deleted_roster_item_of_another_domain_is_no_contact_of_this_one()
    {
        await GrantAsync();
        await AddAsync(Alice, Bob);
        var networks = new Networks();
        networks.Add(_network);
        var handler = new RosterPushHandler(_privileges, networks, new AddressBook(_store), _store);
        Jid[] others = [Jid.Parse(@"bob\40example.com@elsewhere.example.org"), Jid.Parse("elsewhere.example.org")];

        await handler.HandleAsync(
            Stanza.Iq(Alice, Jid.Parse("mail.example.org"), "set", "push1", RosterItem.Query(others.Select(jid => new RosterItem(jid, null, "remove", [])))),
            _link,
            CancellationToken.None);

        Assert.Equal("bob@example.com", Assert.Single(_store.Contacts).RemoteId);
    }

    [Fact]
    public async Task Nobody_pushes_a_roster_that_was_not_granted()
    {
        var networks = new Networks();
        networks.Add(_network);
        var handler = new RosterPushHandler(_privileges, networks, new AddressBook(_store), _store);
        var push = Stanza.Iq(Alice, Jid.Parse("mail.example.org"), "set", "push1", RosterItem.Query(new RosterItem(Jid.Parse(BobsJid), null, "remove", [])));

        await Assert.ThrowsAsync<StanzaErrorException>(async () => await handler.HandleAsync(push, _link, CancellationToken.None));
        Assert.False(handler.Handles(Stanza.Iq(Phone, Jid.Parse("mail.example.org"), "set", "p", RosterItem.Query())));
    }

    private Task<bool> RemoveAsync(string contact) => _rosters.RemoveAsync(_network, Alice, Jid.Parse(contact), CancellationToken.None).AsTask();

    private static RemoteContact Person(string name) => new(new RemoteUserId(name + "@example.com"), name + "@example.com");

    private Task<IReadOnlyList<RemoteContact>> AddAsync(Jid user, params RemoteContact[] contacts) => _rosters.AddAllAsync(_network, user, contacts, isResumed: false, CancellationToken.None);

    private async Task GrantAsync()
    {
        var message = Stanza.Message(Jid.Parse("localhost"), Jid.Parse("mail.example.org"), type: null, id: "p1")
            .With(XElement.Parse("<privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/></privilege>"));
        await _privileges.HandleAsync(message, _link, CancellationToken.None);
    }

    private Stanza? Answer(Stanza request)
    {
        if (DiscoInfo.IsRequest(request))
        {
            var info = new DiscoInfo([], _clientTakesSuggestions ? [RosterExchange.Feature] : []);
            return Result(request).With(info.ToElement());
        }

        _asked.Add(request);
        if (request.Type == "get" && _subscription is not null)
        {
            var items = _asked.Where(s => s.Type == "set").SelectMany(s => RosterItem.Find(s)!);
            return Result(request).With(RosterItem.Query(items.Select(item => item with { Subscription = _subscription })));
        }

        return _serverRefuses
            ? new Stanza(StanzaKind.Iq) { From = request.To, To = request.From, Id = request.Id, Type = "error" }
            : Result(request);
    }

    private static Stanza Result(Stanza request) => new(StanzaKind.Iq) { From = request.To, To = request.From, Id = request.Id, Type = "result" };
}
