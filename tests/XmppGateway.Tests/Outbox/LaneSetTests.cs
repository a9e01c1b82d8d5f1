using System.Collections.Concurrent;
using XmppGateway.Outbox;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class LaneSetTests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ListLogger _logger = new();

    [Fact]
    public async Task Handles_the_entries_of_a_lane_in_order_and_one_at_a_time()
    {
        var handled = new List<long>();
        var busy = 0;
        var done = new TaskCompletionSource();
        var lanes = Lanes(async entry =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy));
            await Task.Yield();
            handled.Add(entry.Number);
            Interlocked.Decrement(ref busy);
            if (handled.Count == 50)
            {
                done.SetResult();
            }
        });

        for (var i = 1; i <= 50; i++)
        {
            lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", i)));
        }

        await done.Task.InTimeAsync();
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), handled);
    }

    [Fact]
    public async Task A_blocked_lane_delays_no_other_lane()
    {
        var blocked = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        var lanes = Lanes(async entry =>
        {
            if (entry.Lane == "slow")
            {
                await blocked.Task;
            }
            else
            {
                other.SetResult();
            }
        });

        lanes.Add("slow", Task.FromResult<Entry?>(new Entry("slow", 1)));
        lanes.Add("quick", Task.FromResult<Entry?>(new Entry("quick", 2)));

        await other.Task.InTimeAsync();
        blocked.SetResult();
    }

    [Fact]
    public async Task An_entry_that_commits_late_is_not_overtaken()
    {
        var first = new TaskCompletionSource<Entry?>();
        var handled = new ConcurrentQueue<long>();
        var done = new TaskCompletionSource();
        var lanes = Lanes(entry =>
        {
            handled.Enqueue(entry.Number);
            if (entry.Number == 2)
            {
                done.SetResult();
            }

            return Task.CompletedTask;
        });

        lanes.Add("a", first.Task);
        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 2)));
        Assert.Empty(handled);
        first.SetResult(new Entry("a", 1));

        await done.Task.InTimeAsync();
        Assert.Equal([1, 2], handled);
    }

    [Fact]
    public async Task A_failure_is_logged_and_does_not_stop_its_lane()
    {
        var done = new TaskCompletionSource();
        var lanes = Lanes(entry =>
        {
            if (entry.Number == 1)
            {
                throw new InvalidOperationException("a mistake");
            }

            done.SetResult();
            return Task.CompletedTask;
        });

        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 1)));
        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 2)));

        await done.Task.InTimeAsync();
        Assert.Contains(_logger.Lines, line => line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_failed_commit_is_logged_and_does_not_stop_its_lane()
    {
        var done = new TaskCompletionSource();
        var lanes = Lanes(_ =>
        {
            done.SetResult();
            return Task.CompletedTask;
        });

        lanes.Add("a", Task.FromException<Entry?>(new InvalidOperationException("a mistake")));
        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 2)));

        await done.Task.InTimeAsync();
        Assert.Contains(_logger.Lines, line => line.Exception?.GetBaseException() is InvalidOperationException);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_does_not_stop_its_lane_for_ever()
    {
        var done = new TaskCompletionSource();
        var lanes = new LaneSet<Entry>(
            10,
            (_, _, _) => throw new InvalidOperationException("damaged"),
            (entry, _) =>
            {
                done.SetResult();
                return Task.FromResult(entry);
            },
            entry => entry.Number,
            _logger,
            _stop.Token);

        lanes.AddStored("a");
        await lanes.EndAsync().InTimeAsync();
        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 2)));

        await done.Task.InTimeAsync();
    }

    [Fact]
    public async Task An_idle_lane_costs_nothing()
    {
        var handled = new TaskCompletionSource();
        var lanes = Lanes(_ =>
        {
            handled.SetResult();
            return Task.CompletedTask;
        });

        lanes.Add("a", Task.FromResult<Entry?>(new Entry("a", 1)));
        await handled.Task.InTimeAsync();
        await lanes.EndAsync().InTimeAsync();

        Assert.Equal(0, lanes.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(42)]
    public async Task Each_entry_is_handled_once_and_in_order_however_commits_and_overflow_interleave(int seed)
    {
        var random = new SeededRandom(seed);
        var store = new ConcurrentDictionary<long, Entry>();
        var handled = new ConcurrentDictionary<string, ConcurrentQueue<long>>();
        var left = 600;
        var done = new TaskCompletionSource();
        var lanes = new LaneSet<Entry>(
            3,
            (lane, after, _) => Task.FromResult<IReadOnlyList<Entry>>(
                [.. store.Values.Where(e => e.Lane == lane && e.Number > after).OrderBy(e => e.Number).Take(4)]),
            async (entry, _) =>
            {
                if (entry.Number % 3 == 0)
                {
                    await Task.Yield();
                }

                Assert.True(store.TryRemove(entry.Number, out var _));
                handled.GetOrAdd(entry.Lane, _ => new()).Enqueue(entry.Number);
                if (Interlocked.Decrement(ref left) == 0)
                {
                    done.SetResult();
                }

                return entry;
            },
            entry => entry.Number,
            _logger,
            _stop.Token);

        var commits = new Queue<Action>();
        for (var i = 1; i <= 600; i++)
        {
            var entry = new Entry("lane" + random.Next(4), i);
            var commit = new TaskCompletionSource<Entry?>(TaskCreationOptions.RunContinuationsAsynchronously);
            lanes.Add(entry.Lane, commit.Task);
            commits.Enqueue(() =>
            {
                store[entry.Number] = entry;
                commit.SetResult(entry);
            });
            while (commits.Count > random.Next(20))
            {
                commits.Dequeue()();
            }
        }

        while (commits.TryDequeue(out var commit))
        {
            commit();
        }

        await done.Task.InTimeAsync();
        Assert.Empty(_logger.Lines);
        Assert.All(handled.Values, numbers => Assert.Equal(numbers.Order(), numbers));
    }

    [Fact]
    public async Task What_an_earlier_life_left_comes_before_what_is_new()
    {
        var store = new ConcurrentDictionary<long, Entry> { [1] = new("a", 1), [2] = new("a", 2) };
        var handled = new ConcurrentQueue<long>();
        var done = new TaskCompletionSource();
        var lanes = new LaneSet<Entry>(
            10,
            (_, after, _) => Task.FromResult<IReadOnlyList<Entry>>([.. store.Values.Where(e => e.Number > after).OrderBy(e => e.Number)]),
            (entry, _) =>
            {
                handled.Enqueue(entry.Number);
                if (entry.Number == 3)
                {
                    done.SetResult();
                }

                return Task.FromResult(entry);
            },
            entry => entry.Number,
            _logger,
            _stop.Token);

        lanes.AddStored("a");
        store[3] = new Entry("a", 3);
        lanes.Add("a", Task.FromResult<Entry?>(store[3]));

        await done.Task.InTimeAsync();
        Assert.Equal([1, 2, 3], handled);
    }

    [Fact]
    public async Task What_has_ended_with_another_entry_is_not_handled_again()
    {
        Entry[] all = [new("a", 1), new("a", 2), new("a", 3), new("a", 4)];
        var handled = new ConcurrentQueue<long>();
        var done = new TaskCompletionSource();
        var lanes = new LaneSet<Entry>(
            2,
            (_, after, _) => Task.FromResult<IReadOnlyList<Entry>>([.. all.Where(e => e.Number > after)]),
            (entry, _) =>
            {
                handled.Enqueue(entry.Number);
                if (entry.Number == 4)
                {
                    done.SetResult();
                }

                return Task.FromResult(entry.Number == 1 ? all[2] : entry);
            },
            entry => entry.Number,
            _logger,
            _stop.Token);

        foreach (var entry in all)
        {
            lanes.Add("a", Task.FromResult<Entry?>(entry));
        }

        await done.Task.InTimeAsync();
        Assert.Equal([1, 4], handled);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _logger.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LaneSet<Entry> Lanes(Func<Entry, Task> handle) => new(
        1000,
        (_, _, _) => Task.FromResult<IReadOnlyList<Entry>>([]),
        async (entry, _) =>
        {
            await handle(entry);
            return entry;
        },
        entry => entry.Number,
        _logger,
        _stop.Token);

    private sealed record Entry(string Lane, long Number);

    private sealed class SeededRandom(int seed)
    {
        private readonly Random _random = new(seed);

        public int Next(int limit) => _random.Next(limit);
    }
}
