using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Media;

/// <summary>Makes links to files, and reads them back.</summary>
/// <param name="key">Signs them.</param>
/// <param name="sources">What is too long for a link.</param>
/// <param name="publicUrl">Where the world reaches the gateway's listener; null when it does not, and there are no links.</param>
/// <param name="keep">How long a link works.</param>
internal sealed class MediaLinks(MediaKey key, IMediaStore sources, string? publicUrl, TimeSpan keep, TimeProvider time)
{
    /// <summary>The first part of the path.</summary>
    public const string Root = "/media/";

    /// <summary>Longer sources do not go into the link, in bytes: clients and servers in between cut long URLs.</summary>
    private const int LongestInLink = 1000;

    private const string InStore = "urn:xmpp-gateway:stored:";
    private const int IdBytes = 16;

    private readonly string? _base = publicUrl?.TrimEnd('/');

    /// <summary>The link to a file of a network: the same all day (UTC) for the same file. Null when there are no links.</summary>
    /// <param name="network">Whose file it is.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the waiting for the store.</param>
    /// <param name="isWhole">It is a <see cref="Message.Whole"/>: HTML is then a page to be shown.</param>
    /// <exception cref="StoreUnavailableException">The key, or a long source, is not to be had.</exception>
    public async ValueTask<string?> MakeAsync(string network, AttachedFile file, CancellationToken cancellationToken, bool isWhole = false)
    {
        if (_base is null)
        {
            return null;
        }

        var name = FileNames.Clean(file.Name);
        var lastDay = Today().AddDays((int)Math.Ceiling(keep.TotalDays));
        var source = await ShortenAsync(network, file.Source, lastDay, cancellationToken);
        var type = MediaTypes.Normalize(file.MediaType);
        var reference = new MediaReference(network, source, isWhole && type == "text/html" ? MediaTypes.Page : type, name, lastDay);
        return _base + Root + MediaToken.Write(reference, await key.ReadAsync(cancellationToken)) + "/" + Uri.EscapeDataString(name);
    }

    /// <summary>What a token stands for.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be found out now.</exception>
    public async ValueTask<MediaReading> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (MediaToken.Read(token, await key.ReadAsync(cancellationToken)) is not { } reference)
        {
            return new MediaReading.Forged();
        }

        if (reference.LastDay < Today())
        {
            return new MediaReading.Expired();
        }

        if (!reference.Source.StartsWith(InStore, StringComparison.Ordinal))
        {
            return new MediaReading.Valid(reference);
        }

        return await sources.FindMediaSourceAsync(reference.Network, reference.Source[InStore.Length..], cancellationToken) is { } source
            ? new MediaReading.Valid(reference with { Source = source })
            : new MediaReading.Expired();
    }

    private async ValueTask<string> ShortenAsync(string network, string source, DateOnly lastDay, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(source);

        // What looks like one of ours must not be taken for it.
        if (bytes.Length <= LongestInLink && !source.StartsWith(InStore, StringComparison.Ordinal))
        {
            return source;
        }

        var id = Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, IdBytes));
        var expires = new DateTimeOffset(lastDay.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        await sources.PutMediaSourceAsync(network, id, source, expires, cancellationToken);
        return InStore + id;
    }

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
