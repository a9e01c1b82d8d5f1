using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppGateway.Testing;

/// <summary>A raw line client for a mail server: writes bytes as given, reads whole answers, checks nothing.</summary>
public sealed class LmtpClient : IDisposable
{
    private readonly Socket _socket;
    private NetworkStream? _stream;
    private StreamReader? _reader;

    private LmtpClient(EndPoint endpoint) => _socket = endpoint is UnixDomainSocketEndPoint
        ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Connects to a TCP or unix endpoint.</summary>
    public static async Task<LmtpClient> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        var client = new LmtpClient(endpoint);
        try
        {
            await client._socket.ConnectAsync(endpoint, cancellationToken);
            client._stream = new NetworkStream(client._socket);
            client._reader = new StreamReader(client._stream, Encoding.UTF8);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Writes text as UTF-8, in one segment.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken) =>
        await WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Writes bytes.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await _stream!.WriteAsync(bytes, cancellationToken);

    /// <summary>Reads one answer, all its lines joined by LF; null when the server has closed.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await _reader!.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                return string.Join('\n', lines);
        }

        return null;
    }

    /// <summary>Reads <paramref name="count"/> answers and gives their basic codes.</summary>
    public async Task<IReadOnlyList<string>> ReadCodesAsync(int count, CancellationToken cancellationToken)
    {
        var codes = new List<string>();
        for (var i = 0; i < count; i++)
            codes.Add((await ReadAsync(cancellationToken))?[..3] ?? "closed");

        return codes;
    }

    /// <summary>Writes one command and reads its answer.</summary>
    public async Task<string?> AskAsync(string command, CancellationToken cancellationToken)
    {
        await WriteAsync(command + "\r\n", cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>No more from this side.</summary>
    public void Dispose()
    {
        _reader?.Dispose();
        _stream?.Dispose();
        _socket.Dispose();
    }
}
