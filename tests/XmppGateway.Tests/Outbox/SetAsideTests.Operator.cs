using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <content>What the operator asks for.</content>
public abstract partial class SetAsideTests
{
    [Fact]
    public async Task A_retry_after_the_mending_shows_the_message_and_tells_nobody_again()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");
        await queues.NextStanzaAsync();
        await NextRefusalAsync(queues);
        await queues.ArriveAsync("k2", "newer");
        await queues.NextStanzaAsync();
        queues.Translator.FailsOn = _ => false;

        await AskAsync(queues, SetAsideWish.Retry);

        var shown = await queues.NextStanzaAsync();
        Assert.Equal("bad", shown.Body);
        Assert.Equal("k1", (await queues.Store.FindByStanzaAsync("test", "alice@localhost", "bob", shown.Id!, Token))?.ForeignId);
        await NobodyElseIsToldAsync(queues);
        Assert.Empty(await ListAsync(queues));
        await queues.ArriveAsync("k1", "bad");
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task A_retry_asked_for_while_the_gateway_is_down_is_done_when_it_is_there_again()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");
        await queues.NextStanzaAsync();
        await queues.DetachAsync();
        await queues.Store.AskForSetAsideAsync(null, SetAsideWish.Retry, Token);
        queues.Translator.FailsOn = _ => false;

        await queues.RestartAsync();
        await queues.Inbox.DoAskedAsync(queues.Network, Token);

        Assert.Equal("bad", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task A_running_gateway_notices_what_is_asked_for_and_goes_on_looking_whatever_happens()
    {
        await using var queues = await StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var looks = 0;
        queues.SetAsideStore.OnAsked = () =>
        {
            if (looks++ < 2)
            {
                throw looks == 1 ? new InvalidOperationException("a mistake") : new StoreUnavailableException("the disk is full");
            }
        };
        var requests = new OperatorRequests(queues.Inbox, queues.Time, queues.Logger.CreateLogger<OperatorRequests>());
        var running = requests.RunAsync([queues.Network], stop.Token);
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");
        await queues.NextStanzaAsync();
        queues.Translator.FailsOn = _ => false;
        await queues.Store.AskForSetAsideAsync(null, SetAsideWish.Retry, Token);

        var (shown, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal("bad", shown.Body);
        Assert.Single(queues.Logger.Lines, line => line.Text.Contains("could not be done", StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_retry_that_fails_again_keeps_its_name_and_tells_nobody_again()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");
        await queues.NextStanzaAsync();
        await NextRefusalAsync(queues);
        var before = Assert.Single(await ListAsync(queues));

        await AskAsync(queues, SetAsideWish.Retry);

        await QueuesUnderTest.UntilAsync(async () => (await ListAsync(queues)).Count == 1);
        Assert.Equal(before, Assert.Single(await ListAsync(queues)));
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task What_is_dropped_is_gone_and_tells_nobody_who_knows_already()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");
        await queues.NextStanzaAsync();
        await NextRefusalAsync(queues);

        await AskAsync(queues, SetAsideWish.Drop);

        Assert.Empty(await ListAsync(queues));
        await queues.ArriveAsync("k1", "bad");
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task Whoever_could_not_be_named_before_is_told_when_the_arrival_is_dropped()
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnInterpret = _ => throw new FormatException("a mistake");
        await PublishRawAsync(queues, "k1");
        await QueuesUnderTest.UntilAsync(async () => (await ListAsync(queues)).Count == 1);
        queues.Adapter.OnFindParties = raw => new ArrivalParties(QueuesUnderTest.Alice, QueuesUnderTest.Bob, new RemoteMessageId(raw.Key));

        await AskAsync(queues, SetAsideWish.Drop);

        Assert.Contains("given it up", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
        Assert.Contains("given it up", (await NextRefusalAsync(queues)).Reason, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(queues));
        await NobodyElseIsToldAsync(queues);
    }
}
