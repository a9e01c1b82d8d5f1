using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Routing;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Protection.BlockRequests;

namespace XmppGateway.Tests.Protection;

/// <summary>Blocks that a user has told their own server.</summary>
public sealed class BlocklistTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public async Task Who_was_on_the_list_is_a_stranger_after_it()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.WriteAsync("hello", Eve);
        await gateway.NextDeliveryAsync();
        var list = BlockingCommand.ToList([EveJid]);
        gateway.Privileges.OnAsk = _ => list;
        await ComeAsync(gateway);
        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Count == 1));

        list = BlockingCommand.ToList([]);
        gateway.Time.Advance(TimeSpan.FromMinutes(2));
        await ComeAsync(gateway);
        Assert.Equal("unblock alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));
        gateway.Link.TakeSent();
        await gateway.ArriveAsync("f1", "buy this", Eve);

        // The question in place of the message.
        Assert.DoesNotContain(await gateway.SettleAsync(), shown => shown.Body == "buy this");
        Assert.Single(await gateway.Parts.Strangers.ReadWaitingAsync(gateway.Network, ProtectedGateway.Alice, 10, Token));
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
}
