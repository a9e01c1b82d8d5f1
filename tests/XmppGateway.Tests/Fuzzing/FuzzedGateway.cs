using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Adapters.Email;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Metrics;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>
/// The whole gateway as it is composed for a run, on SQLite, with the email adapter between a strict XMPP server, a submission server and
/// LMTP clients.
/// </summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly XNamespace Component = "jabber:component:accept";

    private readonly TemporaryFolder _folder = new();
    private readonly GatewayMetrics _metrics = new(TimeProvider.System);
    private readonly FakeSmtpServer _smtp = new() { Answer = Refuse };
    private readonly FakeComponentServer _xmpp;
    private readonly ConcurrentDictionary<Predicate<XElement>, TaskCompletionSource> _expected = new();
    private IStore? _store;
    private ActiveGateway? _active;
    private FakeComponentConnection? _peer;
    private Task _reading = Task.CompletedTask;

    private FuzzedGateway() => _xmpp = new FakeComponentServer { Inspect = Strict.Inspect };

    public StrictServer Strict { get; } = new();

    public BugLog Log { get; } = new();

    /// <summary>The gateway's streams so far: more than one means that one was closed.</summary>
    public int Streams => _xmpp.Connections;

    /// <summary>Fails when a loop of the gateway has ended.</summary>
    public Task Failed => _active!.Failed;

    public static async Task<FuzzedGateway> StartAsync()
    {
        var gateway = new FuzzedGateway();
        await gateway.RunAsync();
        return gateway;
    }

    public Task SendAsync(string stanza) => _peer!.SendAsync(stanza, TestContext.Current.CancellationToken);

    /// <summary>Returns when the gateway has written a stanza like that since this call.</summary>
    public async Task ExpectAsync(Predicate<XElement> wanted, Func<Task> after)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[wanted] = seen;
        await after();
        await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        _expected.TryRemove(wanted, out _);
    }

    /// <summary>Says all that on a new LMTP connection, hangs up, and reads until the other side does.</summary>
    public async Task TalkAsync(ReadOnlyMemory<byte> dialogue)
    {
        var endpoint = (IPEndPoint)((EmailAdapter)_active!.Networks.Single().Adapter).LmtpEndPoint!;
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(endpoint, patience.Token);
        await Task.WhenAll(WriteToEndAsync(socket, dialogue, patience.Token), ReadToEndAsync(socket, patience.Token));
    }

    /// <summary>Forgets what the submission server has taken.</summary>
    public void ForgetMails()
    {
        _smtp.Commands.Clear();
        _smtp.Messages.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (_active is not null)
        {
            await _active.StopAsync(StopLimits.Ordered);
            await _active.DisposeAsync();
        }

        await _xmpp.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await _smtp.DisposeAsync();
        Log.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private static string? Refuse(string command) =>
        command.StartsWith("RCPT TO:<refused@", StringComparison.OrdinalIgnoreCase) ? "550-5.1.1 <&'\"> \u0001\u001B no\r\n550 5.1.1 such \u00A0\uFFFE user" : null;

    private static async Task WriteToEndAsync(Socket socket, ReadOnlyMemory<byte> dialogue, CancellationToken cancellationToken)
    {
        try
        {
            while (dialogue.Length > 0)
            {
                dialogue = dialogue[await socket.SendAsync(dialogue, cancellationToken)..];
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Hung up on in the middle: its right.
        }
    }

    private static async Task ReadToEndAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset, because it had not read everything when it closed.
        }
    }

    private async Task RunAsync()
    {
        var file = _folder.Write("gateway.json", $$"""
            {
              "Xmpp": { "Server": "127.0.0.1:{{_xmpp.Port}}", "Secret": "{{_xmpp.Secret}}", "LocalDomains": ["localhost"] },
              "Access": { "Strangers": "deliver" },
              "Networks": {
                "mail": {
                  "Adapter": "email", "Domain": "mail.localhost", "MailDomain": "bridge.test",
                  "Lmtp": { "Listen": "127.0.0.1:0" }, "Smtp": { "Server": "127.0.0.1:{{_smtp.Port}}", "Security": "none" }
                }
              }
            }
            """);
        var read = GatewayConfiguration.Load(file, new Hashtable(), AdapterCatalog.Discover());
        Assert.Empty(read.Errors);
        var cancelled = TestContext.Current.CancellationToken;
        _store = StoreFactory.Create(read.Options!.Store.Engine, read.Options.Store.Connection, TimeProvider.System, Log);
        await _store.OpenAsync(cancelled);

        // Each message is waited for by itself.
        var settings = new AccountSettings(_store, TimeProvider.System);
        await settings.ChangeAsync("mail", Jid.Parse("judge@localhost"), UserSettings.Default with { MergeWindow = TimeSpan.Zero }, cancelled);
        _active = (ActiveGateway)new GatewayServices(read.Options, _store, _metrics, TimeProvider.System, Log).Activate();
        await _active.StartAsync(cancelled);
        _peer = await _xmpp.AttachedAsync(cancelled);
        _reading = ReadAsync(_peer);
        await _active.AllAttached.WaitAsync(Patience, cancelled);
    }

    /// <summary>Reads what the gateway says, and answers its questions as a server does that does not know.</summary>
    private async Task ReadAsync(FakeComponentConnection peer)
    {
        while (!peer.Ended.IsCompleted)
        {
            try
            {
                await TakeAsync(await peer.ReceiveAsync(CancellationToken.None));
            }
            catch (TimeoutException)
            {
                // It had nothing to say.
            }
        }
    }

    private async Task TakeAsync(XElement stanza)
    {
        if (stanza.Name == Component + "iq" && (string?)stanza.Attribute("type") is "get" or "set")
        {
            await SendAsync(new XElement(
                Component + "iq",
                new XAttribute("type", "error"),
                new XAttribute("from", (string?)stanza.Attribute("to") ?? ""),
                new XAttribute("to", (string?)stanza.Attribute("from") ?? ""),
                new XAttribute("id", (string?)stanza.Attribute("id") ?? ""),
                XElement.Parse("<error xmlns='jabber:component:accept' type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")).ToString());
        }

        foreach (var (wanted, seen) in _expected)
        {
            if (wanted(stanza))
            {
                seen.TrySetResult();
            }
        }
    }
}
