using Microsoft.Extensions.Logging;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Tests.Accounts;
using XmppGateway.Tests.Outbox;
using Xunit;

namespace XmppGateway.Tests.Routing;

/// <summary>What serves an attachment comes back by itself when it fails.</summary>
public sealed class LinkTrafficTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stream = new();
    private QueuesUnderTest _queues = null!;
    private StanzaRouter _router = null!;
    private LinkTraffic _traffic = null!;
    private Func<CancellationToken, Task> _announce = _ => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _queues = await QueuesUnderTest.StartAsync(attached: false);
        _router = new StanzaRouter(
            [], new AccessRules([], [], ["localhost"]), Refusal.Of(null), new Languages(new DefaultSettings()), _queues.Logger.CreateLogger<StanzaRouter>());
        _traffic = new LinkTraffic(
            new Lazy<Network>(() => _queues.Network),
            _router,
            _queues.Inbox,
            (_, token) => _announce(token),
            (_, _) => { },
            _queues.Time,
            _queues.Logger.CreateLogger<LinkTraffic>());
    }

    public async ValueTask DisposeAsync()
    {
        _queues.Link.IsAttached = false;
        await _queues.DisposeAsync();
        _traffic.Dispose();
        _router.Dispose();
        _stream.Dispose();
    }

    [Fact]
    public async Task A_mistake_while_serving_the_inbox_needs_no_new_stream()
    {
        var failures = 4;
        _queues.InboxStore.OnLanes = () =>
        {
            if (failures-- > 0)
            {
                throw new InvalidOperationException("a mistake");
            }
        };
        await _queues.ArriveAsync("k1", "hello");

        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);
        await TroubleAsync(isThere: true);
        Assert.Contains("InvalidOperationException", _traffic.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("a mistake", _traffic.Trouble, StringComparison.Ordinal);
        await PassAsync(1, 2, 4, 8);

        Assert.Equal("hello", (await _queues.NextStanzaAsync()).Body);
        Assert.Single(_queues.Logger.Lines, line => line.Exception is InvalidOperationException);
        await EndAsync(serving);
    }

    [Fact]
    public async Task A_failure_counts_as_over_when_the_next_run_lasts()
    {
        var failures = 1;
        _queues.InboxStore.OnLanes = () =>
        {
            if (failures-- > 0)
            {
                throw new InvalidOperationException("a mistake");
            }
        };
        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);
        await TroubleAsync(isThere: true);
        await _queues.ArriveAsync("k1", "hello");

        await PassAsync(1);
        await _queues.NextStanzaAsync();
        Assert.NotNull(_traffic.Trouble);

        await PassAsync(Supervision.Proof.TotalSeconds);
        await TroubleAsync(isThere: false);
        await EndAsync(serving);
    }

    [Fact]
    public async Task What_was_not_confirmed_when_serving_failed_comes_again_under_its_id()
    {
        var fences = 0;
        _queues.Link.OnFence = () => fences++ == 0 ? throw new InvalidOperationException("a mistake") : Task.FromResult(true);
        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);

        // More than may be unconfirmed: lanes wait for a fence when the serving fails, and must not wait for ever.
        for (var i = 0; i < 100; i++)
        {
            await _queues.ArriveAsync("k" + i, "text " + i);
        }

        var first = await _queues.NextStanzaAsync();
        var seen = new Dictionary<string, int> { [first.Id!] = 1 };
        while (seen.Count < 100)
        {
            var (stanza, _) = await _queues.AdvanceUntilAsync(_queues.NextStanzaAsync());
            seen[stanza.Id!] = seen.GetValueOrDefault(stanza.Id!) + 1;
        }

        await QueuesUnderTest.UntilAsync(async () => await _queues.Store.CountIncomingAsync("test", TestContext.Current.CancellationToken) == 0);
        Assert.Equal(2, seen[first.Id!]);
        await EndAsync(serving);
    }

    [Fact]
    public async Task Each_kind_of_failure_is_logged_once()
    {
        var looks = 0;
        _queues.InboxStore.OnLanes = () => throw (looks++ % 2 == 0 ? new InvalidOperationException("one") : new FormatException("two"));
        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);
        await PassAsync(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300);

        Assert.Single(_queues.Logger.Lines, line => line.Exception is InvalidOperationException);
        Assert.Single(_queues.Logger.Lines, line => line.Exception is FormatException);
        await EndAsync(serving);
    }

    [Fact]
    public async Task A_store_that_is_away_is_no_mistake_and_contacts_are_announced_within_a_second_after_it_is_back()
    {
        var (away, announced) = (true, new TaskCompletionSource());
        _announce = _ =>
        {
            if (away)
            {
                throw new StoreUnavailableException("the disk is full");
            }

            announced.SetResult();
            return Task.CompletedTask;
        };
        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);
        await PassAsync([.. Enumerable.Repeat(1.0, 600)]);
        Assert.Null(_traffic.Trouble);
        Assert.DoesNotContain(_queues.Logger.Lines, line => line.Level == LogLevel.Error);

        await QueuesUnderTest.UntilAsync(() => Task.FromResult(_queues.Time.HasTimer(TimeSpan.FromSeconds(1))));
        away = false;
        await PassAsync(1);

        await announced.Task;
        await EndAsync(serving);
    }

    [Fact]
    public async Task A_mistake_while_announcing_does_not_touch_the_inbox_and_is_repeated()
    {
        var announced = 0;
        _announce = _ => announced++ == 0 ? throw new InvalidOperationException("a mistake") : Task.CompletedTask;
        await _queues.ArriveAsync("k1", "hello");
        var serving = _traffic.AttachedAsync(_queues.Link, _stream.Token);

        Assert.Equal("hello", (await _queues.NextStanzaAsync()).Body);
        await TroubleAsync(isThere: true);
        Assert.StartsWith("contacts are not shown as available", _traffic.Trouble, StringComparison.Ordinal);
        await PassAsync(1);

        await TroubleAsync(isThere: false);
        Assert.Equal(2, announced);
        await EndAsync(serving);
    }

    private Task TroubleAsync(bool isThere) => QueuesUnderTest.UntilAsync(() => Task.FromResult(_traffic.Trouble is not null == isThere));

    /// <summary>Waits, one after the other, that were begun with these seconds; no time passes before.</summary>
    private async Task PassAsync(params double[] waits)
    {
        foreach (var wait in waits.Select(TimeSpan.FromSeconds))
        {
            await QueuesUnderTest.UntilAsync(() => Task.FromResult(_queues.Time.HasTimer(wait)));
            _queues.Time.Advance(wait);
        }
    }

    private async Task EndAsync(Task serving)
    {
        await _stream.CancelAsync();
        await serving;
    }
}
