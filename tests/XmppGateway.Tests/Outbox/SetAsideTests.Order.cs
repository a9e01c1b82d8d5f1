using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <content>Kills, and what goes on meanwhile.</content>
public abstract partial class SetAsideTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_around_the_commit_tells_both_sides_once(bool committed)
    {
        await using var queues = await StartAsync();
        var reached = new TaskCompletionSource();
        queues.Translator.FailsOn = IsBad;
        queues.SetAsideStore.OnSetAside = async (commit, cancelled) =>
        {
            if (committed)
            {
                await commit();
            }

            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, queues.Time, cancelled);
            return 0;
        };
        await queues.ArriveAsync("k1", "bad");
        await reached.Task.InTimeAsync();
        Assert.Equal(committed ? 1 : 0, (await ListAsync(queues)).Count);

        await queues.RestartAsync();

        Assert.StartsWith("A message from bob could not be shown", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
        Assert.Equal(new RemoteMessageId("k1"), (await NextRefusalAsync(queues)).Failed);
        await NobodyElseIsToldAsync(queues);
        await queues.RestartAsync();
        await NobodyElseIsToldAsync(queues);
        Assert.Single(await ListAsync(queues));
    }

    [Fact]
    public async Task A_failure_that_takes_long_to_be_stored_delays_no_other_conversation()
    {
        await using var queues = await StartAsync();
        var stored = new TaskCompletionSource();
        queues.Translator.FailsOn = IsBad;
        queues.SetAsideStore.OnSetAside = async (commit, _) =>
        {
            await stored.Task;
            return await commit();
        };
        await queues.ArriveAsync("k1", "bad");
        await queues.ArriveAsync("k2", "same conversation");
        var other = queues.Incoming("k3", "another conversation") with { Contact = new RemoteContact(new RemoteUserId("eve"), "eve") };
        await AcceptAsync(queues, "k3", other);

        Assert.Equal("another conversation", (await queues.NextStanzaAsync()).Body);
        stored.SetResult();

        string?[] rest = [(await queues.NextStanzaAsync()).Body, (await queues.NextStanzaAsync()).Body];
        Assert.Contains("same conversation", rest);
        Assert.Contains(rest, body => body!.StartsWith("A message from bob could not be shown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_not_passed_over_for_a_message_that_is_written_while_it_is_stored()
    {
        await using var queues = await StartAsync();
        var delivered = false;
        queues.Adapter.OnSend = (_, _) =>
        {
            delivered = true;
            return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
        };
        queues.Translator.FailsOn = IsBad;
        queues.SetAsideStore.OnSetAside = async (commit, _) =>
        {
            var opened = await commit();
            await queues.WriteAsync("newer", wantsReceipt: false);
            await QueuesUnderTest.UntilAsync(async () => delivered || (await queues.Store.ListOutgoingAsync(2, Token)).Count == 2);
            return opened;
        };
        await queues.ArriveAsync("k1", "bad");

        Assert.Equal(new RemoteMessageId("k1"), (await NextRefusalAsync(queues)).Failed);
        Assert.Equal("newer", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task Failures_among_many_messages_of_both_ways_lose_nothing_and_change_no_order()
    {
        const int Count = 120;
        await using var queues = await StartAsync(new DeliverySettings { LaneCapacity = 4, Unconfirmed = 3 });
        queues.Translator.FailsOn = IsBad;
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++)
                {
                    await queues.WriteAsync("out " + i, "m" + i, wantsReceipt: false);
                }
            },
            Token);
        for (var i = 0; i < Count; i++)
        {
            await queues.ArriveAsync("k" + i, i % 3 == 0 ? "bad" : "in " + i);
        }

        await writing;

        var stanzas = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            stanzas.Add((await queues.NextStanzaAsync()).Body!);
        }

        Assert.Equal(
            Enumerable.Range(0, Count).Where(i => i % 3 != 0).Select(i => "in " + i),
            stanzas.Where(body => body.StartsWith("in ", StringComparison.Ordinal)));
        Assert.Equal(Count / 3, stanzas.Count(body => body.Contains("could not be shown", StringComparison.Ordinal)));
        var deliveries = new List<GatewayEvent>();
        for (var i = 0; i < Count + (Count / 3); i++)
        {
            deliveries.Add((await queues.NextDeliveryAsync()).Event);
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => "out " + i), deliveries.OfType<Message>().Select(message => message.Body.Plain));
        Assert.Equal(
            Enumerable.Range(0, Count).Where(i => i % 3 == 0).Select(i => "k" + i),
            deliveries.OfType<Undeliverable>().Select(refusal => refusal.Failed!.Value.Value));
    }
}
