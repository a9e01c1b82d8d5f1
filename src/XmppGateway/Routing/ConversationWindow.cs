using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// Lets a bounded number of conversations be handled side by side while each keeps its order. Without it every message would wait for
/// the commit of the one before, and the store could never put several into one commit.
/// </summary>
internal sealed class ConversationWindow(int capacity) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(capacity);
    private readonly Lock _lock = new();
    private readonly Dictionary<Conversation, Task> _last = [];

    /// <summary>
    /// Runs the work after everything that entered before in the same conversation. Returns when the work has its place, not when it
    /// is done; waits while the window is full. The work does not throw. Calls for one conversation do not overlap.
    /// </summary>
    public async ValueTask EnterAsync(Stanza stanza, Func<Task> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var conversation = Conversation.Of(stanza);
        Task? before;
        lock (_lock)
        {
            _last.TryGetValue(conversation, out before);
        }

        var running = before is null ? work() : AfterAsync(before, work);
        if (running.IsCompleted)
        {
            _slots.Release();
            await running;
            return;
        }

        lock (_lock)
        {
            _last[conversation] = running;
        }

        _ = LeaveAsync(conversation, running);
    }

    /// <summary>Returns when nothing is being handled: at the end, after the last stanza was read.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock)
            {
                running = [.. _last.Values];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running);
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static async Task AfterAsync(Task before, Func<Task> work)
    {
        await before;
        await work();
    }

    private async Task LeaveAsync(Conversation conversation, Task running)
    {
        await running;
        lock (_lock)
        {
            if (_last.TryGetValue(conversation, out var last) && last == running)
            {
                _last.Remove(conversation);
            }
        }

        _slots.Release();
    }

    private readonly record struct Conversation(string? UserLocal, string UserDomain, string? ContactLocal, string ContactDomain)
    {
        public static Conversation Of(Stanza stanza) =>
            new(stanza.From?.Local, stanza.From?.Domain ?? "", stanza.To?.Local, stanza.To?.Domain ?? "");
    }
}
