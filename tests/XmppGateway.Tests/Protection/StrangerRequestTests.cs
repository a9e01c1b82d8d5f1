using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Protection;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>People whom the user does not know ask to be their contacts.</summary>
public sealed class StrangerRequestTests
{
    private const string Eve = "eve@evil.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_strangers_are_refused_so_is_their_request_and_no_contact_is_kept()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Refuse);
        await gateway.AskAsync("r1", Eve);

        Assert.Empty(await gateway.SettleAsync());
        Assert.Null(await gateway.Store.FindContactAsync("test", "alice@localhost", Eve, Token));
    }

    [Fact]
    public async Task A_handful_of_requests_comes_at_once_and_never_more_than_may_be_open()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        for (var i = 0; i < 2 * HeldMessages.AskedAtOnce; i++)
        {
            await gateway.AskAsync($"r{i}", $"bot{i}@evil.example");
        }

        await Patience.UntilAsync(async () => await gateway.Store.CountIncomingAsync("test", Token) == HeldMessages.AskedAtOnce - 5);
        Assert.Equal(5, gateway.Link.TakeSent().Count(IsRequest));

        var requests = 5;
        while (await gateway.Store.CountIncomingAsync("test", Token) > 0)
        {
            requests += IsRequest((await gateway.AdvanceUntilAsync(gateway.NextStanzaAsync())).Result) ? 1 : 0;
            await Task.Yield();
            if (requests == HeldMessages.AskedAtOnce)
            {
                break;
            }
        }

        Assert.DoesNotContain(await gateway.SettleAsync(), IsRequest);
        Assert.Equal(HeldMessages.AskedAtOnce, requests);
        Assert.Null(await gateway.Store.FindContactAsync("test", "alice@localhost", "bot199@evil.example", Token));
    }

    [Fact]
    public async Task Who_asks_again_and_again_is_shown_once_and_what_they_write_is_asked_about()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.AskAsync("r1", Eve);
        await gateway.AskAsync("r2", Eve);
        Assert.True(IsRequest(Assert.Single(await gateway.SettleAsync())));

        await gateway.ArriveAsync("k1", "buy my pills");
        Assert.Contains("buy my pills", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
        await gateway.ArriveAsync("k2", "please");
        Assert.DoesNotContain(await gateway.SettleAsync(), stanza => stanza.Body is not null);

        await gateway.WriteAsync("accept");
        var bodies = new HashSet<string?>();
        while (!bodies.Contains("please"))
        {
            var stanza = await gateway.NextStanzaAsync();
            Assert.False(IsRequest(stanza), "It was asked already.");
            bodies.Add(stanza.Body);
        }

        Assert.Contains("buy my pills", bodies);
    }

    [Fact]
    public async Task The_question_that_is_open_for_the_longest_gives_way_to_a_new_one_and_its_author_is_told()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask, new LimitOptions(RateLimit.Off, RateLimit.Off, RateLimit.Off));
        for (var i = 0; i < HeldMessages.AskedAtOnce; i++)
        {
            await gateway.ArriveAsync($"k{i}", "flood", $"bot{i}@evil.example");
            gateway.Time.Advance(TimeSpan.FromSeconds(3));
            await Patience.UntilAsync(async () => (await gateway.Store.ReadWaitingAsync("test", "alice@localhost", 200, Token)).Count == i + 1);
        }

        await gateway.ArriveAsync("real", "hello, it is me", Eve);

        var told = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k0", FailureCondition.RecipientUnavailable), (told.Failed!.Value.Value, told.Condition));
        await Patience.UntilAsync(async () => (await gateway.Store.ReadWaitingAsync("test", "alice@localhost", 200, Token)).Count == HeldMessages.AskedAtOnce);
        Assert.Equal(Eve, (await gateway.Store.ReadWaitingAsync("test", "alice@localhost", 200, Token))[^1].Contact);
    }

    private static bool IsRequest(Stanza stanza) => stanza is { Kind: StanzaKind.Presence, Type: "subscribe" };
}
