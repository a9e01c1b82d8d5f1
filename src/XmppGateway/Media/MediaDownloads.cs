using System.Net;
using System.Net.Sockets;
using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>
/// Reads files of users from where they have put them: HTTPS servers in the public internet, and the servers that the operator trusts, which
/// may have other addresses and no TLS. Everything has a limit.
/// </summary>
internal sealed class MediaDownloads : IDisposable
{
    /// <summary>For one file, from the first request to the last byte: below the time that a delivery has.</summary>
    public static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(45);

    private const int MaximumRedirects = 3;

    private readonly TrustedOrigins _trusted;
    private readonly HttpClient _http;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;

    public MediaDownloads(TrustedOrigins trusted, long maxBytes, TimeProvider time)
    {
        _trusted = trusted;
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new GuardedDialer(_trusted).CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        _maxBytes = maxBytes;
        _time = time;
    }

    /// <inheritdoc cref="IAdapterContext.FetchMediaAsync"/>
    public async ValueTask<MediaResult> FetchAsync(AttachedFile file, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // Goes with the stream, if there is one.
        var limit = new CancellationTokenSource(TotalTime, _time);
#pragma warning restore CA2000
        var handedOver = false;
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var result = await AskAsync(file, limit, both.Token);
            handedOver = result is MediaResult.Opened;
            return result;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new MediaResult.Refused(MediaTexts.TooSlow);
        }
        catch (Exception e) when (e.GetBaseException() is ForbiddenAddressException)
        {
            return new MediaResult.Refused(MediaTexts.NotPublic);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TimeoutException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new MediaResult.Unavailable(MediaTexts.Unreachable);
        }
        finally
        {
            if (!handedOver)
            {
                limit.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<MediaResult> AskAsync(AttachedFile file, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var next = file.Source;
        Uri? asked = null;
        for (var redirects = 0; redirects <= MaximumRedirects; redirects++)
        {
            var isUrl = asked is null ? Uri.TryCreate(next, UriKind.Absolute, out var url) : Uri.TryCreate(asked, next, out url);
            if (!isUrl || !_trusted.MayAsk(url!))
            {
                return new MediaResult.Refused(MediaTexts.NotAnAddress);
            }

            asked = url;
            var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (RedirectOf(response) is { } location)
            {
                response.Dispose();
                next = location;
                continue;
            }

            if (Refuse(file, response) is { } refusal)
            {
                response.Dispose();
                return refusal;
            }

            var content = await response.Content.ReadAsStreamAsync(cancellationToken);
#pragma warning disable CA2000 // The reader disposes of it.
            var limited = new LimitedStream(content, response, file, _maxBytes, limit);
            return new MediaResult.Opened(new MediaContent(limited, TypeOf(response, file), response.Content.Headers.ContentLength));
#pragma warning restore CA2000
        }

        return new MediaResult.Refused(MediaTexts.Redirected);
    }

    private static string? RedirectOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 ? response.Headers.Location?.OriginalString ?? "" : null;

    private MediaResult? Refuse(AttachedFile file, HttpResponseMessage response) => response switch
    {
        { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } =>
            new MediaResult.Unavailable(MediaTexts.ServerSays((int)response.StatusCode, response.ReasonPhrase)),
        { StatusCode: not HttpStatusCode.OK } => new MediaResult.Refused(MediaTexts.NotThere),
        { Content.Headers.ContentLength: var length } when length > _maxBytes => new MediaResult.Refused(MediaTexts.TooLarge(_maxBytes)),

        // A page about a file, or a log-in in front of it. An HTML file that says it is one is a file.
        { Content.Headers.ContentType.MediaType: "text/html" or "application/xhtml+xml" } when file.MediaType is not ("text/html" or "application/xhtml+xml") =>
            new MediaResult.Refused(MediaTexts.NotAFile),
        _ => null,
    };

    private static string TypeOf(HttpResponseMessage response, AttachedFile file)
    {
        var type = MediaTypes.Normalize(response.Content.Headers.ContentType?.MediaType);
        return type == MediaTypes.Unknown ? MediaTypes.Normalize(file.MediaType) : type;
    }
}
