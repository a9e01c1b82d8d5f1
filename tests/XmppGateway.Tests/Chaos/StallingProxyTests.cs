using System.Net;
using System.Net.Sockets;
using XmppGateway.Chaos.Network;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class StallingProxyTests : IAsyncDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 5000).Select(number => (byte)number)];
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly StallingProxy _proxy;

    public StallingProxyTests()
    {
        _server.Start();
        _proxy = new StallingProxy("test", 0, ((IPEndPoint)_server.LocalEndpoint).Port);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_pass_both_ways_and_so_does_the_end()
    {
        var (near, far) = await ConnectAsync();
        _proxy.Fault.Set(Passage.ByteByByte);

        await near.SendAsync(Bytes, Token);
        Assert.Equal(Bytes, await ReadAsync(far, Bytes.Length));
        await far.SendAsync(Bytes, Token);
        Assert.Equal(Bytes, await ReadAsync(near, Bytes.Length));
        near.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await far.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_cut_breaks_both_ends()
    {
        var (near, far) = await ConnectAsync();
        _proxy.Fault.Cut();

        await near.SendAsync(Bytes, Token);

        await Assert.ThrowsAsync<SocketException>(async () => await ReadAsync(near, 1));
        await Assert.ThrowsAsync<SocketException>(async () => await ReadAsync(far, Bytes.Length));
    }

    [Fact]
    public async Task Whoever_connects_to_a_server_that_is_away_is_cut_off()
    {
        _server.Stop();
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The reset may come before the connection is told to be there.
        var cut = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await near.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
            await ReadAsync(near, 1);
        });
        Assert.Equal(SocketError.ConnectionReset, cut.SocketErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    /// <summary>With one byte in each direction: then it stands.</summary>
    private async Task<(Socket Near, Socket Far)> ConnectAsync()
    {
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
        var far = await _server.AcceptSocketAsync(Token);
        await near.SendAsync(new byte[1], Token);
        await ReadAsync(far, 1);
        await far.SendAsync(new byte[1], Token);
        await ReadAsync(near, 1);
        return (near, far);
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var came = await socket.ReceiveAsync(bytes.AsMemory(at), Token);
            if (came == 0)
                throw new SocketException((int)SocketError.Shutdown);
            at += came;
        }

        return bytes;
    }
}
