using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Presence;

/// <summary>
/// Hands signals of users to adapters that take them: one after the other for a user, the newest of a kind only. A network that is slow or
/// hangs costs its own signals.
/// </summary>
internal sealed partial class UserSignals(TimeProvider time, ILogger<UserSignals> logger)
{
    private const int MaximumUsers = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Network, Jid User), Dictionary<(Type, RemoteUserId?), Told>> _waiting = [];
    private readonly Dictionary<(string Network, Jid User), Action> _halted = [];

    /// <summary>True for a network that is told nothing now. What it is not told waits, the newest of a kind, until it is resumed.</summary>
    public Func<string, bool> IsStopped { get; set; } = static _ => false;

    /// <summary>Queues a signal; returns at once. Dropped when the adapter takes none, or too many users wait.</summary>
    public void Tell(Network network, UserSignal signal) => Queue(network, new Told(signal, null));

    /// <summary>
    /// Queues a signal. True when the network has taken it; false when it was dropped, went wrong, or a newer one of its kind took its place.
    /// </summary>
    public Task<bool> OfferAsync(Network network, UserSignal signal)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue(network, new Told(signal, end));
        return end.Task;
    }

    /// <summary>A network works again: what waited is told.</summary>
    public void Resume(string network)
    {
        List<Action> resumed;
        lock (_lock)
        {
            resumed = [.. _halted.Where(halted => halted.Key.Network == network).Select(halted => halted.Value)];
            foreach (var key in _halted.Keys.Where(key => key.Network == network).ToList())
            {
                _halted.Remove(key);
            }
        }

        resumed.ForEach(begin => begin());
    }

    private void Queue(Network network, Told told)
    {
        // Who writes now does not do so any more when it could be told.
        if (network.Adapter is not ITakesSignals adapter || (told.Signal is UserSignal.Typing && IsStopped(network.Name)))
        {
            told.End?.SetResult(false);
            return;
        }

        var key = (network.Name, told.Signal.User);
        lock (_lock)
        {
            var isWaiting = _waiting.TryGetValue(key, out var signals);
            if (!isWaiting && _waiting.Count >= MaximumUsers)
            {
                told.End?.SetResult(false);
                return;
            }

            signals ??= _waiting[key] = [];
            if (signals.TryGetValue(KindOf(told.Signal), out var older))
            {
                older.End?.SetResult(false);
            }

            signals[KindOf(told.Signal)] = told;
            if (isWaiting)
            {
                return;
            }
        }

        Begin(network, adapter, key);
    }

    private void Begin(Network network, ITakesSignals adapter, (string, Jid) key) => _ = Task.Run(() => HandOverAsync(network, adapter, key));

    private static (Type, RemoteUserId?) KindOf(UserSignal signal) => (signal.GetType(), (signal as UserSignal.Typing)?.Contact.Id);

    private async Task HandOverAsync(Network network, ITakesSignals adapter, (string, Jid) key)
    {
        while (Next(key, () => Begin(network, adapter, key)) is { } told)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var isTaken = false;
            try
            {
                await adapter.TakeSignalAsync(told.Signal, patience.Token);
                isTaken = true;
            }
#pragma warning disable CA1031 // A signal that is lost is no harm; whatever went wrong, the next one is tried.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.NotTaken(logger, e, network.Name);
            }

            told.End?.SetResult(isTaken);
        }
    }

    /// <summary>The next signal of a user; null at the end, when the user's place is free again, and when the network was stopped.</summary>
    private Told? Next((string Network, Jid) key, Action begin)
    {
        lock (_lock)
        {
            var signals = _waiting[key];
            if (signals.Count > 0 && IsStopped(key.Network))
            {
                _halted[key] = begin;
                return null;
            }

            foreach (var (kind, told) in signals)
            {
                signals.Remove(kind);
                return told;
            }

            _waiting.Remove(key);
            return null;
        }
    }

    private sealed record Told(UserSignal Signal, TaskCompletionSource<bool>? End);

    private static partial class Log
    {
        [LoggerMessage(2410, LogLevel.Debug, "{Network}: a signal of a user was not taken")]
        public static partial void NotTaken(ILogger logger, Exception exception, string network);
    }
}
