using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Protection;

/// <summary>
/// What is to be done beside the stanzas, at other servers: a few at a time, each with a time limit, none twice. Only what may also be left
/// undone belongs here: nothing of it is stored.
/// </summary>
internal sealed partial class Errands(TimeProvider time, ILogger<Errands> logger, int maximumWaiting = Errands.MaximumWaiting)
{
    private const int MaximumWaiting = 512;
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Errand> _waiting = Channel.CreateBounded<Errand>(maximumWaiting);

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

    /// <summary>Does them until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (errand, token) => await DoAsync(errand, token));

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

    private sealed record Errand(string Name, Func<CancellationToken, Task> Work, TimeSpan Patience);

    private static partial class Log
    {
        [LoggerMessage(2820, LogLevel.Warning, "Left undone, because too much waits to be done: {Errand}")]
        public static partial void TooMany(ILogger logger, string errand);

        [LoggerMessage(2821, LogLevel.Warning, "Failed: {Errand}")]
        public static partial void Failed(ILogger logger, Exception exception, string errand);
    }
}
