using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Protection;

/// <summary>
/// What is to be done beside the stanzas, at other servers: a few at a time, each with a time limit, none twice. Only what may also be left
/// undone belongs here, or what a start finds again (<see cref="StoredErrands"/>): nothing of it is stored here.
/// </summary>
internal sealed partial class Errands(TimeProvider time, ILogger<Errands> logger, int maximumWaiting = Errands.MaximumWaiting)
{
    private const int MaximumWaiting = 512;
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan PauseOfHeld = TimeSpan.FromMinutes(1);

    private readonly Channel<Errand> _waiting = Channel.CreateBounded<Errand>(maximumWaiting);
    private volatile bool _hasEnded;

    /// <summary>For how long something is tried (<see cref="AddUntilDone"/>).</summary>
    public static TimeSpan LongestTrying { get; } = TimeSpan.FromDays(1);

    /// <summary>Puts it behind the others; it is left out, and logged, when too many wait.</summary>
    public void Add(string name, Func<CancellationToken, Task> work) => Add(name, work, Patience);

    /// <summary>The same for one that may take longer than usual.</summary>
    public void Add(string name, Func<CancellationToken, Task> work, TimeSpan patience)
    {
        if (!_waiting.Writer.TryWrite(new Errand(name, work, patience)))
        {
            Log.TooMany(logger, name);
        }
    }

    /// <summary>The same after a while; left undone when the tenure ends before.</summary>
    public void AddAfter(TimeSpan pause, string name, Func<CancellationToken, Task> work) => _ = AddLaterAsync(pause, name, work);

    /// <summary>
    /// The same for what the other side may not be able to take now: tried again when it says so or fails, less and less often. None is left out: who calls
    /// this has stored them, and there are as many as are stored.
    /// </summary>
    /// <param name="name">What it is called in the log.</param>
    /// <param name="work">False when it is to be tried again.</param>
    /// <param name="since">Since when it is tried.</param>
    /// <param name="isHeld">True while it must not be tried: it waits, however long that takes, and is not given up. Null for never.</param>
    public void AddUntilDone(string name, Func<CancellationToken, Task<bool>> work, DateTimeOffset since, Func<bool>? isHeld = null) =>
        AddAttempt(new Trial(name, work, since + LongestTrying, isHeld ?? (static () => false)), ShortestPause);

    /// <summary>Does them until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _waiting.Reader.ReadAllAsync(cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (errand, token) => await DoAsync(errand, token));
        }
        finally
        {
            _hasEnded = true;
        }
    }

    private void AddAttempt(Trial trial, TimeSpan pause)
    {
        if (!_waiting.Writer.TryWrite(new Errand(trial.Name, token => AttemptAsync(trial, pause, token), Patience)))
        {
            _ = TryAgainAsync(trial, pause, pause);
        }
    }

    private async Task AttemptAsync(Trial trial, TimeSpan pause, CancellationToken cancellationToken)
    {
        if (trial.IsHeld())
        {
            // Its time begins when it may be tried.
            _ = TryAgainAsync(trial with { Until = time.GetUtcNow() + LongestTrying }, PauseOfHeld, ShortestPause);
            return;
        }

        var isDone = false;
        try
        {
            isDone = await trial.Work(cancellationToken);
        }
        finally
        {
            if (!isDone && time.GetUtcNow() < trial.Until)
            {
                _ = TryAgainAsync(trial, pause, 2 * pause < LongestPause ? 2 * pause : LongestPause);
            }
            else if (!isDone)
            {
                Log.GivenUp(logger, trial.Name);
            }
        }
    }

    private async Task TryAgainAsync(Trial trial, TimeSpan pause, TimeSpan next)
    {
        await Task.Delay(pause, time);
        if (!_hasEnded)
        {
            AddAttempt(trial, next);
        }
    }

    private async Task AddLaterAsync(TimeSpan pause, string name, Func<CancellationToken, Task> work)
    {
        await Task.Delay(pause, time);
        Add(name, work);
    }

    private async Task DoAsync(Errand errand, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(errand.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await errand.Work(both.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The tenure ends.
        }
#pragma warning disable CA1031 // A mistake in one errand must not stop the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, errand.Name);
        }
    }

    private sealed record Trial(string Name, Func<CancellationToken, Task<bool>> Work, DateTimeOffset Until, Func<bool> IsHeld);

    private sealed record Errand(string Name, Func<CancellationToken, Task> Work, TimeSpan Patience);

    private static partial class Log
    {
        [LoggerMessage(2820, LogLevel.Warning, "Left undone, because too much waits to be done: {Errand}")]
        public static partial void TooMany(ILogger logger, string errand);

        [LoggerMessage(2825, LogLevel.Warning, "Given up after a day: {Errand}")]
        public static partial void GivenUp(ILogger logger, string errand);

        [LoggerMessage(2821, LogLevel.Warning, "Failed: {Errand}")]
        public static partial void Failed(ILogger logger, Exception exception, string errand);
    }
}
