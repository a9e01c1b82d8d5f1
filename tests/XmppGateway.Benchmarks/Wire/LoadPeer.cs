using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>
/// Plays the server for one component: pushes stanzas that were rendered beforehand, and counts the answers without parsing them, so
/// that it takes as little of the machine as it can.
/// </summary>
internal sealed class LoadPeer : IDisposable
{
    private const int Size = 300;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _load;
    private readonly int _n;
    private Socket? _socket;

    public LoadPeer(string domain, int n)
    {
        _n = n;
        _load = Render(domain, n);
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The component's handshake; any secret will do.</summary>
    public void Accept()
    {
        _socket = _listener.AcceptSocket();
        ReadUntil("<stream:stream"u8, ">"u8);
        _socket.Send("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='x'>"u8);
        ReadUntil("</handshake>"u8, ""u8);
        _socket.Send("<handshake/>"u8);
    }

    /// <summary>One pass over all stanzas, until the last answer.</summary>
    public TimeSpan Run()
    {
        var clock = Stopwatch.StartNew();
        var pusher = new Thread(() => _socket!.Send(_load));
        pusher.Start();
        var count = new AnswerCounter();
        var buffer = new byte[1 << 18];
        while (count.Answers < _n)
        {
            var read = _socket!.Receive(buffer);
            if (read == 0)
            {
                throw new InvalidOperationException("The component hung up.");
            }

            count.Add(buffer.AsSpan(0, read));
        }

        pusher.Join();
        return clock.Elapsed;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _listener.Dispose();
    }

    private static byte[] Render(string domain, int n)
    {
        var load = new byte[n * Size];
        for (var i = 0; i < n; i++)
        {
            var head = $"<message from='load@load.localhost/r' to='echo@{domain}' type='chat' id='m{i:d8}'><body>seq{i:d8} ";
            const string tail = "</body></message>";
            Encoding.ASCII.GetBytes(head + new string('x', Size - head.Length - tail.Length) + tail, load.AsSpan(i * Size, Size));
        }

        return load;
    }

    private void ReadUntil(ReadOnlySpan<byte> first, ReadOnlySpan<byte> then)
    {
        var buffer = new byte[4096];
        var length = 0;
        int at;
        while ((at = buffer.AsSpan(0, length).IndexOf(first)) < 0 || buffer.AsSpan(at, length - at).IndexOf(then) < 0)
        {
            length += _socket!.Receive(buffer.AsSpan(length));
        }
    }
}
