using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XmppGateway.Operations;

/// <summary>
/// The one HTTP server: Kestrel as a library, without host, routing and dependency injection, which the few endpoints do not need and the
/// start-up time would show. Each listener has an owner; the connection remembers it.
/// </summary>
internal sealed class HttpServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    // The largest caller is a homeserver with a backlog: 100 events of at most 64 KiB.
    private const long MaxRequestBytes = 16 * 1024 * 1024;
    private const int MaxConnections = 1000;
    private readonly KestrelServer _kestrel;

    private HttpServer(KestrelServer kestrel) => _kestrel = kestrel;

    /// <summary>Where it really listens, in the order of the listeners: ports that were 0 are known now.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <exception cref="StartFailedException">An address is taken, not ours, or not understood.</exception>
    public static async Task<HttpServer> StartAsync(
        IReadOnlyList<HttpListener> listeners, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = MaxRequestBytes;
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        foreach (var listener in listeners)
        {
            Listen(options, listener);
        }

        var server = new HttpServer(new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers));
        try
        {
            await server._kestrel.StartAsync(server, cancellationToken);
            server.Addresses = [.. server._kestrel.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses];
            return server;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync();
            throw new StartFailedException($"HTTP: {e.Message}", e);
        }
    }

    /// <summary>Stops accepting and lets running requests end while the token allows.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        return ValueTask.CompletedTask;
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => context.Features.GetRequiredFeature<HttpListener>().Handle(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private static void Listen(KestrelServerOptions options, HttpListener listener)
    {
        if (!Uri.TryCreate(listener.Listen, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            throw new StartFailedException($"{listener.Owner}: cannot listen on {listener.Listen}: write it like http://127.0.0.1:8480.");
        }

        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
        {
            options.Listen(address, url.Port, Remember);
        }
        else if (url.IsLoopback)
        {
            options.ListenLocalhost(url.Port, Remember);
        }
        else
        {
            throw new StartFailedException($"{listener.Owner}: cannot listen on {listener.Listen}: write an IP address of this machine.");
        }

        void Remember(ListenOptions listen) => listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return next(connection);
        });
    }
}
