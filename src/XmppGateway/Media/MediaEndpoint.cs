using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Media;

/// <summary>
/// Answers <c>/media/TOKEN/NAME</c> with the content of a file, streamed from where it is: nothing is held in memory. The name at the end is for
/// people; that in the token counts. Readers that are too slow are cut off by the server, sources by the time here.
/// </summary>
internal sealed partial class MediaEndpoint(MediaLinks links, MediaSources sources, TimeProvider time, ILogger<MediaEndpoint> logger)
{
    private const int MaximumStreams = 64;

    /// <summary>Of one file: a room full of clients that all show it comes again a little later, and other files go on meanwhile.</summary>
    private const int MaximumStreamsOfOne = 16;

    private const int Buffer = 64 * 1024;

    /// <summary>For the next bytes of a source.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For a whole file.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What a slow phone takes, in bytes per second; who takes less holds a place for nothing.</summary>
    private static readonly MinDataRate LeastRate = new(4096, TimeSpan.FromSeconds(30));

    private readonly StreamPlaces _places = new(MaximumStreams, MaximumStreamsOfOne, time);

    /// <summary>Answers one request. Runs on the server's threads, many at once.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        MediaHeaders.Guard(context.Response);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        using var limit = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            var status = await FindAsync(context, both.Token);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = status;
            }
        }
        catch (StoreUnavailableException)
        {
            TryLater(context.Response);
        }
        catch (Exception e) when (IsOfSource(e) || (e is OperationCanceledException && both.IsCancellationRequested))
        {
            // What was sent is not all: only a broken connection says so (RFC 9112 §8).
            Log.Broken(logger, e.Message);
            context.Abort();
        }
    }

    private async ValueTask<int> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var token = context.Request.Path.Value is { } path && path.Split('/') is ["", "media", var found, ..] ? found : "";
        switch (await links.ReadAsync(token, cancellationToken))
        {
            case MediaReading.Valid { Reference: var reference }:
                return await ServeAsync(context, reference, cancellationToken);
            case MediaReading.Expired:
                return StatusCodes.Status410Gone;
            default:
                return StatusCodes.Status404NotFound;
        }
    }

    private async ValueTask<int> ServeAsync(HttpContext context, MediaReference reference, CancellationToken cancellationToken)
    {
        var tag = MediaHeaders.TagOf(reference);
        if (tag is not null && context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            context.Response.Headers.ETag = tag;
            return StatusCodes.Status304NotModified;
        }

        using var place = _places.TryTake((reference.Network, reference.Source));
        if (place is null)
        {
            return TryLater(context.Response);
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = LeastRate;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(place.Lost, cancellationToken);
        try
        {
            return await StreamAsync(context, reference, tag, place, both.Token);
        }
        catch (OperationCanceledException) when (place.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Somebody else has the place now. With what was sent, a client can ask for the rest.
            Log.Shed(logger);
            if (!context.Response.HasStarted)
            {
                return TryLater(context.Response);
            }

            context.Abort();
            return context.Response.StatusCode;
        }
    }

    private async ValueTask<int> StreamAsync(
        HttpContext context, MediaReference reference, string? tag, StreamPlaces.Place place, CancellationToken cancellationToken)
    {
        var range = RangeOf(context.Request, tag);
        var start = range?.First ?? 0;
        var result = await OpenAsync(reference, start, cancellationToken);
        if (result is MediaResult.Opened { Content.Length: var length } && StartOf(range, length) is var right && right != start)
        {
            // The end of a file, or the whole of one whose length nobody knows: only the first opening could tell.
            await DisposeAsync(result);
            start = right;
            result = await OpenAsync(reference, start, cancellationToken);
        }

        switch (result)
        {
            case MediaResult.Opened { Content: var content }:
                await using (content)
                {
                    return await SendAsync(context, reference, content, range, place, cancellationToken);
                }

            case MediaResult.Unavailable:
                return TryLater(context.Response);
            case MediaResult.Refused { Reason: var reason }:
                // Somebody has followed the link: they read why there is nothing.
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync(string.Concat(new[] { reason.English, reason.German }.Distinct(StringComparer.Ordinal).Select(text => text + "\n")), cancellationToken);
                return StatusCodes.Status404NotFound;
            default:
                return StatusCodes.Status404NotFound;
        }
    }

    /// <summary>Sends what was opened, from its start on, which is where the range begins.</summary>
    private async ValueTask<int> SendAsync(
        HttpContext context, MediaReference reference, MediaContent content, ByteRange? range, StreamPlaces.Place place, CancellationToken cancellationToken)
    {
        var response = context.Response;
        var part = content.Length is { } length ? range?.Within(length) : null;
        if (range is not null && content.Length is not null && part is null)
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{content.Length}");
            return StatusCodes.Status416RangeNotSatisfiable;
        }

        MediaHeaders.Describe(response, reference, MediaHeaders.TagOf(reference));
        response.StatusCode = part is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        var count = part?.Count ?? content.Length;
        response.ContentLength = count;
        if (part is { } sent)
        {
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {sent.Start}-{sent.Start + sent.Count - 1}/{content.Length}");
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            await CopyAsync(content.Content, response, count, place, cancellationToken);
        }

        return response.StatusCode;
    }

    private async ValueTask CopyAsync(Stream content, HttpResponse response, long? count, StreamPlaces.Place place, CancellationToken cancellationToken)
    {
        var buffer = new byte[Buffer];
        var left = count ?? long.MaxValue;
        while (left > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Buffer, left)), cancellationToken).AsTask()
                .WaitAsync(Patience, time, cancellationToken);
            if (read == 0)
            {
                if (count is not null)
                {
                    throw new EndOfStreamException("The source has fewer bytes than it said.");
                }

                return;
            }

            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            place.Count(read);
            left -= read;
        }
    }

    private async ValueTask<MediaResult> OpenAsync(MediaReference reference, long start, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await sources.OpenAtAsync(reference, start, both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new MediaResult.Unavailable(MediaTexts.NoSource);
        }
        catch (Exception e) when (IsOfSource(e))
        {
            return new MediaResult.Unavailable(MediaTexts.NoSource);
        }
    }

    /// <summary>The other network is away, or has hung up.</summary>
    private static bool IsOfSource(Exception e) => e is IOException or HttpRequestException or SocketException or TimeoutException or StateUnavailableException;

    /// <summary>RFC 9110 §13.1.5: a range of another content than this one is none.</summary>
    private static ByteRange? RangeOf(HttpRequest request, string? tag) =>
        request.Headers.IfRange is [{ } condition] && condition != tag ? null : ByteRange.Parse(request.Headers.Range.ToString());

    private static long StartOf(ByteRange? range, long? length) => length is { } known && range is { } asked
        ? asked.Within(known)?.Start ?? asked.First ?? 0
        : 0;

    private static ValueTask DisposeAsync(MediaResult result) => result is MediaResult.Opened { Content: var content } ? content.DisposeAsync() : default;

    private static int TryLater(HttpResponse response)
    {
        response.Headers.RetryAfter = "5";
        return response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    private static partial class Log
    {
        [LoggerMessage(2600, LogLevel.Debug, "A file was not sent to its end: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);

        [LoggerMessage(2605, LogLevel.Debug, "All places are taken: the slowest reader of the file that most read gave way")]
        public static partial void Shed(ILogger logger);
    }
}
