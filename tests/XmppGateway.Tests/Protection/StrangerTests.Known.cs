using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed partial class StrangerTests
{
    [Fact]
    public async Task A_release_that_a_crash_interrupted_is_finished_at_the_next_start()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.Store.AddKnownAsync("test", "alice@localhost", Eve, gateway.Time.GetUtcNow(), Token);

        await gateway.RestartAsync();

        Assert.Equal("one", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task When_strangers_are_delivered_again_nothing_stays_behind()
    {
        var gateway = await AskedAsync("one");
        await using var next = await gateway.RestartAsync(StrangerPolicy.Deliver);

        Assert.Equal("one", (await next.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Who_was_written_to_before_is_no_stranger()
    {
        var before = await ProtectedGateway.StartAsync();
        await before.WriteAsync("hello");
        await before.NextDeliveryAsync();
        await using var gateway = await before.RestartAsync(StrangerPolicy.Ask);

        await gateway.ArriveAsync("k1", "hello yourself");

        Assert.Equal("hello yourself", (await gateway.NextStanzaAsync()).Body);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task A_contact_is_no_stranger(bool userSees, int contactSees)
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.Store.PutContactAsync(
            new ContactRow(0, "test", "alice@localhost", Eve, "eve", userSees, (ContactSubscription)contactSees), Token);

        await gateway.ArriveAsync("k1", "hello");

        Assert.Equal("hello", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task A_stranger_can_leave_only_so_much_and_is_told_above_it()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        for (var i = 0; i <= 20; i++)
        {
            await gateway.ArriveAsync("k" + i, "message " + i);
        }

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());

        Assert.Equal(("k20", FailureCondition.ResourceConstraint), (refusal.Failed!.Value.Value, refusal.Condition));
        Assert.Equal(20, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);
    }

    [Fact]
    public async Task Refused_strangers_are_told()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Refuse);
        await gateway.ArriveAsync("k1", "hello");

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k1", FailureCondition.NotAllowed), (refusal.Failed!.Value.Value, refusal.Condition));
        Assert.Empty(await gateway.SettleAsync());

        await gateway.WriteAsync("hello");
        await gateway.NextDeliveryAsync();
        await gateway.ArriveAsync("k2", "hello again");
        Assert.Equal("hello again", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Who_was_written_to_and_blocked_is_a_stranger_until_the_user_writes_again_also_after_a_restart()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Refuse);
        await gateway.WriteAsync("hello");
        Assert.IsType<Message>(await gateway.NextDeliveryAsync());
        await gateway.Parts.Blocking.BlockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token);
        Assert.True(await gateway.Parts.Blocking.UnblockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token));

        await gateway.ArriveAsync("k1", "live");
        Assert.Equal("k1", Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync()).Failed!.Value.Value);
        await gateway.RestartAsync();
        await gateway.ArriveAsync("k2", "after a restart");
        Assert.Equal("k2", Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync()).Failed!.Value.Value);

        await gateway.WriteAsync("hello again");
        Assert.IsType<Message>(await gateway.NextDeliveryAsync());
        await gateway.RestartAsync();
        await gateway.ArriveAsync("k3", "known");
        Assert.Equal("known", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Who_is_written_to_while_strangers_are_not_looked_at_is_known_when_they_are_again()
    {
        var first = await ProtectedGateway.StartAsync(StrangerPolicy.Refuse);
        var open = await first.RestartAsync(StrangerPolicy.Deliver);
        await open.WriteAsync("hello");
        Assert.IsType<Message>(await open.NextDeliveryAsync());
        await using var next = await open.RestartAsync(StrangerPolicy.Refuse);

        await next.ArriveAsync("k1", "known");
        Assert.Equal("known", (await next.NextStanzaAsync()).Body);
    }
}
