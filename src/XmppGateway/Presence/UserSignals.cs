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
    private readonly Dictionary<(string Network, Jid User), Dictionary<(Type, RemoteUserId?), UserSignal>> _waiting = [];

    /// <summary>Queues a signal; returns at once. Dropped when the adapter takes none, or too many users wait.</summary>
    public void Tell(Network network, UserSignal signal)
    {
        if (network.Adapter is not ITakesSignals adapter)
        {
            return;
        }

        var key = (network.Name, signal.User);
        lock (_lock)
        {
            if (_waiting.TryGetValue(key, out var signals))
            {
                signals[KindOf(signal)] = signal;
                return;
            }

            if (_waiting.Count >= MaximumUsers)
            {
                return;
            }

            _waiting[key] = new() { [KindOf(signal)] = signal };
        }

        _ = Task.Run(() => HandOverAsync(network, adapter, key));
    }

    private static (Type, RemoteUserId?) KindOf(UserSignal signal) => (signal.GetType(), (signal as UserSignal.Typing)?.Contact.Id);

    private async Task HandOverAsync(Network network, ITakesSignals adapter, (string, Jid) key)
    {
        while (Next(key) is { } signal)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            try
            {
                await adapter.TakeSignalAsync(signal, patience.Token);
            }
#pragma warning disable CA1031 // A signal that is lost is no harm; whatever went wrong, the next one is tried.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.NotTaken(logger, e, network.Name);
            }
        }
    }

    /// <summary>The next signal of a user; null at the end, when the user's place is free again.</summary>
    private UserSignal? Next((string, Jid) key)
    {
        lock (_lock)
        {
            var signals = _waiting[key];
            foreach (var (kind, signal) in signals)
            {
                signals.Remove(kind);
                return signal;
            }

            _waiting.Remove(key);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2410, LogLevel.Debug, "{Network}: a signal of a user was not taken")]
        public static partial void NotTaken(ILogger logger, Exception exception, string network);
    }
}
