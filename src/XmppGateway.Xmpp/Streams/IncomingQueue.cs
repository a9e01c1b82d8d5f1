using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// Stanzas between the reading thread and who handles them. Bounded by what they weigh, not by how many they are; when it is full the
/// reading thread stops, the socket fills, and the server holds back.
/// </summary>
internal sealed class IncomingQueue(int capacity) : ChannelReader<Stanza>
{
    private readonly Channel<Stanza> _channel = Channel.CreateUnbounded<Stanza>(new() { SingleReader = true, SingleWriter = true });
    private readonly object _gate = new();
    private long _weight;
    private int _count;
    private int _waiting;
    private bool _completed;

    public override Task Completion => _channel.Reader.Completion;

    public override bool CanCount => true;

    public override int Count => Volatile.Read(ref _count);

    /// <summary>Adds, then blocks while the queue is too heavy. Reading thread only.</summary>
    public void Add(Stanza stanza)
    {
        // One that is above the capacity by itself passes: it is in the queue before the wait.
        Interlocked.Increment(ref _count);
        if (_channel.Writer.TryWrite(stanza) && Interlocked.Add(ref _weight, stanza.Weight) > capacity)
        {
            WaitForRoom();
        }
    }

    /// <summary>No more will come; with a cause, reading ends with it after the last stanza.</summary>
    public void Complete(Exception? cause)
    {
        _channel.Writer.TryComplete(cause);
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public override bool TryRead([MaybeNullWhen(false)] out Stanza item)
    {
        if (!_channel.Reader.TryRead(out item))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _weight, -item.Weight);
        if (Volatile.Read(ref _waiting) == 1 && HasRoom())
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }

        return true;
    }

    public override bool TryPeek([MaybeNullWhen(false)] out Stanza item) => _channel.Reader.TryPeek(out item);

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _channel.Reader.WaitToReadAsync(cancellationToken);

    private bool HasRoom() => Interlocked.Read(ref _weight) <= capacity / 2;

    private void WaitForRoom()
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _waiting, 1);
            while (!HasRoom() && !_completed)
            {
                Monitor.Wait(_gate);
            }

            _waiting = 0;
        }
    }
}
