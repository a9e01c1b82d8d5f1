using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// Plays the server of a user with many contacts and of another user who writes a message now and then. Returns what the gateway sends to
/// itself, as a server does: without that nothing more than one batch of presence would come.
/// </summary>
internal sealed partial class PresenceLoad : IDisposable
{
    private readonly Socket _socket;
    private readonly string _domain;
    private readonly Lock _sending = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _receipts = new();
    private long _available;
    private long _subscribed;
    private long _bodies;
    private volatile TaskCompletionSource? _entered;

    private PresenceLoad(Socket socket, string domain) => (_socket, _domain) = (socket, domain);

    /// <summary>Contacts whose presence has come.</summary>
    public long Available => Interlocked.Read(ref _available);

    /// <summary>Contacts that have granted the subscription.</summary>
    public long Subscribed => Interlocked.Read(ref _subscribed);

    /// <summary>Messages that have come.</summary>
    public long Bodies => Interlocked.Read(ref _bodies);

    /// <summary>Waits for the component and takes its handshake, whatever the secret.</summary>
    public static PresenceLoad Accept(TcpListener listener, string domain = GatewayChild.Domain)
    {
        var load = new PresenceLoad(listener.AcceptSocket(), domain);
        load._socket.NoDelay = true;
        load.Send("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='x'>");
        new Thread(load.Read) { IsBackground = true }.Start();
        return load;
    }

    /// <summary>A stanza of the user with the contacts, for each of these.</summary>
    public void ToAll(int contacts, Func<string, string> stanza)
    {
        var text = new StringBuilder();
        for (var i = 0; i < contacts; i++)
        {
            text.Append(stanza($"contact{i}@{GatewayChild.Domain}"));
            if (text.Length > 30_000 || i == contacts - 1)
            {
                Send(text.ToString());
                text.Clear();
            }
        }
    }

    /// <summary>The time from a message of the other user to its receipt.</summary>
    public Task<TimeSpan> WriteAsync(int number) => WriteAsync(number, $"friend@{GatewayChild.Domain}", "<body>Is it late?</body>");

    /// <summary>The same with any content, to anybody.</summary>
    public async Task<TimeSpan> WriteAsync(int number, string to, string content, string from = "bob@localhost/r")
    {
        var receipt = _receipts[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = Stopwatch.StartNew();
        Send($"<message from='{from}' to='{to}' type='chat' id='m-{number}'>{content}<request xmlns='urn:xmpp:receipts'/></message>");
        await receipt.Task;
        return clock.Elapsed;
    }

    /// <summary>The time from a user's wish to enter a room to the subject, which comes last; and how many presences came on that.</summary>
    public async Task<(TimeSpan Took, long Presences)> EnterAsync(string room)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _entered = entered;
        var before = Available;
        var clock = Stopwatch.StartNew();
        Send($"<presence from='alice@localhost/r' to='{room}@{GatewayChild.Domain}/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        await entered.Task;
        return (clock.Elapsed, Available - before);
    }

    /// <summary>Anything in ASCII; from any thread.</summary>
    public void Send(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        lock (_sending)
        {
            for (var at = 0; at < bytes.Length;)
            {
                at += _socket.Send(bytes.AsSpan(at));
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Read()
    {
        var buffer = new byte[1 << 18];
        var rest = "";
        try
        {
            for (var read = _socket.Receive(buffer); read > 0; read = _socket.Receive(buffer))
            {
                // What is sent here is ASCII. A tag that is cut by the end of the buffer is read with the next one.
                var text = rest + Encoding.ASCII.GetString(buffer, 0, read);
                var end = text.LastIndexOf('>') + 1;
                rest = text[end..];
                foreach (Match tag in Tag().Matches(text[..end]))
                {
                    Take(tag.Groups[1].Value, tag.Value);
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private void Take(string name, string tag)
    {
        switch (name)
        {
            case "/handshake":
                Send("<handshake/>");
                break;
            case "presence" when !tag.Contains(" type=", StringComparison.Ordinal):
                Interlocked.Increment(ref _available);
                break;
            case "presence" when Type().Match(tag).Groups[1].Value == "subscribed":
                Interlocked.Increment(ref _subscribed);
                break;
            case "iq" when Fence().Match(tag) is { Success: true } fence:
                Send($"<iq type='result' from='{_domain}/fence' to='{_domain}' id='{fence.Groups[1].Value}'/>");
                break;
            case "received" when Number().Match(tag) is { Success: true } number:
                // After a start that follows a kill, receipts of the time before may come once more.
                if (_receipts.TryGetValue(int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture), out var receipt))
                {
                    receipt.TrySetResult();
                }

                break;
            case "body" when tag == "<body>":
                Interlocked.Increment(ref _bodies);
                break;
            case "subject":
                _entered?.TrySetResult();
                break;
            default:
                // Subscription requests, bodies of what belongs to them.
                break;
        }
    }

    [GeneratedRegex("<(/?[a-z]+)[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(" type=[\"']([a-z]+)")]
    private static partial Regex Type();

    [GeneratedRegex(" id=[\"'](fence-[0-9]+)")]
    private static partial Regex Fence();

    [GeneratedRegex(" id=[\"']m-([0-9]+)")]
    private static partial Regex Number();
}
