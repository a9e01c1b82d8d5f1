using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Media;

/// <summary>
/// Puts files for users on their own server (XEP-0363). What was put there is remembered for a while, so that a replay has the same link. The
/// servers of the local domains are the operator's and may be anywhere; a server that somebody else runs must not lead the gateway to what only
/// its own machine or network can reach.
/// </summary>
internal sealed partial class FileUploads : IDisposable
{
    private const int MaximumRemembered = 2000;
    private const int LongestLink = 2048;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>For replays, which come within minutes. Upload services keep files for a day and more.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(6);

    private readonly UploadServices _services;
    private readonly UploadPlaces _places;
    private readonly MediaSources _sources;
    private readonly TimeProvider _time;
    private readonly ILogger<FileUploads> _logger;
    private readonly HashSet<string> _localDomains;
    private readonly BoundedCache<(string Network, Jid User, string Source), (string Link, DateTimeOffset Until)> _done = new(MaximumRemembered);
    private readonly HttpClient _toLocal;
    private readonly HttpClient _toOthers;

    /// <param name="localDomains">Whose servers the operator trusts.</param>
    /// <param name="trusted">Servers that may have other than public addresses, whoever names them.</param>
    public FileUploads(
        UploadServices services, MediaSources sources, IEnumerable<string> localDomains, TrustedOrigins trusted, TimeProvider time,
        ILogger<FileUploads> logger)
    {
        (_services, _sources, _time, _logger) = (services, sources, time, logger);
        _places = new UploadPlaces(time);
        _localDomains = new HashSet<string>(localDomains, StringComparer.Ordinal);
#pragma warning disable CA2000 // The clients own them.
        _toOthers = new HttpClient(new GuardedDialer(trusted).CreateHandler())
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _toLocal = new HttpClient(new SocketsHttpHandler
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
#pragma warning restore CA2000
    }

    /// <summary>The link to the file on the user's server; null when it does not take it, or something is in the way.</summary>
    public async ValueTask<string?> TryUploadAsync(Network network, Jid user, AttachedFile file, CancellationToken cancellationToken)
    {
        if (_done.TryGet((network.Name, user, file.Source), out var known) && known.Until > _time.GetUtcNow())
        {
            return known.Link;
        }

        using var patience = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var link = await UploadAsync(network, user, file, both.Token);
            if (link is not null)
            {
                _done.Set((network.Name, user, file.Source), (link, _time.GetUtcNow() + Remembered));
            }

            return link;
        }
#pragma warning disable CA1031 // Whatever a server or an adapter does: the gateway has a link of its own, and the message is not lost for its file.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, network.Name, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toLocal.Dispose();
        _toOthers.Dispose();
    }

    private async ValueTask<string?> UploadAsync(Network network, Jid user, AttachedFile file, CancellationToken cancellationToken)
    {
        var isLocal = _localDomains.Contains(user.Domain);
        if (await _services.FindAsync(network.Link, user.Domain, cancellationToken) is not { } service)
        {
            return null;
        }

        using var place = await _places.TakeAsync(service.Address, cancellationToken);
        if (place is null)
        {
            return null;
        }

        var (name, type) = (FileNames.Clean(file.Name), MediaTypes.Normalize(file.MediaType));
        var reference = new MediaReference(network.Name, file.Source, type, name, DateOnly.MaxValue);
        if (await _sources.OpenAsync(reference, 0, cancellationToken) is not MediaResult.Opened { Content: var content })
        {
            return null;
        }

        await using (content)
        {
            // A slot is for a file of exactly one size.
            if (content.Length is not { } length || length > service.MaxBytes
                || await _services.AskForSlotAsync(network.Link, service, name, length, type, cancellationToken) is not { } slot
                || !IsSafe(slot.Put, isLocal) || !IsSafe(slot.Get, isLocal))
            {
                return null;
            }

            return await PutAsync(isLocal ? _toLocal : _toOthers, network, service, slot, content.Content, length, type, cancellationToken)
                ? slot.Get
                : null;
        }
    }

    private async ValueTask<bool> PutAsync(
        HttpClient http, Network network, UploadService service, UploadSlot slot, Stream content, long length, string type,
        CancellationToken cancellationToken)
    {
        using var body = new StreamContent(content);
        body.Headers.ContentLength = length;
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Put, slot.Put) { Content = body };
        foreach (var (name, value) in slot.Headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || body.Headers.TryAddWithoutValidation(name, value);
        }

        var isTaken = false;
        var isFileRefused = false;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            isTaken = response.IsSuccessStatusCode;
            isFileRefused = response.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType;
            if (!isTaken)
            {
                Log.Failed(_logger, network.Name, $"the upload server answered {(int)response.StatusCode}");
            }
        }
        finally
        {
            // Also where reading the file has failed: which of the two it was cannot be told, and a link of the gateway is as good.
            if (!isTaken && !isFileRefused)
            {
                _places.LeaveAlone(service.Address);
            }
        }

        return isTaken;
    }

    /// <summary>XEP-0363 §5: HTTPS, in a form that can stand in a stanza as it is. The operator's own server on this machine needs no TLS.</summary>
    private static bool IsSafe(string url, bool isLocal) =>
        url.Length <= LongestLink && Uri.TryCreate(url, UriKind.Absolute, out var uri) && url.All(char.IsAscii)
        && (uri.Scheme == Uri.UriSchemeHttps || (isLocal && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static partial class Log
    {
        [LoggerMessage(2603, LogLevel.Warning, "{Network}: a file could not be put on its user's server: {Reason}")]
        public static partial void Failed(ILogger logger, string network, string reason);
    }
}
