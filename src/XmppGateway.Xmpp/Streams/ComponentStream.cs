using System.Threading.Channels;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// One attachment of a component's domain to an XMPP server (XEP-0114), from the connection to its end; it does not reconnect. Two
/// threads of its own read and write, so a slow handler or a slow server blocks no pool thread. All members may be called from any
/// thread; <see cref="Incoming"/> is for one reader at a time.
/// </summary>
public sealed class ComponentStream : IAsyncDisposable
{
    private const int IncomingCapacity = 4 << 20;
    private static readonly TimeSpan PeerCloses = TimeSpan.FromSeconds(2);

    private readonly ComponentStreamOptions _options;
    private readonly Transport _transport = new();
    private readonly IncomingQueue _incoming = new(IncomingCapacity);
    private readonly OutgoingQueue _outgoing;
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readerEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _writerEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _keepAlive;
    private volatile bool _closing;

    private ComponentStream(ComponentStreamOptions options)
    {
        _options = options;
        Domain = Jid.TryCreate(null, options.Domain, null, out var jid)
            ? jid.Domain
            : throw new StreamException(StreamFailure.Configuration, "The component's domain is no domain name.");
        _outgoing = new OutgoingQueue(options);
    }

    /// <summary>The component's domain, prepared as addresses are: servers compare it letter by letter.</summary>
    public string Domain { get; }

    /// <summary>
    /// Stanzas in the order of arrival, each there the moment its last byte is. After a clean end reading ends normally; after anything
    /// else the last read throws the <see cref="StreamException"/>, also found in <see cref="ChannelReader{T}.Completion"/>.
    /// </summary>
    public ChannelReader<Stanza> Incoming => _incoming;

    /// <summary>Bytes that were sent here and wait for the socket: a gauge.</summary>
    public int QueuedBytes => _outgoing.QueuedBytes;

    /// <summary>Connects and completes the handshake: the domain is attached when the task ends.</summary>
    /// <exception cref="StreamException">It could not; the exception says what that means for the next attempt.</exception>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellationToken"/>.</exception>
    public static async Task<ComponentStream> ConnectAsync(ComponentStreamOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stream = new ComponentStream(options);
        try
        {
            await stream.AttachAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server calls the stream (RFC 6120 §4.7.3): any text.</summary>
    public string Id { get; private set; } = "";

    /// <summary>
    /// Checks, renders and queues one stanza; waits while the queue is full. When the task ends the stanza is queued, not delivered:
    /// this protocol has no acknowledgements.
    /// </summary>
    /// <exception cref="InvalidStanzaException">No server would take it. Nothing of it reaches the socket; the stream goes on.</exception>
    /// <exception cref="StreamException">The stream has ended.</exception>
    public async ValueTask SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        if (StanzaRules.Violation(stanza, Domain) is { } violation)
        {
            throw new InvalidStanzaException(violation);
        }

        while (_outgoing.TryAdd(stanza) is { } room)
        {
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Ends the stream cleanly: writes what is queued and the end of the stream, and waits two seconds for the server's end. Stanzas that
    /// arrive until then are still in <see cref="Incoming"/>. Never throws for a stream that has ended already.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _closing = true;
        _outgoing.End(Handshake.Footer);
        try
        {
            await _writerEnded.Task.WaitAsync(PeerCloses, _options.Time, cancellationToken);
            await _readerEnded.Task.WaitAsync(PeerCloses, _options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The server does not answer: its half is cut off.
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Cuts the connection at once. What was queued and not yet written is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _outgoing.End();
        _transport.Dispose();
        if (_keepAlive is not null)
        {
            await _keepAlive.DisposeAsync();
        }
    }

    private async Task AttachAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.HandshakeTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        new Thread(ReadLoop) { IsBackground = true, Name = Domain + " reader" }.Start();
        try
        {
            await _attached.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StreamException(new StreamError(StreamConditions.ConnectionTimeout, "No handshake in time."), e);
        }

        _keepAlive = _options.Time.CreateTimer(_ => _outgoing.KeepAlive(), null, _options.KeepAlive, _options.KeepAlive);
    }

    private void ReadLoop()
    {
        Exception? cause = null;
        try
        {
            _transport.Open(_options);
            new Thread(WriteLoop) { IsBackground = true, Name = Domain + " writer" }.Start();
            Serve();
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to the owner's loop, who awaits the stanzas; a thread of its own would take the process down
        catch (Exception e)
#pragma warning restore CA1031
        {
            cause = e;
        }

        End(cause);
    }

    private void Serve()
    {
        var limits = new StanzaLimits { Bytes = _options.MaxIncomingStanzaBytes, Depth = _options.MaxDepth };
        _outgoing.Add(Handshake.Header(Domain));
        using var reader = StanzaReader.Open(new StreamInput(_transport.Read, limits.HardBytes), limits);
        Id = reader.StreamId;
        _outgoing.Add(Handshake.Proof(Id, _options.Secret));
        reader.ReadHandshake();
        _attached.TrySetResult();
        while (reader.Read() is { } stanza)
        {
            _incoming.Add(stanza);
        }
    }

    private void WriteLoop()
    {
        try
        {
            while (_outgoing.Take() is { IsEmpty: false } bytes)
            {
                _transport.Write(bytes);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading thread meets the same end, and may have the server's reason for it.
            _outgoing.End();
        }
        finally
        {
            _writerEnded.TrySetResult();
        }
    }

    private void End(Exception? cause)
    {
        _outgoing.End(Handshake.Footer);
        _attached.TrySetException(cause ?? new StreamException(StreamFailure.Transient, "The server closed the stream at once."));
        _ = _attached.Task.Exception;
        _incoming.Complete(_closing ? null : cause);
        _readerEnded.TrySetResult();
    }
}
