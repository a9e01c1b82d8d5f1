using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>Names and pictures of people on Matrix, as the homeserver says when it is asked.</summary>
internal sealed class ContactProfiles(MatrixClient client)
{
    private const int LargestPicture = 256 * 1024;

    /// <summary>In pixels, each way; of what is larger in bytes.</summary>
    private const int Small = 192;

    /// <exception cref="IOException">The homeserver does not say now: what was known before holds on.</exception>
    public async ValueTask<Profile?> FindAsync(RemoteContact contact, CancellationToken cancellationToken)
    {
        var asked = await client.GetProfileAsync(contact.Id.Value, cancellationToken);
        if (!asked.Succeeded)
        {
            return asked.Error.IsTemporary ? throw new IOException(asked.Error.Text) : null;
        }

        return new Profile
        {
            DisplayName = string.IsNullOrWhiteSpace(asked.Value.Displayname) ? null : asked.Value.Displayname,
            Avatar = MediaUri.Read(asked.Value.AvatarUrl) is { } uri ? new Avatar(uri.ToString(), token => OpenAsync(uri, token)) : null,

            // Appendices, "matrix: URI scheme".
            Uris = [$"matrix:u/{Uri.EscapeDataString(contact.Id.Value[1..]).Replace("%3A", ":", StringComparison.OrdinalIgnoreCase)}"],
        };
    }

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
