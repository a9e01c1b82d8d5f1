using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>A foreign network in memory: takes messages by id, and hands over to whoever listens.</summary>
internal sealed class ExampleNetwork
{
    /// <summary>Ids of what was taken; a repeated one is no second message.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public bool IsUp { get; set; } = true;

    /// <summary>Awaited before a message is taken.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    public int Calls { get; private set; }

    /// <summary>Takes what the contact writes.</summary>
    public Func<string, string, Task<Acceptance>>? Listener { get; set; }

    public async Task TakeAsync(string id, CancellationToken cancellationToken)
    {
        Calls++;
        await Delay.WaitAsync(cancellationToken);
        if (!Taken.Contains(id))
        {
            Taken.Enqueue(id);
        }
    }
}
