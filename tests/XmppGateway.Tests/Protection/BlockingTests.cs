using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Protection.BlockRequests;

namespace XmppGateway.Tests.Protection;

/// <summary>Blocks and reports that a user tells the gateway.</summary>
public sealed class BlockingTests
{
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
        request.Payloads[0].AddFirst(new XElement(BlockingNamespace + "item", address is null ? null : new XAttribute("jid", address)));
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
    public async Task A_report_of_the_gateway_itself_is_refused_and_blocks_nobody()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var request = Set("block", Gateway, EveJid);
        request.Payloads[0].Element(BlockingNamespace + "item")!.Add(
            new XElement(XNamespace.Get("urn:xmpp:reporting:1") + "report", new XAttribute("reason", "urn:xmpp:reporting:spam")));

        Assert.Equal(StanzaConditions.BadRequest, await RefusalAsync(gateway, request));

        Assert.Empty(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice));
    }

    [Fact]
    public async Task A_block_with_a_report_is_both()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var request = Set("block", EveJid);
        XNamespace reporting = "urn:xmpp:reporting:1";
        request.Payloads[0].Element(BlockingNamespace + "item")!.Add(new XElement(
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
    public async Task A_network_that_does_not_take_a_block_now_is_told_again_and_after_a_restart_and_when_the_user_repeats_it()
    {
        const string Told = "block alice@localhost eve@evil.example";
        await using var gateway = await ProtectedGateway.StartAsync();
        var eve = ProtectedGateway.Contact("eve@evil.example");
        gateway.Adapter.Answer = new DeliveryResult.Retry("busy");

        await gateway.Parts.Blocking.BlockAsync(gateway.Network, ProtectedGateway.Alice, eve, Token);
        Assert.Equal(Told, await gateway.Adapter.NextToldAsync(Token));
        Assert.Equal(Told, (await gateway.AdvanceUntilAsync(gateway.Adapter.NextToldAsync(Token))).Result);

        gateway.Adapter.Answer = new DeliveryResult.Delivered(null);
        await gateway.RestartAsync();
        Assert.Equal(Told, await gateway.Adapter.NextToldAsync(Token));

        await gateway.Parts.Blocking.BlockAsync(gateway.Network, ProtectedGateway.Alice, eve, Token);
        Assert.Equal(Told, await gateway.Adapter.NextToldAsync(Token));
    }

    [Fact]
    public async Task A_report_waits_for_the_link_to_reach_the_admins()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        gateway.Link.IsAttached = false;
        await gateway.Parts.Blocking.ReportAsync(
            gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact("eve@evil.example"), "spam", null, Token);
        await gateway.Adapter.NextToldAsync(Token);
        await gateway.Adapter.NextToldAsync(Token);

        gateway.Link.IsAttached = true;

        Assert.Equal(
            "alice@localhost reports eve@evil.example for spam", (await gateway.AdvanceUntilAsync(gateway.NextStanzaAsync())).Result.Body);
    }

    [Fact]
    public async Task A_user_who_leaves_leaves_neither_blocks_nor_secrets()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await AskAsync(gateway, Set("block", EveJid));
        await gateway.Store.PutSecretAsync(new SecretRow("test", "alice@localhost", "token", "k", [1], [2]), Token);

        await gateway.Parts.LeavingAsync(gateway.Network, ProtectedGateway.Alice, Token);

        Assert.False(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
        Assert.Empty(await gateway.Store.ReadBlocksAsync(Token));
        Assert.Null(await gateway.Store.FindSecretAsync("test", "alice@localhost", "token", Token));
    }

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
}
