using Microsoft.Extensions.Logging;

namespace XmppGateway.Composition;

/// <summary>
/// Steps of a stop, each with a time of its own: what hangs (a store, a server, an adapter) is left behind and told, so that it keeps
/// no other step from its turn.
/// </summary>
internal sealed partial class BoundedSteps(TimeProvider time, ILogger logger)
{
    /// <summary>What was asked to end by its token may take so much longer to do it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private volatile bool _hasLeftBehind;

    /// <summary>True when a step still runs somewhere, and uses what it was given.</summary>
    public bool HasLeftBehind => _hasLeftBehind;

    /// <summary>Runs one step; returns when it has ended, well or not, or when its time is over. Never throws.</summary>
    public async Task RunAsync(string what, TimeSpan limit, Func<CancellationToken, Task> step)
    {
        using var patience = new CancellationTokenSource(limit, time);

        // On a thread of its own: a read of SQLite blocks.
        var running = Task.Run(() => step(patience.Token), CancellationToken.None);
        await running.WaitAsync(limit + Grace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
        {
            _hasLeftBehind = true;
            Log.NotInTime(logger, what, limit.TotalSeconds);
            return;
        }

        if (running.IsCanceled)
        {
            Log.NotInTime(logger, what, limit.TotalSeconds);
        }
        else if (running.IsFaulted)
        {
            Log.NotInOrder(logger, running.Exception.InnerException, what);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "While stopping: {What} did not end in order")]
        public static partial void NotInOrder(ILogger logger, Exception? exception, string what);

        [LoggerMessage(1021, LogLevel.Warning, "While stopping: {What} took more than {Seconds:0.0} s and was cut off")]
        public static partial void NotInTime(ILogger logger, string what, double seconds);
    }
}
