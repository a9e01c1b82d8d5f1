using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Media;

/// <summary>Puts files for users on their own server (XEP-0363). What was put there is remembered, so that a replay has the same link.</summary>
internal sealed partial class FileUploads(UploadServices services, MediaSources sources, TimeProvider time, ILogger<FileUploads> logger) : IDisposable
{
    private const int MaximumRemembered = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BoundedCache<(string Network, Jid User, string Source), string> _done = new(MaximumRemembered);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The link to the file on the user's server; null when it does not take it, or something is in the way.</summary>
    public async ValueTask<string?> TryUploadAsync(Network network, Jid user, AttachedFile file, CancellationToken cancellationToken)
    {
        if (_done.TryGet((network.Name, user, file.Source), out var known))
        {
            return known;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var link = await UploadAsync(network, user, file, both.Token);
            if (link is not null)
            {
                _done.Set((network.Name, user, file.Source), link);
            }

            return link;
        }
        catch (Exception e) when ((e is HttpRequestException or IOException or SocketException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, network.Name, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<string?> UploadAsync(Network network, Jid user, AttachedFile file, CancellationToken cancellationToken)
    {
        if (await services.FindAsync(network.Link, user.Domain, cancellationToken) is not { } service)
        {
            return null;
        }

        var (name, type) = (FileNames.Clean(file.Name), MediaTypes.Normalize(file.MediaType));
        var reference = new MediaReference(network.Name, file.Source, type, name, DateOnly.MaxValue);
        if (await sources.OpenAsync(reference, 0, cancellationToken) is not MediaResult.Opened { Content: var content })
        {
            return null;
        }

        await using (content)
        {
            // A slot is for a file of exactly one size.
            if (content.Length is not { } length || length > service.MaxBytes
                || await services.AskForSlotAsync(network.Link, service, name, length, type, cancellationToken) is not { } slot
                || !IsSafe(slot.Put) || !IsSafe(slot.Get))
            {
                return null;
            }

            return await PutAsync(network, slot, content.Content, length, type, cancellationToken) ? slot.Get : null;
        }
    }

    private async ValueTask<bool> PutAsync(
        Network network, UploadSlot slot, Stream content, long length, string type, CancellationToken cancellationToken)
    {
        using var body = new StreamContent(content);
        body.Headers.ContentLength = length;
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Put, slot.Put) { Content = body };
        foreach (var (name, value) in slot.Headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || body.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            Log.Failed(logger, network.Name, $"the upload server answered {(int)response.StatusCode}");
        }

        return response.IsSuccessStatusCode;
    }

    /// <summary>XEP-0363 §5: HTTPS, in a form that can stand in a stanza as it is. A server on this machine needs no TLS.</summary>
    private static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && url.All(char.IsAscii)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static partial class Log
    {
        [LoggerMessage(2603, LogLevel.Warning, "{Network}: a file could not be put on its user's server: {Reason}")]
        public static partial void Failed(ILogger logger, string network, string reason);
    }
}
