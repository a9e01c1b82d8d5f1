using XmppGateway.Metrics;
using XmppGateway.Storage;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Metrics;

public sealed class QueueWatchTests
{
    private static readonly QueueCounts Counts = new(3, DateTimeOffset.UnixEpoch, 0, null, 1, 0);

    [Fact]
    public async Task Numbers_of_a_store_that_is_away_are_not_shown_as_if_they_were_of_now()
    {
        var store = new Statistics { Answer = () => Counts };
        var watch = new QueueWatch(store, () => true, ["mail"], TimeProvider.System);
        await watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Counts, watch.Seen["mail"]);

        store.Answer = () => throw new StoreUnavailableException("away");
        await watch.LookAsync(TestContext.Current.CancellationToken);

        Assert.Empty(watch.Seen);
    }

    [Fact]
    public async Task Looks_every_fifteen_seconds_once_the_store_is_open()
    {
        var time = new ManualTimeProvider();
        var store = new Statistics { Answer = () => Counts };
        using var stop = new CancellationTokenSource();
        var open = false;
        var running = new QueueWatch(store, () => open, ["mail", "matrix"], time).RunAsync(stop.Token);
        Assert.Empty(store.Asked);
        open = true;
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(["mail", "matrix"], store.Asked);

        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(2, store.Asked.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, store.Asked.Count);

        await stop.CancelAsync();
        await running;
    }

    private sealed class Statistics : IQueueStatistics
    {
        public Func<QueueCounts> Answer { get; set; } = null!;

        public List<string> Asked { get; } = [];

        public Task<QueueCounts> CountQueuesAsync(string network, CancellationToken cancellationToken)
        {
            Asked.Add(network);
            return Task.FromResult(Answer());
        }
    }
}
