using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// Rendered stanzas between those who send and the one thread that writes. Two buffers: one is filled while the other is written, so
/// a burst shares system calls and a single stanza waits for nothing.
/// </summary>
internal sealed class OutgoingQueue(ComponentStreamOptions options)
{
    private const int Small = 16 * 1024;

    /// <summary>Above this, who sends waits.</summary>
    private const int HighWater = 256 * 1024;

    private readonly object _gate = new();
    private Utf8Buffer _filling = new(Small);
    private Utf8Buffer _writing = new(Small);
    private TaskCompletionSource? _room;
    private bool _active;
    private bool _ended;

    /// <summary>Bytes that wait for the socket.</summary>
    public int QueuedBytes
    {
        get
        {
            lock (_gate)
            {
                return _filling.Length + _writing.Length;
            }
        }
    }

    /// <summary>
    /// Appends the stanza. Null when that was done, else the task to await before another try.
    /// </summary>
    /// <exception cref="InvalidStanzaException">It cannot be sent.</exception>
    /// <exception cref="StreamException">The stream has ended.</exception>
    public Task? TryAdd(Stanza stanza)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_filling.Length > HighWater)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _room.Task;
            }

            StanzaRenderer.Render(stanza, _filling, options.MaxStanzaBytes, options.MaxDepth);
            Wake();
            return null;
        }
    }

    /// <summary>Appends what is no stanza: stream header, handshake, the end of the stream.</summary>
    public void Add(string xml)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _filling.Raw(xml);
            Wake();
        }
    }

    /// <summary>A space, unless something was sent since the last call.</summary>
    public void KeepAlive()
    {
        lock (_gate)
        {
            if (!_active && !_ended)
            {
                _filling.Raw(" "u8);
                Wake();
            }

            _active = false;
        }
    }

    /// <summary>What is queued is still given out, then <paramref name="footer"/>; nobody may send from now on.</summary>
    public void End(string footer = "")
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _filling.Raw(footer);
                _ended = true;
            }

            Monitor.Pulse(_gate);
            ReleaseWaiting();
        }
    }

    /// <summary>
    /// Blocks until there are bytes to write; empty when there will be none any more. The span is good until the next call, by the
    /// one writing thread.
    /// </summary>
    public ReadOnlySpan<byte> Take()
    {
        lock (_gate)
        {
            _writing = _writing.Capacity > HighWater ? new Utf8Buffer(Small) : _writing;
            _writing.Truncate(0);
            while (_filling.Length == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            (_filling, _writing) = (_writing, _filling);
            ReleaseWaiting();
            return _writing.Written;
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended)
        {
            throw new StreamException(StreamFailure.Transient, "The stream has ended.");
        }
    }

    private void Wake()
    {
        _active = true;
        Monitor.Pulse(_gate);
    }

    private void ReleaseWaiting()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
