using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>
/// A crash after a letter was tried, of which nobody has heard how that ended: perhaps it was read. What is tried then is the same letter,
/// whatever else has changed.
/// </summary>
public abstract class LetterCrashTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Lines_that_were_tried_together_stay_together_without_a_window()
    {
        await using var queues = await StartAsync(Window);
        await WriteAsync(queues, "one", "two");
        var first = (await queues.AdvanceUntilDeliveredAsync()).Result;

        await CrashAsync(queues, TimeSpan.Zero);

        Assert.Equal((first.Id, "one\n\ntwo"), await NextAsync(queues));
    }

    [Fact]
    public async Task A_line_that_was_tried_alone_stays_alone_with_a_window()
    {
        await using var queues = await StartAsync(TimeSpan.Zero);
        await WriteAsync(queues, "one", "two");
        var first = await queues.NextDeliveryAsync();

        await CrashAsync(queues, Window);

        Assert.Equal((first.Id, "one"), await NextAsync(queues));
        Assert.Equal("two", (await NextAsync(queues)).Body);
    }

    [Fact]
    public async Task A_line_that_came_after_the_attempt_is_not_part_of_it()
    {
        await using var queues = await StartAsync(TimeSpan.FromSeconds(1));
        await WriteAsync(queues, "one", "two");
        var first = (await queues.AdvanceUntilDeliveredAsync()).Result;
        await WriteAsync(queues, "three");

        await CrashAsync(queues, TimeSpan.FromSeconds(25));

        Assert.Equal((first.Id, "one\n\ntwo"), await NextAsync(queues));
        Assert.Equal("three", (await NextAsync(queues)).Body);
    }

    [Fact]
    public async Task Without_the_line_that_the_operator_drops_it_has_the_same_end()
    {
        await using var queues = await StartAsync(Window);
        await WriteAsync(queues, "one", "two", "three");
        var first = (await queues.AdvanceUntilDeliveredAsync()).Result;
        await WriteAsync(queues, "four");
        Assert.True(await queues.Store.DropOutgoingAsync((await queues.Store.ListOutgoingAsync(1, Token))[0].Sequence, Token));

        await CrashAsync(queues, TimeSpan.FromSeconds(25));

        Assert.Equal((first.Id, "two\n\nthree"), await NextAsync(queues));
    }

    /// <summary>The store that all lives share; null for SQLite in a folder.</summary>
    private protected abstract Task<Func<IStore>?> NewStoreAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The other side takes the first letter and does not say so.</summary>
    private async Task<QueuesUnderTest> StartAsync(TimeSpan window)
    {
        var queues = await QueuesUnderTest.StartAsync(create: await NewStoreAsync());
        queues.Adapter.Capabilities = new() { MergesLines = true };
        queues.Settings.Chosen = UserSettings.Default with { MergeWindow = window };
        queues.Adapter.OnSend = async (_, token) => await new TaskCompletionSource<DeliveryResult>().Task.WaitAsync(token);
        return queues;
    }

    private static async Task WriteAsync(QueuesUnderTest queues, params string[] lines)
    {
        var before = (await queues.Store.ListOutgoingAsync(10, Token)).Count;
        foreach (var line in lines)
        {
            await queues.WriteAsync(line, line);
        }

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == before + lines.Length);
    }

    private static async Task CrashAsync(QueuesUnderTest queues, TimeSpan window)
    {
        queues.Settings.Chosen = UserSettings.Default with { MergeWindow = window };
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new("foreign-" + delivery.Id)));
        await queues.RestartAsync();
    }

    private static async Task<(string Id, string Body)> NextAsync(QueuesUnderTest queues)
    {
        var delivery = (await queues.AdvanceUntilDeliveredAsync()).Result;
        return (delivery.Id, QueuesUnderTest.BodyOf(delivery));
    }
}
