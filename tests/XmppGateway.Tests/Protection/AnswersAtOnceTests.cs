using XmppGateway.Abstractions;
using XmppGateway.Protection;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>What happens in the middle of a user's answer about a stranger: another answer, the end of the time, one more message.</summary>
public sealed class AnswersAtOnceTests
{
    private const string Eve = StrangerStory.Eve;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Between any two steps of the first the other happens as a whole.</summary>
    [Theory]
    [InlineData("decline", "accept")]
    [InlineData("give up", "accept")]
    [InlineData("accept", "decline")]
    [InlineData("accept", "give up")]
    [InlineData("decline", "give up")]
    [InlineData("give up", "decline")]
    public async Task What_is_held_is_shown_or_refused_and_not_both(string first, string other)
    {
        var calls = 0;
        for (var isBetween = true; isBetween; calls++)
        {
            var store = new InterruptedStore();
            await using var gateway = await HoldingAsync(store);

            isBetween = await store.RunAsync(calls, () => DoAsync(gateway, first), () => DoAsync(gateway, other));

            var (shown, refused) = await EndAsync(gateway);
            Assert.True(
                shown.Concat(refused).Order(StringComparer.Ordinal).SequenceEqual(["m1", "m2"]),
                $"After {calls} steps shown: {string.Join(' ', shown)}, refused: {string.Join(' ', refused)}");
        }

        Assert.InRange(calls, 3, 30);
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("give up")]
    public async Task What_comes_meanwhile_is_refused_or_asked_about(string first)
    {
        var calls = 0;
        for (var isBetween = true; isBetween; calls++)
        {
            var store = new InterruptedStore();
            await using var gateway = await HoldingAsync(store);

            isBetween = await store.RunAsync(calls, () => DoAsync(gateway, first), () => DoAsync(gateway, "m3"));

            var (shown, refused) = await EndAsync(gateway);
            var held = await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token);
            var relation = await gateway.Store.FindRelationAsync("test", "alice@localhost", Eve, Token);
            Assert.Empty(shown);
            Assert.Equal(["m1", "m2"], refused.Take(2));
            Assert.Equal(isBetween ? 1 : 0, refused.Skip(2).Count() + held.Count);
            Assert.Equal(held.Count > 0, relation is { Known: false });
        }

        Assert.InRange(calls, 3, 30);
    }

    [Fact]
    public async Task Who_says_yes_and_no_is_told_what_holds()
    {
        var store = new InterruptedStore();
        await using var gateway = await HoldingAsync(store);

        var (network, contact) = (gateway.Network, ProtectedGateway.Contact(Eve));
        Assert.Equal(
            ProtectionTexts.Accepted(2),
            await gateway.Parts.Replies.AnswerAsync(network, ProtectedGateway.Alice, contact, StrangerAnswer.Accept, Token));
        Assert.Equal(
            ProtectionTexts.AcceptedBefore,
            await gateway.Parts.Replies.AnswerAsync(network, ProtectedGateway.Alice, contact, StrangerAnswer.Decline, Token));

        await gateway.ArriveAsync("m3", "m3", Eve);
        Assert.Equal((3, 0), await EndAsync(gateway) is var (shown, refused) ? (shown.Count, refused.Count) : default);
    }

    /// <summary>Two messages are held, and the user was asked.</summary>
    private static async Task<ProtectedGateway> HoldingAsync(InterruptedStore store)
    {
        var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask, around: store.Around);
        await gateway.ArriveAsync("m1", "m1", Eve);
        await gateway.ArriveAsync("m2", "m2", Eve);
        await gateway.SettleAsync();
        return gateway;
    }

    private static async Task DoAsync(ProtectedGateway gateway, string what)
    {
        switch (what)
        {
            case "accept":
                await gateway.Parts.Replies.AnswerAsync(
                    gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), StrangerAnswer.Accept, CancellationToken.None);
                break;
            case "decline":
                await gateway.Parts.Replies.AnswerAsync(
                    gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), StrangerAnswer.Decline, CancellationToken.None);
                break;
            case "give up":
                await gateway.Parts.GiveUpAsync(gateway.Time.GetUtcNow() + TimeSpan.FromSeconds(1), CancellationToken.None);
                break;
            default:
                await gateway.ArriveAsync(what, what, Eve);
                await Patience.UntilAsync(async () => await gateway.Store.CountIncomingAsync("test", CancellationToken.None) == 0);
                break;
        }
    }

    /// <summary>What the user has seen, and of what the stranger was told that it did not arrive.</summary>
    private static async Task<(IReadOnlyList<string> Shown, IReadOnlyList<string> Refused)> EndAsync(ProtectedGateway gateway)
    {
        var shown = StrangerStory.BodiesOf(await gateway.SettleAsync());
        await Patience.UntilAsync(async () => (await gateway.Store.ListOutgoingAsync(10, Token)).Count == 0);
        return (shown, [.. gateway.Adapter.TakeSeen().Select(delivery => delivery.Event).OfType<Undeliverable>().Select(refusal => refusal.Failed!.Value.Value)]);
    }
}
