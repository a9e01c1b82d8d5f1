using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>Takes connections from a listening socket until it is stopped, and says when it cannot.</summary>
/// <param name="listener">Listens already; belongs to the caller.</param>
/// <param name="begin">Takes over a connection; does not throw.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
internal sealed partial class AcceptLoop(Socket listener, Action<Socket> begin, TimeProvider time, ILogger logger)
{
    /// <summary>So many failures in a row are no client that left before it was accepted.</summary>
    public const int Tolerated = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private volatile string? _trouble;

    /// <summary>Why no connection can be accepted, for operators; null while they can.</summary>
    public string? Trouble => _trouble;

    /// <summary>Returns when the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var accepting = listener.AcceptAsync(stopping);
                if (!accepting.IsCompleted)
                {
                    // Nobody waits to be accepted: out of file descriptors it would have failed at once.
                    (failures, _trouble) = (0, null);
                }

                begin(await accepting);
                (failures, _trouble) = (0, null);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of file descriptors, or a client that left before it was accepted. Neither ends the listener.
                Note(error, ++failures);
                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Note(SocketException error, int failures)
    {
        if (failures == 1)
        {
            Log.AcceptFailed(logger, error.SocketErrorCode);
        }

        if (failures >= Tolerated)
        {
            _trouble = $"LMTP connections cannot be accepted: {error.SocketErrorCode}";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5013, LogLevel.Warning, "Could not accept an LMTP connection, trying again: {Error}")]
        public static partial void AcceptFailed(ILogger logger, SocketError error);
    }
}
