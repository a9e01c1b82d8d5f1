using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace XmppGateway.Adapters.Email.Dns;

/// <summary>Asks the name servers of this machine, one after the other. What .NET itself offers knows addresses only.</summary>
internal sealed class DnsResolver(IReadOnlyList<IPEndPoint> servers, TimeProvider time)
{
    private const string ResolverFile = "/etc/resolv.conf";
    private const int Port = 53;

    // resolv.conf(5): no more are used.
    private const int MostServers = 3;
    private const int Attempts = 2;

    /// <summary>For one attempt.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>With the servers of the system; none where it has no resolv.conf.</summary>
    public static DnsResolver OfSystem(TimeProvider time)
    {
        try
        {
            return new DnsResolver(ReadServers(File.ReadLines(ResolverFile)), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DnsResolver([], time);
        }
    }

    /// <summary>The lines <c>nameserver ADDRESS</c>.</summary>
    public static IReadOnlyList<IPEndPoint> ReadServers(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? new IPEndPoint(address, Port) : null)
            .OfType<IPEndPoint>()
            .Take(MostServers),
    ];

    /// <summary>What they say; null when none answers, or none could find out.</summary>
    public async Task<DnsReply?> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var id = BinaryPrimitives.ReadUInt16BigEndian(RandomNumberGenerator.GetBytes(2));
        if (DnsMessage.Ask(id, name, type) is not { } question)
            return null;

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            foreach (var server in servers)
            {
                if (await AskAsync(server, question, cancellationToken) is { IsDefinite: true } reply)
                    return reply;
            }
        }

        return null;
    }

    private async Task<DnsReply?> AskAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var reply = await AskByDatagramAsync(server, question, either.Token);
            return reply.IsTruncated ? await AskByStreamAsync(server, question, either.Token) : reply;
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<DnsReply> AskByDatagramAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        // Connected: the kernel keeps out what other addresses send.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            // What is no answer to this question is somebody's guess: the right one may still come.
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            if (DnsMessage.Read(buffer.AsSpan(0, length), question) is { } reply)
                return reply;
        }
    }

    /// <summary>RFC 1035 §4.2.2: with its length before it.</summary>
    private static async Task<DnsReply?> AskByStreamAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken);
        await stream.ReadExactlyAsync(framed.AsMemory(0, 2), cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return DnsMessage.Read(answer, question);
    }
}
