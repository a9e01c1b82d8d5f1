using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using XmppGateway.Benchmarks.Wire;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// Sends messages that ask for receipts and counts the receipts: either as the server of the component under load, or as another
/// component (<c>load.localhost</c>) of a real server. Parses nothing.
/// </summary>
internal sealed class MessageLoad : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[1 << 18];
    private readonly byte[] _edge = new byte[32];
    private int _edgeLength;
    private long _last;

    private MessageLoad(Socket socket) => _socket = socket;

    private static ReadOnlySpan<byte> Receipt => "<received"u8;

    /// <summary>Plays the server: waits for the component and takes its handshake, whatever the secret.</summary>
    public static MessageLoad Accept(TcpListener listener)
    {
        var load = new MessageLoad(listener.AcceptSocket());
        load.ReadUntil("<stream:stream");
        load.Send("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='x'>");
        load.ReadUntil("</handshake>");
        load.Send("<handshake/>");
        return load;
    }

    /// <summary>Attaches to a real server as <c>load.localhost</c>.</summary>
    public static MessageLoad Attach(int port, string secret) => new(ComponentSocket.Attach(port, "load.localhost", secret));

    /// <summary>
    /// Sends <paramref name="n"/> messages from <paramref name="users"/> users to <paramref name="contacts"/> contacts, with at most
    /// <paramref name="window"/> without receipt, until the last receipt.
    /// </summary>
    public TimeSpan Run(int n, int users, int contacts, int window)
    {
        var first = _last;
        _last += n;
        var sent = 0;
        var received = 0;
        var clock = Stopwatch.StartNew();
        var text = new StringBuilder();
        while (received < n)
        {
            text.Clear();
            for (; sent < n && sent - received < window && text.Length < 60_000; sent++)
            {
                Append(text, first + sent, users, contacts);
            }

            if (text.Length > 0)
            {
                Send(text.ToString());
            }

            if (sent - received >= window || sent == n)
            {
                received += Receive();
            }
        }

        return clock.Elapsed;
    }

    public void Dispose() => _socket.Dispose();

    private static void Append(StringBuilder text, long number, int users, int contacts) => text
        .Append("<message from='user").Append(number % users).Append("@load.localhost/r' to='contact").Append(number % contacts)
        .Append('@').Append(GatewayChild.Domain).Append("' type='chat' id='message-").Append(number)
        .Append("'><body>This is message ").Append(number)
        .Append(", which is about as long as what people write to each other when they have something to say.</body>")
        .Append("<request xmlns='urn:xmpp:receipts'/></message>");

    private int Receive()
    {
        var read = _socket.Receive(_buffer);
        if (read == 0)
        {
            throw new InvalidOperationException("The other side hung up.");
        }

        // A name that is cut by the end of the buffer is found in the next one.
        Span<byte> both = stackalloc byte[_edge.Length * 2];
        var take = Math.Min(Receipt.Length - 1, read);
        _edge.AsSpan(0, _edgeLength).CopyTo(both);
        _buffer.AsSpan(0, take).CopyTo(both[_edgeLength..]);
        var count = both[..(_edgeLength + take)].Count(Receipt) + _buffer.AsSpan(0, read).Count(Receipt);
        _edgeLength = Math.Min(Receipt.Length - 1, read);
        _buffer.AsSpan(read - _edgeLength, _edgeLength).CopyTo(_edge);
        return count;
    }

    private void Send(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length;)
        {
            at += _socket.Send(bytes.AsSpan(at));
        }
    }

    private string ReadUntil(string token)
    {
        var text = "";
        while (!text.Contains(token, StringComparison.Ordinal) || !text.TrimEnd().EndsWith('>'))
        {
            var read = _socket.Receive(_buffer);
            text += read > 0 ? Encoding.UTF8.GetString(_buffer, 0, read) : throw new InvalidOperationException("Hung up in the handshake.");
        }

        return text;
    }
}
