using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Chaos.Network;

/// <summary>Stands on 127.0.0.1 between two programs and carries their connections as the fault of its link allows.</summary>
public sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <param name="name">Of the link, for reports.</param>
    /// <param name="port">Where it listens; 0 for any.</param>
    /// <param name="target">Where it connects to, for each connection anew.</param>
    public StallingProxy(string name, int port, int target)
    {
        Name = name;
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Name { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public LinkFault Fault { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            for (; ; )
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(JoinAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task JoinAsync(Socket client)
    {
        using var near = Prepare(client);
        using var far = Prepare(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var whole = await TryConnectAsync(far, end.Token)
            && (await Task.WhenAll(TryCarryAsync(near, far, end), TryCarryAsync(far, near, end))).All(way => way);

        // Whoever is cut off hears it at once: a reset instead of an end.
        near.LingerState = far.LingerState = new LingerOption(!whole, 0);
    }

    private async Task<bool> TryConnectAsync(Socket far, CancellationToken cancellationToken)
    {
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, cancellationToken);
            return true;
        }
        catch (Exception away) when (away is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>False when the connection did not end in peace; then the other way ends, too.</summary>
    private async Task<bool> TryCarryAsync(Socket from, Socket to, CancellationTokenSource end)
    {
        try
        {
            using var source = new NetworkStream(from);
            using var sink = new NetworkStream(to);
            if (await new Conduit(Fault, TimeProvider.System).CarryAsync(source, sink, end.Token))
            {
                to.Shutdown(SocketShutdown.Send);
                return true;
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // As good as cut.
        }

        await end.CancelAsync();
        return false;
    }

    private static Socket Prepare(Socket socket)
    {
        socket.NoDelay = true;
        return socket;
    }
}
