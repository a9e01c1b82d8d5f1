using System.Net.Sockets;
using System.Text;
using XmppGateway.Benchmarks.Wire;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>
/// The ceiling: turns each message around in the load's own process, without reading more of it than its number. What is left is the server,
/// which passes on each message twice, as with all others.
/// </summary>
internal sealed class MirrorPeer : IDisposable
{
    public const string Domain = "mirror.localhost";
    private readonly Socket _socket;

    public MirrorPeer(int port)
    {
        _socket = ComponentSocket.Attach(port, Domain);
        new Thread(Turn) { IsBackground = true }.Start();
    }

    public void Dispose() => _socket.Dispose();

    private void Turn()
    {
        var buffer = new byte[1 << 18];
        var reader = new SequenceReader();
        var numbers = new List<int>();
        var text = new StringBuilder();
        try
        {
            for (var read = _socket.Receive(buffer); read > 0; read = _socket.Receive(buffer))
            {
                numbers.Clear();
                text.Clear();
                reader.Read(buffer.AsSpan(0, read), numbers);
                foreach (var number in numbers)
                {
                    text.Append(EchoLoad.Message("echo@" + Domain, $"user{number % 50}@{EchoLoad.Domain}/r", number));
                }

                ComponentSocket.Send(_socket, text.ToString());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
