using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>The listener: lets connections in within the caps, runs one session for each, and lets them finish at the stop.</summary>
internal sealed partial class LmtpServer(LmtpEndpoint endpoint, ILmtpMailbox mailbox, LmtpServerContext context) : IAsyncDisposable
{
    private const int Backlog = 128;
    private readonly ConnectionCaps _caps = new(context.Limits.MaxConnections, context.Limits.MaxConnectionsPerAddress);
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Socket? _listener;
    private AcceptLoop? _acceptLoop;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it really listens; differs from the configuration for port 0.</summary>
    public EndPoint LocalEndPoint => _listener?.LocalEndPoint ?? throw new InvalidOperationException("Not started.");

    /// <summary>Why no mail can come in, for operators; null while it can.</summary>
    public string? Trouble => _acceptLoop?.Trouble;

    /// <exception cref="AdapterStartException">The address cannot be had.</exception>
    public void Start()
    {
        try
        {
            _listener = endpoint.Open(Backlog);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new AdapterStartException($"Cannot listen for LMTP on {endpoint.SocketFile ?? endpoint.Address.ToString()}: {error.Message}", error);
        }

        _acceptLoop = new(_listener, Begin, context.Time, context.Logger);
        _accepting = _acceptLoop.RunAsync(_stopping.Token);
    }

    /// <summary>Idle conversations end with 421 at once; a message that is coming in is finished while the patience lasts.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is null)
            return;

        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        endpoint.Remove();
        var sessions = Task.WhenAll(_sessions.Keys);
        await sessions.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abort.CancelAsync();
        await sessions;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopping.Dispose();
        _abort.Dispose();
    }

    private void Begin(Socket connection)
    {
        var session = Task.Run(() => ServeAsync(connection));
        _sessions[session] = true;
        session.ContinueWith(
            done => _sessions.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        var peer = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (!_caps.TryEnter(peer))
        {
            await TurnAwayAsync(stream);
            return;
        }

        try
        {
            await new LmtpSession(stream, mailbox, context, _stopping.Token, _abort.Token).RunAsync();
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            Log.Lost(context.Logger, error.GetType().Name);
        }
#pragma warning disable CA1031 // A mistake in the reading of one mail must not end the listener; the client gets no answer and tries again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.Failed(context.Logger, error);
        }
        finally
        {
            _caps.Leave(peer);
        }
    }

    private async Task TurnAwayAsync(NetworkStream stream)
    {
        Log.TurnedAway(context.Logger);
        var line = new ArrayBufferWriter<byte>();
        LmtpReply.TooManyConnections.WriteTo(line);
        try
        {
            await stream.WriteAsync(line.WrittenMemory, _abort.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            Log.Lost(context.Logger, error.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Debug, "LMTP connection lost ({Error})")]
        public static partial void Lost(ILogger logger, string error);

        [LoggerMessage(5011, LogLevel.Error, "LMTP connection ended by a mistake in this program")]
        public static partial void Failed(ILogger logger, Exception error);

        [LoggerMessage(5012, LogLevel.Warning, "Too many LMTP connections; one was turned away")]
        public static partial void TurnedAway(ILogger logger);
    }
}
