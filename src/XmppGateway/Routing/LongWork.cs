using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// What may take long on one network is done beside the reading: it must not hold up the stanzas of others, nor must one sender make
/// everybody else's work wait. What one client says to a room by its presence keeps its order; everything else has none. Thread-safe.
/// </summary>
internal sealed class LongWork
{
    /// <summary>A client may come with a hundred rooms that it enters by itself; they wait for each other, and are not refused.</summary>
    private const int WaitingPerUser = 256;

    private const int AtOncePerUser = 16;
    private const int InAll = 2048;

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Sender> _byUser = [];
    private readonly Dictionary<(Jid Client, Jid Room), Task> _last = [];
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts the work for a stanza, which does not throw; false when this person, or everybody, has too much under way.</summary>
    public bool TryStart(Stanza stanza, Func<Task> work)
    {
        var user = stanza.From!.Bare;
        (Jid, Jid)? order = stanza.Kind == StanzaKind.Presence ? (stanza.From, stanza.To!.Bare) : null;
        Sender sender;
        Task? before;
        lock (_lock)
        {
            sender = _byUser.GetValueOrDefault(user) ?? new Sender();
            if (sender.Count >= WaitingPerUser || _running.Count >= InAll)
            {
                return false;
            }

            sender.Count++;
            _byUser[user] = sender;
            before = order is { } place ? _last.GetValueOrDefault(place) : null;
        }

        // Stanzas of one link are routed one after the other: nobody comes in between.
        var running = RunAsync(user, sender, before, work);
        if (running.IsCompleted)
        {
            return true;
        }

        lock (_lock)
        {
            _running.Add(running);
            if (order is { } place)
            {
                _last[place] = running;
            }
        }

        _ = ForgetAsync(running, order);
        return true;
    }

    /// <summary>What is under way now.</summary>
    public Task[] Running()
    {
        lock (_lock)
        {
            return [.. _running];
        }
    }

    private async Task RunAsync(Jid user, Sender sender, Task? before, Func<Task> work)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await sender.Places.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            sender.Places.Release();
            lock (_lock)
            {
                if (--sender.Count == 0)
                {
                    _byUser.Remove(user);
                    sender.Places.Dispose();
                }
            }
        }
    }

    private async Task ForgetAsync(Task running, (Jid Client, Jid Room)? order)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _running.Remove(running);
            if (order is { } place && _last.GetValueOrDefault(place) == running)
            {
                _last.Remove(place);
            }
        }
    }

    private sealed class Sender
    {
        public int Count { get; set; }

        public SemaphoreSlim Places { get; } = new(AtOncePerUser);
    }
}
