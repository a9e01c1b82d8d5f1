using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed partial class StrangerTests
{
    [Fact]
    public async Task What_nobody_has_answered_is_given_up_its_author_is_told_and_may_try_again()
    {
        await using var gateway = await AskedAsync("one", "two");
        var began = gateway.Time.GetUtcNow();
        await gateway.Parts.GiveUpAsync(began, Token);
        Assert.Equal(2, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);

        await gateway.Parts.GiveUpAsync(began + TimeSpan.FromSeconds(1), Token);

        var refusals = new[] { await gateway.NextDeliveryAsync(), await gateway.NextDeliveryAsync() }.Cast<Undeliverable>();
        Assert.Equal([("k0", FailureCondition.RecipientUnavailable), ("k1", FailureCondition.RecipientUnavailable)], refusals.Select(r => (r.Failed!.Value.Value, r.Condition)));
        Assert.Empty(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));

        await gateway.ArriveAsync("k9", "are you there?");
        Assert.Contains("are you there?", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_has_accepted_is_not_given_up()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.Store.AddKnownAsync("test", "alice@localhost", Eve, gateway.Time.GetUtcNow(), Token);

        await gateway.Parts.GiveUpAsync(gateway.Time.GetUtcNow() + TimeSpan.FromSeconds(1), Token);

        Assert.Equal("one", (await gateway.NextStanzaAsync()).Body);
        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
    }

    [Fact]
    public async Task When_the_user_leaves_who_waited_is_told()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.Parts.LeavingAsync(gateway.Network, ProtectedGateway.Alice, Token);

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k0", FailureCondition.ServiceUnavailable), (refusal.Failed!.Value.Value, refusal.Condition));
    }

    [Fact]
    public async Task The_question_survives_a_restart_and_is_not_asked_twice()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.RestartAsync();

        await gateway.ArriveAsync("k2", "two");
        Assert.Empty(await gateway.SettleAsync());
        await gateway.WriteAsync("annehmen");

        string[] bodies = [(await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!];
        Assert.Equal(["one", "two"], bodies.Where(b => b.Length == 3));
    }
}
