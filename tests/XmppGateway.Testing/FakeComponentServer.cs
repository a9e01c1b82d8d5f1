using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using System.Xml.Linq;
using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Testing;

/// <summary>
/// The server's side of XEP-0114 on a loopback port, scripted by the test: what it says is text, so that it can also be wrong. Stanzas
/// from one attached domain to another, or to itself, are routed, as a real server does.
/// </summary>
public sealed class FakeComponentServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<FakeComponentConnection> _attached = Channel.CreateUnbounded<FakeComponentConnection>();
    private readonly ConcurrentDictionary<string, FakeComponentConnection> _byDomain = new();
    private readonly ConcurrentQueue<FakeComponentConnection> _all = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly Task _accepting;
    private int _connections;
    private int _disposed;

    public FakeComponentServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptLoopAsync();
    }

    public int Port { get; }

    public string Secret { get; init; } = "secret";

    /// <summary>The stream id, as written on the wire: may hold XML escapes.</summary>
    public string StreamId { get; set; } = "id-1";

    /// <summary>Said in place of the stream header, to be no XMPP server at all.</summary>
    public string? Greeting { get; set; }

    /// <summary>False: the handshake is never answered.</summary>
    public bool AnswersHandshake { get; set; } = true;

    /// <summary>False: what a component sends to an attached domain is shown to the test in place of being routed.</summary>
    public bool Routes { get; set; } = true;

    /// <summary>Sees every stanza that a component writes, with its domain, before it is routed or shown to the test.</summary>
    public Action<string, XElement>? Inspect { get; init; }

    /// <summary>Connections taken so far, refused ones included.</summary>
    public int Connections => _connections;

    /// <summary>Options that attach to this server.</summary>
    public ComponentStreamOptions Options(string domain = "mail.localhost") =>
        new() { Host = "127.0.0.1", Port = Port, Domain = domain, Secret = Secret };

    /// <summary>The next connection's handshake is answered with this stream error (its condition).</summary>
    public void RefuseNext(string condition) => _refusals.Enqueue(condition);

    /// <summary>The next component that completed the handshake; waits for it.</summary>
    public async Task<FakeComponentConnection> AttachedAsync(CancellationToken cancellationToken) =>
        await _attached.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(FakeComponentConnection.Patience, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        _listener.Dispose();
        foreach (var connection in _all)
        {
            connection.Cut();
        }

        await _accepting;
        _stopping.Dispose();
    }

    internal FakeComponentConnection? Find(string domain) => Routes ? _byDomain.GetValueOrDefault(domain) : null;

    internal bool TakeRefusal(out string? condition) => _refusals.TryDequeue(out condition);

    internal void Attach(FakeComponentConnection connection)
    {
        _byDomain[connection.Domain] = connection;
        _attached.Writer.TryWrite(connection);
    }

    internal void Detach(FakeComponentConnection connection) => _byDomain.TryRemove(new(connection.Domain, connection));

    private async Task AcceptLoopAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(_certificate);
            }

            var connection = new FakeComponentConnection(this, socket, stream);
            _all.Enqueue(connection);
            await connection.RunAsync();
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The component went: that is its right.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }
}
