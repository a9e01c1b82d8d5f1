using Microsoft.Extensions.Logging;
using XmppGateway.Storage;

namespace XmppGateway.Operations;

/// <summary>
/// Sees to it that only one gateway works on the configured component domains: ejabberd would let a second one in and share the traffic
/// between both. Waits for the leases, prolongs them, and says when they cannot be relied on any more.
/// </summary>
/// <param name="store">Holds the leases; its clock decides.</param>
/// <param name="domains">The component domains. Taken in a fixed order, all or none, so that two gateways with some in common agree.</param>
/// <param name="holder">Who takes them; see <see cref="LeaseHolder"/>.</param>
internal sealed partial class LeaseKeeper(
    ILeaseStore store, IEnumerable<string> domains, string holder, TimeProvider time, ILogger<LeaseKeeper> logger)
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    /// <summary>Time to take the links down before another gateway may begin.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private const string Prefix = "component:";
    private readonly string[] _names = [.. domains.Select(d => Prefix + d).Order(StringComparer.Ordinal)];
    private long _heldSince;

    /// <summary>Returns when all leases are held.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        Obstacle? told = null;
        while (await TryHoldAsync(Duration, cancellationToken) is { } obstacle)
        {
            if (obstacle != told)
            {
                Log.Waiting(logger, obstacle.Reason);
                told = obstacle;
            }

            await Task.Delay(AskAgainAfter, time, cancellationToken);
        }
    }

    /// <summary>Prolongs the leases for as long as that works. Returns, with the reason, when the links have to go down.</summary>
    public async Task<string> KeepAsync(CancellationToken cancellationToken)
    {
        var wait = RenewEvery;
        while (true)
        {
            await Task.Delay(wait, time, cancellationToken);
            var left = Duration - Margin - time.GetElapsedTime(_heldSince);
            var obstacle = left > TimeSpan.Zero ? await TryHoldAsync(left, cancellationToken) : new Obstacle("it was not prolonged in time", IsFinal: true);
            if (obstacle is null)
            {
                wait = RenewEvery;
                continue;
            }

            if (obstacle.IsFinal || time.GetElapsedTime(_heldSince) >= Duration - Margin)
            {
                return obstacle.Reason;
            }

            Log.NotProlonged(logger, obstacle.Reason);
            wait = AskAgainAfter;
        }
    }

    /// <summary>Lets another gateway begin at once. Gives up, without throwing, when the store is away, or hangs until the token ends.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in _names)
            {
                await store.ReleaseLeaseAsync(name, holder, cancellationToken).WaitAsync(cancellationToken);
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
    private async Task<Obstacle?> TryHoldAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        // Counted from before the question: the store's answer may be late, its clock began earlier.
        var asked = time.GetTimestamp();
        try
        {
            foreach (var name in _names)
            {
                if (!await store.HoldLeaseAsync(name, holder, Duration, cancellationToken).WaitAsync(patience, time, cancellationToken))
                {
                    await ReleaseAsync(cancellationToken);
                    return new Obstacle("another gateway works on " + name[Prefix.Length..], IsFinal: true);
                }
            }

            _heldSince = asked;
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
