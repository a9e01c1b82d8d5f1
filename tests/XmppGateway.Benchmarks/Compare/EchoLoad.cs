using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using XmppGateway.Benchmarks.Wire;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>
/// Users of <c>load.localhost</c> on a real server, who send messages and count what comes back, each number once. The same stanzas for
/// everybody who is compared.
/// </summary>
internal sealed class EchoLoad : IDisposable
{
    public const string Domain = "load.localhost";
    private static readonly string Filler = new('x', 150);
    private readonly Socket _socket;
    private readonly SequenceReader _reader = new();
    private readonly byte[] _buffer = new byte[1 << 18];
    private readonly List<int> _numbers = [];
    private readonly HashSet<int> _asked = [];
    private int _last;

    public EchoLoad(int port)
    {
        _socket = ComponentSocket.Attach(port, Domain);
        _socket.ReceiveTimeout = 30_000;
    }

    /// <summary>The message with this number.</summary>
    public static string Message(string from, string to, int number) =>
        $"<message from='{from}' to='{to}' type='chat' id='m{number}'><body>seq{number:d8} {Filler}</body></message>";

    public void Send(string xml) => ComponentSocket.Send(_socket, xml);

    /// <summary>Sends messages, at most <paramref name="window"/> of them without answer, until the last one is back.</summary>
    /// <exception cref="InvalidOperationException">An error came, or a message twice.</exception>
    public TimeSpan Run(Func<int, (string From, string To)> parties, int n, int window)
    {
        var first = _last;
        _last += n;
        var seen = new bool[n];
        var sent = 0;
        var back = 0;
        var text = new StringBuilder();
        var clock = Stopwatch.StartNew();
        while (back < n)
        {
            text.Clear();
            for (; sent < n && sent - back < window && text.Length < 60_000; sent++)
            {
                var (from, to) = parties(sent);
                text.Append(Message(from, to, first + sent));
            }

            if (text.Length > 0)
            {
                Send(text.ToString());
            }

            if (sent - back >= window || sent == n)
            {
                back += Receive(first, seen);
            }
        }

        return clock.Elapsed;
    }

    /// <summary>Asks until the first answer: a component takes its time until it is attached. Only a number of this question counts.</summary>
    /// <param name="first">Sent before each question.</param>
    public async Task AwaitAsync(Func<int, (string From, string To)> parties, TimeSpan patience, string first = "")
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            var (from, to) = parties(0);
            _asked.Add(_last);
            Send(first + Message(from, to, _last++));
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
            while (_socket.Available > 0)
            {
                _numbers.Clear();
                Take();
                if (!_reader.SawError && _numbers.Contains(_last - 1))
                {
                    return;
                }
            }

            _reader.Forget();
        }

        throw new TimeoutException($"No answer from {parties(0).To}.");
    }

    public void Dispose() => _socket.Dispose();

    private int Receive(int first, bool[] seen)
    {
        _numbers.Clear();
        Take();
        if (_reader.SawError)
        {
            throw new InvalidOperationException("An error came instead of an answer.");
        }

        // The answer to a question of before the attachment may come late.
        _numbers.RemoveAll(_asked.Contains);
        foreach (var number in _numbers)
        {
            var index = number - first;
            if (index < 0 || index >= seen.Length || seen[index])
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Message {number} came twice, or too late."));
            }

            seen[index] = true;
        }

        return _numbers.Count;
    }

    private void Take()
    {
        var read = _socket.Receive(_buffer);
        if (read == 0)
        {
            throw new InvalidOperationException("The server hung up.");
        }

        _reader.Read(_buffer.AsSpan(0, read), _numbers);
    }
}
