using System.Net.Sockets;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>
/// One connection that is kept for as long as the homeserver keeps it. That it had to be opened anew is the only sign of a restart that
/// was over between two looks.
/// </summary>
internal sealed class WatchedConnection
{
    private int _opened;

    /// <summary>How often it was opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public SocketsHttpHandler CreateHandler() => new()
    {
        MaxConnectionsPerServer = 1,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            Interlocked.Increment(ref _opened);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
