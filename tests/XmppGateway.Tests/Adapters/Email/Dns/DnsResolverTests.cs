using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using XmppGateway.Adapters.Email.Dns;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Dns;

public sealed class DnsResolverTests : IDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public DnsResolverTests() => _udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPEndPoint Server => (IPEndPoint)_udp.LocalEndPoint!;

    public void Dispose() => _udp.Dispose();

    [Fact]
    public async Task Guesses_of_others_are_passed_over()
    {
        var asking = new DnsResolver([Server], TimeProvider.System).AskAsync("example.org", DnsType.A, Token);
        var (question, from) = await TakeAsync();
        var forged = Answer(question);
        forged[0] ^= 0xFF;
        await _udp.SendToAsync(forged, from, Token);
        await _udp.SendToAsync(new byte[3], from, Token);
        await _udp.SendToAsync(Answer(question), from, Token);

        Assert.Equal(["192.0.2.1"], (await asking)?.Records);
    }

    [Fact]
    public async Task What_does_not_fit_is_asked_for_by_TCP()
    {
        var (server, tcp) = OnOnePort();
        using var both = server;
        using var listener = tcp;
        var asking = new DnsResolver([server.Server], TimeProvider.System).AskAsync("example.org", DnsType.A, Token);
        var (question, from) = await server.TakeAsync();
        var cut = question.ToArray();
        cut[2] |= 0x82;
        await server._udp.SendToAsync(cut, from, Token);

        using var client = await tcp.AcceptTcpClientAsync(Token);
        var stream = client.GetStream();
        var asked = new byte[question.Length + 2];
        await stream.ReadExactlyAsync(asked, Token);
        Assert.Equal(question, asked[2..]);
        var answer = Answer(question);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
        await stream.WriteAsync((byte[])[.. length, .. answer], Token);

        Assert.Equal(["192.0.2.1"], (await asking)?.Records);
    }

    /// <summary>A port that is free for one protocol may be taken for the other.</summary>
    private static (DnsResolverTests Udp, TcpListener Tcp) OnOnePort()
    {
        while (true)
        {
            var udp = new DnsResolverTests();
            var tcp = new TcpListener(udp.Server);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                tcp.Dispose();
                udp.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_server_that_does_not_know_is_followed_by_the_next()
    {
        using var other = new DnsResolverTests();
        var asking = new DnsResolver([Server, other.Server], TimeProvider.System).AskAsync("example.org", DnsType.A, Token);
        var (question, from) = await TakeAsync();
        var failure = question.ToArray();
        failure[2] |= 0x80;
        failure[3] = 2;
        await _udp.SendToAsync(failure, from, Token);
        (question, from) = await other.TakeAsync();
        await other._udp.SendToAsync(Answer(question), from, Token);

        Assert.Equal(["192.0.2.1"], (await asking)?.Records);
    }

    [Fact]
    public async Task Without_servers_there_is_no_answer() =>
        Assert.Null(await new DnsResolver([], TimeProvider.System).AskAsync("example.org", DnsType.A, Token));

    private async Task<(byte[] Question, EndPoint From)> TakeAsync()
    {
        var buffer = new byte[600];
        var taken = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Token);
        return (buffer[..taken.ReceivedBytes], taken.RemoteEndPoint);
    }

    private static byte[] Answer(byte[] question)
    {
        byte[] answer = [.. question, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1];
        answer[2] |= 0x80;
        answer[7] = 1;
        return answer;
    }
}
