using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// What may take long on one network is done beside the reading: it must not hold up the stanzas of others, nor must one sender make
/// everybody else's work wait. What one client says to a room by its presence keeps its order; everything else has none. Thread-safe.
/// </summary>
internal sealed class LongWork
{
    private const int WaitingPerUser = 256;
    private const int AtOncePerUser = 16;
    private const int InAll = 2048;

    /// <summary>The last places of all are for those who have no more under way than is done at once: a few who ask without end do not fill them.</summary>
    private const int ForEverybody = InAll / 4;

    /// <summary>
    /// Clients enter all their rooms by themselves, after a restart all at once: a thousand for each of two clients of a user. Presence is small; it waits, and is
    /// not refused, which clients do not try again.
    /// </summary>
    private const int PresencesPerUser = 2048;

    private const int PresencesInAll = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Sender> _byUser = [];
    private readonly Dictionary<(Jid Client, Jid Room), Task> _last = [];
    private readonly HashSet<Task> _running = [];
    private int _presences;

    /// <summary>Starts the work for a stanza, which does not throw; false when this person, or everybody, has too much under way.</summary>
    public bool TryStart(Stanza stanza, Func<Task> work)
    {
        var user = stanza.From!.Bare;
        var isPresence = stanza.Kind == StanzaKind.Presence;
        (Jid, Jid)? order = isPresence ? (stanza.From, stanza.To!.Bare) : null;
        Sender sender;
        Task? before;
        lock (_lock)
        {
            sender = _byUser.GetValueOrDefault(user) ?? new Sender();
            if (IsEnd(stanza))
            {
                // Nobody says again that they have gone.
            }
            else if (isPresence
                ? sender.Presences >= PresencesPerUser || _presences >= PresencesInAll
                : sender.Others >= WaitingPerUser || !HasRoom(sender))
            {
                return false;
            }

            Count(sender, isPresence, 1);
            _byUser[user] = sender;
            before = order is { } place ? _last.GetValueOrDefault(place) : null;
        }

        // Stanzas of one link are routed one after the other: nobody comes in between.
        var running = RunAsync(user, sender, isPresence, before, work);
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

    private async Task RunAsync(Jid user, Sender sender, bool isPresence, Task? before, Func<Task> work)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var places = isPresence ? sender.PresencePlaces : sender.Places;
        await places.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            places.Release();
            lock (_lock)
            {
                Count(sender, isPresence, -1);
                if (sender is { Presences: 0, Others: 0 })
                {
                    _byUser.Remove(user);
                    sender.Places.Dispose();
                    sender.PresencePlaces.Dispose();
                }
            }
        }
    }

    /// <summary>Called with the lock.</summary>
    private bool HasRoom(Sender sender) => InAll - (_running.Count - _presences) is var left && left > (sender.Others < AtOncePerUser ? 0 : ForEverybody);

    private static bool IsEnd(Stanza stanza) => stanza is { Kind: StanzaKind.Presence, Type: "unavailable" or "error" };

    /// <summary>Called with the lock.</summary>
    private void Count(Sender sender, bool isPresence, int more)
    {
        if (isPresence)
        {
            sender.Presences += more;
            _presences += more;
        }
        else
        {
            sender.Others += more;
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
        public int Presences { get; set; }

        public int Others { get; set; }

        public SemaphoreSlim Places { get; } = new(AtOncePerUser);

        /// <summary>A question does not wait until a thousand rooms are entered.</summary>
        public SemaphoreSlim PresencePlaces { get; } = new(AtOncePerUser);
    }
}
