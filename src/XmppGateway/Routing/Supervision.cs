using Microsoft.Extensions.Logging;
using XmppGateway.Storage;

namespace XmppGateway.Routing;

/// <summary>
/// Starts something again that serves a stream and fails by a mistake of this program, after a wait that doubles up to five minutes: a
/// start may send again what was not confirmed. Each kind of failure is logged once until a run has proved that it is over. A store that is
/// away is no mistake: it is asked again every second, and its own health tells of it.
/// </summary>
/// <param name="consequence">What does not happen while it is down, for operators.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
internal sealed partial class Supervision(string consequence, TimeProvider time, ILogger logger)
{
    /// <summary>After a failure, a run that lasts so long counts as mended.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private volatile string? _failure;

    /// <summary>What is wrong, for operators; null while it works. Holds no data of users.</summary>
    public string? Failure => _failure;

    /// <summary>Returns when the work has returned, or the token was cancelled. One call at a time.</summary>
    public async Task RunAsync(string network, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        while (!cancellationToken.IsCancellationRequested)
        {
            var running = BeginAsync(work, cancellationToken);
            if (await IsMendedAsync(running))
            {
                Log.Mended(logger, network, consequence);
                wait = FirstWait;
                _told.Clear();
                _failure = null;
            }

            try
            {
                await running;
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreAway(logger, network, consequence, exception.Message);
                await WaitAsync(FirstWait, cancellationToken);
                continue;
            }
#pragma warning disable CA1031 // What fails beside the reading must be seen and must come back, and must not end the stream.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Note(network, exception, wait);
            }

            await WaitAsync(wait, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>What is thrown before the first wait is a failure like any other.</summary>
    private static async Task BeginAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => await work(cancellationToken);

    /// <summary>True when this run shows that the last failure is over.</summary>
    private async Task<bool> IsMendedAsync(Task running)
    {
        if (_failure is null)
        {
            return false;
        }

        await running.WaitAsync(Proof, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !running.IsCompleted || running.IsCompletedSuccessfully;
    }

    private void Note(string network, Exception exception, TimeSpan wait)
    {
        _failure = $"{consequence} ({exception.GetType().Name}); the log says why";
        if (_told.Add(exception.GetType().FullName + PlaceOf(exception)))
        {
            Log.Failed(logger, exception, network, consequence, wait.TotalSeconds);
        }
    }

    private static string? PlaceOf(Exception exception) => exception.StackTrace?.Split('\n')[0];

    private static partial class Log
    {
        [LoggerMessage(2110, LogLevel.Error, "{Network}: {Consequence}, by a mistake in this program; starts again in {Seconds:0} s")]
        public static partial void Failed(ILogger logger, Exception exception, string network, string consequence, double seconds);

        [LoggerMessage(2111, LogLevel.Information, "{Network}: no longer: {Consequence}")]
        public static partial void Mended(ILogger logger, string network, string consequence);

        [LoggerMessage(2112, LogLevel.Warning, "{Network}: {Consequence} until the store can be used: {Reason}")]
        public static partial void StoreAway(ILogger logger, string network, string consequence, string reason);
    }
}
