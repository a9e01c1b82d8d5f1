using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>Reads the pictures of people and rooms, in a size that XMPP servers take.</summary>
internal sealed class PictureReader(MatrixClient client)
{
    private const int LargestPicture = 256 * 1024;

    /// <summary>In pixels, each way; of what is larger in bytes.</summary>
    private const int Small = 192;

    /// <summary>The picture behind an URI of strangers; null for what is none.</summary>
    public Avatar? Read(string? address) =>
        MediaUri.Read(address) is { } uri ? new Avatar(uri.ToString(), token => OpenAsync(uri, token)) : null;

    private async ValueTask<Picture?> OpenAsync(MediaUri uri, CancellationToken cancellationToken) =>
        await ReadAsync(await client.DownloadAsync(uri, 0, cancellationToken), cancellationToken)
        ?? await ReadAsync(await client.ThumbnailAsync(uri, Small, cancellationToken), cancellationToken);

    /// <summary>Null for what is too large, or no picture that can be shown.</summary>
    private static async ValueTask<Picture?> ReadAsync(Answer<HttpResponseMessage> answer, CancellationToken cancellationToken)
    {
        if (!answer.Succeeded)
        {
            return answer.Error.IsTemporary ? throw new IOException(answer.Error.Text) : null;
        }

        using var response = answer.Value;
        var type = MediaKinds.Normalise(response.Content.Headers.ContentType?.MediaType);
        if (response.Content.Headers.ContentLength > LargestPicture || !MediaKinds.IsPicture(type))
        {
            return null;
        }

        using var content = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (content.Length + read > LargestPicture)
            {
                return null;
            }

            await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return new Picture(content.ToArray(), type);
    }
}
