using Microsoft.Extensions.Logging;
using XmppGateway.Storage;

namespace XmppGateway.Operations;

/// <summary>
/// Sees to it that only one gateway works on the configured component domains: ejabberd would let a second one in and share the traffic
/// between both. Waits for the leases, prolongs them, and says when they cannot be relied on any more.
/// </summary>
/// <param name="store">Holds the leases; its clock decides.</param>
/// <param name="domains">The component domains. Taken in a fixed order, all or none, so that two gateways with some in common agree.</param>
/// <param name="holder">Says who takes them, asked before each attempt; see <see cref="LeaseHolder"/>.</param>
/// <param name="times">For how long.</param>
/// <param name="time">The clock; one that stands still while the machine is asleep deceives, see <see cref="SinceBoot"/>.</param>
/// <param name="logger">Where to log.</param>
internal sealed partial class LeaseKeeper(
    ILeaseStore store, IEnumerable<string> domains, Func<string> holder, LeaseTimes times, TimeProvider time, ILogger<LeaseKeeper> logger)
{
    private const string Prefix = "component:";
    private readonly string[] _names = NamesOf(domains);
    private string _holder = "";
    private Tenure? _tenure;
    private long _heldSince;

    /// <summary>Another gateway may work by now, whether this one has noticed or not: nothing more may go out. Any thread may ask.</summary>
    public bool IsInDoubt => Elapsed >= times.Duration - times.Margin;

    private TimeSpan Elapsed => time.GetElapsedTime(Interlocked.Read(ref _heldSince));

    /// <summary>The leases of component domains, in the order in which they are taken.</summary>
    public static string[] NamesOf(IEnumerable<string> domains) => [.. domains.Select(d => Prefix + d).Order(StringComparer.Ordinal)];

    /// <summary>Returns when all leases are held; what is written from then on is written under them.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        Obstacle? told = null;
        while (true)
        {
            _holder = holder();
            _tenure = null;
            if (await TryHoldAsync(times.Duration, cancellationToken) is not { } obstacle)
            {
                return;
            }

            if (obstacle != told)
            {
                Log.Waiting(logger, obstacle.Reason);
                told = obstacle;
            }

            if (obstacle.IsFinal)
            {
                await ReleaseAsync(times.AskAgainAfter, cancellationToken);
            }

            await Task.Delay(times.AskAgainAfter, time, cancellationToken);
        }
    }

    /// <summary>Prolongs the leases for as long as that works. Returns, with the reason, when the links have to go down; what is still held then is not released.</summary>
    public async Task<string> KeepAsync(CancellationToken cancellationToken)
    {
        var lost = _tenure!.Lost;
        var wait = times.RenewEvery;
        while (true)
        {
            await Task.WhenAny(Task.Delay(wait, time, cancellationToken), lost);
            cancellationToken.ThrowIfCancellationRequested();
            var left = times.Duration - times.Margin - Elapsed;
            var obstacle = lost.IsCompleted ? new Obstacle("another gateway has worked meanwhile", IsFinal: true)
                : left > TimeSpan.Zero ? await TryHoldAsync(left, cancellationToken)
                : new Obstacle("it was not prolonged in time", IsFinal: true);
            if (obstacle is null)
            {
                wait = times.RenewEvery;
                continue;
            }

            if (obstacle.IsFinal || IsInDoubt)
            {
                return obstacle.Reason;
            }

            Log.NotProlonged(logger, obstacle.Reason);
            wait = times.AskAgainAfter;
        }
    }

    /// <summary>The same with a time for it.</summary>
    public async Task ReleaseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await ReleaseAsync(either.Token);
    }

    /// <summary>Lets another gateway begin at once. Gives up, without throwing, when the store is away, or hangs until the token ends.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in _names)
            {
                await store.ReleaseLeaseAsync(name, _holder, cancellationToken).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Log.NotReleased(logger, "the store does not answer");
        }
        catch (StoreUnavailableException e)
        {
            Log.NotReleased(logger, e.Message);
        }
    }

    /// <summary>Takes or prolongs all leases. Null when that worked, otherwise why not.</summary>
    /// <param name="patience">For all of them together: the first may run out while the last is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<Obstacle?> TryHoldAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        // Counted from before the question: the store's answer may be late, its clock began earlier.
        var asked = time.GetTimestamp();
        var held = new List<(string Name, long Epoch)>();
        try
        {
            foreach (var name in _names)
            {
                var left = patience - time.GetElapsedTime(asked);
                if (left <= TimeSpan.Zero)
                {
                    throw new TimeoutException();
                }

                if (await store.HoldLeaseAsync(name, _holder, times.Duration, cancellationToken).WaitAsync(left, time, cancellationToken) is not { } epoch)
                {
                    return new Obstacle("another gateway works on " + name[Prefix.Length..], IsFinal: true);
                }

                held.Add((name, epoch));
            }

            if (_tenure is null)
            {
                store.Tenure = _tenure = new Tenure(_holder, held);
            }
            else if (!_tenure.Leases.SequenceEqual(held))
            {
                return new Obstacle("another gateway has worked meanwhile", IsFinal: true);
            }

            Interlocked.Exchange(ref _heldSince, asked);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return new Obstacle("the store is not available: " + e.Message, IsFinal: false);
        }
        catch (TimeoutException)
        {
            return new Obstacle("the store does not answer", IsFinal: false);
        }
    }

    /// <param name="IsFinal">Somebody else may work already: there is no time to ask again.</param>
    private sealed record Obstacle(string Reason, bool IsFinal);

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "Standing by: {Obstacle}")]
        public static partial void Waiting(ILogger logger, string obstacle);

        [LoggerMessage(1002, LogLevel.Warning, "The lease was not prolonged, trying again: {Obstacle}")]
        public static partial void NotProlonged(ILogger logger, string obstacle);

        [LoggerMessage(1003, LogLevel.Information, "The lease runs out by itself: {Reason}")]
        public static partial void NotReleased(ILogger logger, string reason);
    }
}
