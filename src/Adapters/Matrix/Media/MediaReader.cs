using System.Net;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>
/// Reads files that people on Matrix have sent, through the homeserver: from the beginning, or from the middle where it can. Whatever an event said
/// about its file, what is larger than the operator allows is not read to its end.
/// </summary>
internal sealed class MediaReader(MatrixClient client, long maxBytes)
{
    public async ValueTask<MediaResult> OpenAsync(string source, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (MediaUri.Read(source) is not { } uri || offset < 0)
        {
            return new MediaResult.Refused(MatrixTexts.NoFile);
        }

        var answer = await client.DownloadAsync(uri, offset, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer.Error.IsTemporary ? new MediaResult.Unavailable(answer.Error.Words) : new MediaResult.Refused(answer.Error.Words);
        }

        var response = answer.Value;
        var start = StartOf(response);
        if (start is null || (start > 0 && start != offset))
        {
            response.Dispose();
            return new MediaResult.Unavailable(MatrixTexts.OtherPart);
        }

        var headers = response.Content.Headers;
        var length = start > 0 ? headers.ContentRange?.Length : headers.ContentLength;
        if (length > maxBytes)
        {
            response.Dispose();
            return new MediaResult.Refused(FileLimit.TooLarge(length.Value, maxBytes));
        }

#pragma warning disable CA2000 // The reader disposes of it; the end of the stream is the end of the response.
        return new MediaResult.Opened(new MediaContent(
            FileLimit.Of(await response.Content.ReadAsStreamAsync(cancellationToken), start.Value, maxBytes),
            MediaKinds.Normalise(headers.ContentType?.MediaType),
            length,
            start.Value));
#pragma warning restore CA2000
    }

    // RFC 9110 §14.4: a part says which it is; a server that gives none answers with the whole.
    private static long? StartOf(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From : 0;
}
