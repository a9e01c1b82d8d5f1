using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Presence;
using XmppGateway.Protection;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Tests.Accounts;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class BlockingTests
{
    private const string Eve = "eve@evil.example";
    private static readonly Jid EveJid = Jid.Parse(@"eve\40evil.example@test.localhost");
    private static readonly Jid Gateway = Jid.Parse("test.localhost");
    private static readonly XNamespace Blocking = "urn:xmpp:blocking";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_at_the_gateway_holds_at_once_and_after_a_restart()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        Assert.Equal("result", (await AskAsync(gateway, Set("block", EveJid))).Type);
        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));

        Assert.Equal([EveJid], BlockingCommand.ReadList(await AskAsync(gateway, Get())));
        await gateway.RestartAsync();
        await gateway.ArriveAsync("k1", "hello");
        Assert.Empty(await gateway.SettleAsync());

        await AskAsync(gateway, Set("unblock", EveJid));
        Assert.Equal("unblock alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        await gateway.ArriveAsync("k2", "hello again");
        Assert.Equal("hello again", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task The_gateways_own_address_stands_for_everybody_and_an_empty_unblock_ends_all()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", Gateway, EveJid));
        await gateway.ArriveAsync("k1", "hello", "bob@good.example");
        Assert.Empty(await gateway.SettleAsync());

        await AskAsync(gateway, Set("unblock"));

        Assert.Empty(BlockingCommand.ReadList(await AskAsync(gateway, Get()))!);
        await gateway.ArriveAsync("k2", "hello again", "bob@good.example");
        Assert.Equal("hello again", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task What_cannot_be_blocked_is_refused_and_nothing_of_the_request_is_done()
    {
        await using var gateway = await ProtectedGateway.StartAsync();

        Assert.Equal(StanzaConditions.BadRequest, await RefusalAsync(gateway, Set("block")));
        Assert.Equal(StanzaConditions.ItemNotFound, await RefusalAsync(gateway, Set("block", EveJid, Jid.Parse("bob@localhost"))));
        Assert.Equal(StanzaConditions.JidMalformed, await RefusalAsync(gateway, Set("block", EveJid, Jid.Parse("nobody@test.localhost"))));
        Assert.Empty(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice));
    }

    [Theory]
    [InlineData("unblock", null)]
    [InlineData("unblock", "@@")]
    [InlineData("block", "@@")]
    public async Task An_item_without_an_address_is_refused_and_lifts_no_block(string what, string? address)
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", EveJid));
        var request = Set(what, EveJid);
        request.Payloads[0].AddFirst(new XElement(Blocking + "item", address is null ? null : new XAttribute("jid", address)));
        request.Payloads[0].Elements().Last().Remove();

        Assert.Equal(StanzaConditions.JidMalformed, await RefusalAsync(gateway, request));

        Assert.Single(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice));
    }

    [Fact]
    public async Task One_user_blocks_a_thousand_contacts_and_no_more()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        for (var i = 0; i < Blocks.MaximumOfUser; i += 100)
        {
            await gateway.Parts.BlockingHandler.HandleAsync(Set("block", Bots(i, 100)), gateway.Link, Token);
        }

        Assert.Equal(StanzaConditions.ResourceConstraint, await RefusalAsync(gateway, Set("block", EveJid)));
        Assert.Equal(Blocks.MaximumOfUser, gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Count);
        Assert.NotNull(gateway.Parts.Blocking.WhyNot(gateway.Network, ProtectedGateway.Alice, 1, 0));
        Assert.Null(gateway.Parts.Blocking.WhyNot(gateway.Network, Jid.Parse("bob@localhost"), 1, 0));
    }

    [Fact]
    public async Task A_flood_of_reports_is_refused_before_anything_of_it_is_done()
    {
        await using var gateway = await ProtectedGateway.StartAsync();

        Assert.Equal(StanzaConditions.ResourceConstraint, await RefusalAsync(gateway, Reported(Set("block", Bots(0, 100)))));

        Assert.Empty(await gateway.Store.ReadAuditAsync(200, Token));
        Assert.Empty(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice));
        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await gateway.Parts.BlockingHandler.HandleAsync(Reported(Set("block", EveJid)), gateway.Link, Token);
        Assert.Single(await gateway.Store.ReadAuditAsync(200, Token));
    }

    [Fact]
    public async Task A_block_with_a_report_is_both()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var request = Set("block", EveJid);
        XNamespace reporting = "urn:xmpp:reporting:1";
        request.Payloads[0].Element(Blocking + "item")!.Add(new XElement(
            reporting + "report", new XAttribute("reason", "urn:xmpp:reporting:spam"), new XElement(reporting + "text", "Never came\ntrouble like this.")));

        await gateway.Parts.BlockingHandler.HandleAsync(request, gateway.Link, Token);

        var row = Assert.Single(await gateway.Store.ReadAuditAsync(10, Token));
        Assert.Equal(("report", "test eve@evil.example", "spam: Never came trouble like this."), (row.Action, row.Target, row.Detail));
        Stanza[] sent = [await gateway.NextStanzaAsync(), await gateway.NextStanzaAsync()];
        Assert.Contains(sent, s => s is { Kind: StanzaKind.Iq, Type: "result" });
        Assert.Contains(sent, s => s.To == ProtectedGateway.Admin && s.From == Gateway && s.Body!.Contains(Eve, StringComparison.Ordinal));
        Assert.True(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
    }

    [Fact]
    public async Task The_blocklist_at_the_users_server_is_taken_over_with_what_is_gone_from_it()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var list = BlockingCommand.ToList([EveJid, Jid.Parse("somebody@else.example"), Jid.Parse("all.else.example")]);
        gateway.Privileges.OnAsk = _ => list;
        await ComeAsync(gateway);
        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        var row = Assert.Single(await gateway.Store.ReadBlocksAsync(Token));
        Assert.Equal((Eve, true), (row.Contact, row.FromList));

        list = BlockingCommand.ToList([]);
        gateway.Time.Advance(TimeSpan.FromMinutes(2));
        await ComeAsync(gateway);
        Assert.Equal("unblock alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        Assert.Empty(await gateway.Store.ReadBlocksAsync(Token));
    }

    [Fact]
    public async Task The_blocklist_at_the_users_server_ends_no_block_that_was_made_here()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", EveJid));
        gateway.Privileges.OnAsk = _ => BlockingCommand.ToList([]);

        await ComeAsync(gateway);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Privileges.Asked == 1));
        gateway.Privileges.OnAsk = _ => BlockingCommand.ToList([Jid.Parse(@"bob\40good.example@test.localhost")]);
        gateway.Time.Advance(TimeSpan.FromMinutes(2));
        await ComeAsync(gateway);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Any(b => b.FromList)));

        Assert.Contains(Eve, gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Select(b => b.Contact));
    }

    [Fact]
    public async Task What_is_blocked_just_after_the_list_was_read_is_found_when_the_rest_is_over()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var list = BlockingCommand.ToList([]);
        gateway.Privileges.OnAsk = _ => list;
        await ComeAsync(gateway);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Privileges.Asked == 1));
        list = BlockingCommand.ToList([EveJid]);

        gateway.Time.Advance(TimeSpan.FromSeconds(10));
        await ComeAsync(gateway);
        await ComeAsync(gateway);
        gateway.Time.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        Assert.Equal(2, gateway.Privileges.Asked);
    }

    [Fact]
    public async Task When_many_come_at_once_the_list_of_each_is_read()
    {
        const int Many = 2_000;
        await using var gateway = await ProtectedGateway.StartAsync();
        gateway.Privileges.OnAsk = _ => BlockingCommand.ToList([]);
        var watched = Watched(gateway, new ScriptedHandler(StanzaKind.Presence));

        for (var i = 0; i < Many; i++)
        {
            await watched.HandleAsync(new Stanza(StanzaKind.Presence) { From = Jid.Parse($"user{i}@localhost/x"), To = Gateway }, gateway.Link, Token);
        }

        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Privileges.Asked == Many));
    }

    [Fact]
    public async Task A_message_that_the_users_server_has_sent_back_is_a_reason_to_read_the_list()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        gateway.Privileges.OnAsk = _ => BlockingCommand.ToList([EveJid]);
        var returned = StanzaAnswers.Error(
            new Stanza(StanzaKind.Message) { From = EveJid, To = ProtectedGateway.Alice, Id = "m1" }, StanzaError.Of(StanzaConditions.ServiceUnavailable))!;

        await Watched(gateway, new ScriptedHandler(StanzaKind.Message)).HandleAsync(returned, gateway.Link, Token);

        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
    }

    [Fact]
    public async Task The_answer_to_the_question_whether_an_account_exists_is_no_reason()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var probe = new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Phone, To = Jid.Parse($"{AccountProbe.Localpart}@test.localhost") };

        await Watched(gateway, new ScriptedHandler(StanzaKind.Presence)).HandleAsync(probe, gateway.Link, Token);

        // One that comes later is asked about, and nobody before.
        await ComeAsync(gateway);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Privileges.Asked > 0));
        Assert.Equal(1, gateway.Privileges.Asked);
    }

    [Fact]
    public async Task The_list_does_not_end_a_block_that_the_user_told_the_gateway_and_is_not_read_again_at_once()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", EveJid));
        await gateway.Adapter.NextToldAsync(Token);
        var bob = Jid.Parse(@"bob\40good.example@test.localhost");
        gateway.Privileges.OnAsk = _ => BlockingCommand.ToList([bob]);

        await ComeAsync(gateway);
        await ComeAsync(gateway);

        Assert.Equal("block alice@localhost bob@good.example", await gateway.Adapter.NextToldAsync(Token));
        Assert.Equal(1, gateway.Privileges.Asked);
        Assert.Equal(["bob@good.example", Eve], gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Select(b => b.Contact));
    }

    [Fact]
    public async Task Nothing_that_a_blocked_contact_does_is_shown_to_who_blocked_them()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: false, Token);
        var (eve, guard) = (ProtectedGateway.Contact(Eve), gateway.Parts.Incoming);
        var carol = Jid.Parse("carol@localhost");

        Assert.True(guard.Hides(gateway.Network, ProtectedGateway.Alice, eve));
        Assert.False(guard.Hides(gateway.Network, carol, eve));
        Assert.True(guard.Hides(gateway.Network, new ContactSignal.Typing(eve, ProtectedGateway.Alice, ChatStateKind.Composing)));
        Assert.False(guard.Hides(gateway.Network, new ContactSignal.Typing(eve, carol, ChatStateKind.Composing)));

        // Others may see it: who may not is looked at where it is shown.
        Assert.False(guard.Hides(gateway.Network, new ContactSignal.Presence(eve, new PresenceState(Availability.Online))));

        var at = gateway.Time.GetUtcNow();
        var receipt = new Receipt { User = ProtectedGateway.Alice, Contact = eve, Timestamp = at, For = new RemoteMessageId("m") };
        Assert.True(guard.Drops(gateway.Network, receipt));
        Assert.False(guard.Drops(gateway.Network, receipt with { User = carol }));
        Assert.True(guard.Drops(gateway.Network, gateway.Message("k", "hello", Eve)));
        Assert.False(guard.Drops(gateway.Network, gateway.Message("k", "from another client of alice", Eve) with { ByUser = true }));
    }

    [Fact]
    public async Task A_failure_of_what_was_sent_before_the_block_is_still_told()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: false, Token);

        Assert.False(gateway.Parts.Incoming.Drops(gateway.Network, new DeliveryFailure
        {
            User = ProtectedGateway.Alice,
            Contact = ProtectedGateway.Contact(Eve),
            Timestamp = gateway.Time.GetUtcNow(),
            Failed = new RemoteMessageId("m"),
            Condition = FailureCondition.NoSuchRecipient,
            Reason = "550",
        }));
    }

    [Fact]
    public async Task A_contact_whom_the_rules_deny_has_no_presence()
    {
        await using var gateway = await ProtectedGateway.StartAsync(denied: ["*@evil.example"]);

        Assert.True(gateway.Parts.Incoming.Hides(gateway.Network, new ContactSignal.Presence(ProtectedGateway.Contact(Eve), new PresenceState(Availability.Online))));
        Assert.True(gateway.Parts.Incoming.Hides(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
    }

    [Theory]
    [InlineData(Eve)]
    [InlineData(Blocks.Everybody)]
    public async Task A_contact_goes_away_with_the_block_and_is_back_after_it(string blocked)
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Store.PutContactAsync(
            new ContactRow(0, "test", "alice@localhost", Eve, EveJid.Local!, UserSees: true, ContactSubscription.None), Token);
        var presences = new Presences(gateway.Store, gateway.Addresses, new DefaultSettings(), gateway.Time, gateway.Logger)
        {
            Hides = gateway.Parts.Incoming.Hides,
        };
        presences.Add(gateway.Network);
        gateway.Parts.Blocks.Changed = new BlockedPresence(gateway.Store, gateway.Store, gateway.Networks, presences, gateway.Parts.Errands).BlockChanged;

        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, blocked, fromList: false, Token);
        Assert.Equal("unavailable", (await ShownAsync()).Type);

        await gateway.Parts.Blocks.RemoveAsync("test", ProtectedGateway.Alice, blocked, Token);
        Assert.Null((await ShownAsync()).Type);

        async Task<Stanza> ShownAsync()
        {
            await QueuesUnderTest.UntilAsync(async () => await presences["test"].Queue.SendNextAsync(Token));
            var shown = Assert.Single(gateway.Link.TakeSent());
            Assert.Equal((EveJid, ProtectedGateway.Alice), (shown.From, shown.To));
            return shown;
        }
    }

    [Theory]
    [InlineData("subscribed", true)]
    [InlineData("subscribe", true)]
    [InlineData("unsubscribed", false)]
    public async Task A_subscription_that_the_user_grants_accepts_a_stranger(string type, bool accepts)
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "hello");
        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();

        await HandleAsync(gateway, new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Alice, To = EveJid, Type = type });

        var bodies = (await gateway.SettleAsync()).Where(s => s.Kind == StanzaKind.Message).Select(s => s.Body);
        Assert.Equal(accepts ? ["hello"] : [], bodies);
    }

    [Fact]
    public async Task A_user_who_leaves_leaves_neither_blocks_nor_secrets()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", EveJid));
        await gateway.Store.PutSecretAsync(new SecretRow("test", "alice@localhost", "token", "k", [1], [2]), Token);

        await gateway.Parts.LeavingAsync(gateway.Network, ProtectedGateway.Alice, [], Token);

        Assert.False(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
        Assert.Empty(await gateway.Store.ReadBlocksAsync(Token));
        Assert.Null(await gateway.Store.FindSecretAsync("test", "alice@localhost", "token", Token));
    }

    private static Task ComeAsync(ProtectedGateway gateway) =>
        HandleAsync(gateway, new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Phone, To = Gateway });

    /// <summary>As in the program, where the handler of presence is behind another.</summary>
    private static async Task HandleAsync(ProtectedGateway gateway, Stanza presence)
    {
        var settings = new DefaultSettings();
        var presences = new Presences(gateway.Store, gateway.Addresses, settings, gateway.Time, gateway.Logger);
        presences.Add(gateway.Network);
        var handler = Watched(gateway, new RegisteredOnly(
            new PresenceHandler(gateway.Networks, gateway.Addresses, gateway.Store, presences, settings),
            gateway.Networks,
            new AccountSettings(gateway.Store, gateway.Time)));
        Assert.True(handler.Handles(presence));
        await handler.HandleAsync(presence, gateway.Link, Token);
    }

    private static IStanzaHandler Watched(ProtectedGateway gateway, IStanzaHandler handler) => gateway.Parts.Watch.Over([handler])[0];

    private static Jid[] Bots(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => Jid.Parse($@"bot{i}\40evil.example@test.localhost"))];

    private static Stanza Reported(Stanza request)
    {
        foreach (var item in request.Payloads[0].Elements())
        {
            item.Add(new XElement(XNamespace.Get("urn:xmpp:reporting:1") + "report", new XAttribute("reason", "urn:xmpp:reporting:spam")));
        }

        return request;
    }

    private static async Task<string> RefusalAsync(ProtectedGateway gateway, Stanza request) =>
        (await Assert.ThrowsAsync<StanzaErrorException>(async () => await gateway.Parts.BlockingHandler.HandleAsync(request, gateway.Link, Token))).Error.Condition;

    private static async Task<Stanza> AskAsync(ProtectedGateway gateway, Stanza request)
    {
        Assert.True(gateway.Parts.BlockingHandler.Handles(request));
        await gateway.Parts.BlockingHandler.HandleAsync(request, gateway.Link, Token);
        Stanza answer;
        do
        {
            answer = await gateway.NextStanzaAsync();
        }
        while (answer.Id != "b1");
        return answer;
    }

    private static Stanza Get() => Request("get", BlockingCommand.Get());

    private static Stanza Set(string what, params Jid[] jids) =>
        Request("set", new XElement(Blocking + what, jids.Select(j => new XElement(Blocking + "item", new XAttribute("jid", j.ToString())))));

    private static Stanza Request(string type, XElement payload) =>
        new(StanzaKind.Iq) { From = ProtectedGateway.Phone, To = Gateway, Id = "b1", Type = type, Payloads = { payload } };

    private sealed class ScriptedHandler(StanzaKind kind) : IStanzaHandler
    {
        public bool Handles(Stanza stanza) => stanza.Kind == kind;

        public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
