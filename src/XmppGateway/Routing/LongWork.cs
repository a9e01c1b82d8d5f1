using XmppGateway.Abstractions;

namespace XmppGateway.Routing;

/// <summary>
/// What may take long on one network is done beside the reading: it must not hold up the stanzas of others, nor must one sender make
/// everybody else's work wait. Thread-safe.
/// </summary>
internal sealed class LongWork
{
    private const int PerUser = 16;
    private const int InAll = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, int> _byUser = [];
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts the work, which does not throw; false when this person, or everybody, has too much under way.</summary>
    public bool TryStart(Jid user, Func<Task> work)
    {
        lock (_lock)
        {
            var own = _byUser.GetValueOrDefault(user.Bare);
            if (own >= PerUser || _running.Count >= InAll)
            {
                return false;
            }

            _byUser[user.Bare] = own + 1;
        }

        var running = RunAsync(user.Bare, work);
        if (!running.IsCompleted)
        {
            lock (_lock)
            {
                _running.Add(running);
            }

            _ = ForgetAsync(running);
        }

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

    private async Task RunAsync(Jid user, Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            lock (_lock)
            {
                var left = _byUser[user] - 1;
                if (left == 0)
                {
                    _byUser.Remove(user);
                }
                else
                {
                    _byUser[user] = left;
                }
            }
        }
    }

    private async Task ForgetAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _running.Remove(running);
        }
    }
}
