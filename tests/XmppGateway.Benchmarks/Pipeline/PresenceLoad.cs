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
    private readonly Lock _sending = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _receipts = new();
    private long _available;
    private long _subscribed;
    private volatile TaskCompletionSource? _entered;

    private PresenceLoad(Socket socket) => _socket = socket;

    /// <summary>Contacts whose presence has come.</summary>
    public long Available => Interlocked.Read(ref _available);

    /// <summary>Contacts that have granted the subscription.</summary>
    public long Subscribed => Interlocked.Read(ref _subscribed);

    /// <summary>Waits for the component and takes its handshake, whatever the secret.</summary>
    public static PresenceLoad Accept(TcpListener listener)
    {
        var load = new PresenceLoad(listener.AcceptSocket());
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
    public async Task<TimeSpan> WriteAsync(int number)
    {
        var receipt = _receipts[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = Stopwatch.StartNew();
        Send($"<message from='bob@localhost/r' to='friend@{GatewayChild.Domain}' type='chat' id='m-{number}'>"
            + "<body>Is it late?</body><request xmlns='urn:xmpp:receipts'/></message>");
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
        catch (SocketException)
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
                Send($"<iq type='result' from='{GatewayChild.Domain}/fence' to='{GatewayChild.Domain}' id='{fence.Groups[1].Value}'/>");
                break;
            case "received" when Number().Match(tag) is { Success: true } number:
                _receipts[int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture)].TrySetResult();
                break;
            case "subject":
                _entered?.TrySetResult();
                break;
            default:
                // Subscription requests, bodies of what belongs to them.
                break;
        }
    }

    private void Send(string text)
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

    [GeneratedRegex("<(/?[a-z]+)[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(" type=[\"']([a-z]+)")]
    private static partial Regex Type();

    [GeneratedRegex(" id=[\"'](fence-[0-9]+)")]
    private static partial Regex Fence();

    [GeneratedRegex(" id=[\"']m-([0-9]+)")]
    private static partial Regex Number();
}
