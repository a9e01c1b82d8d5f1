using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Media;

/// <summary>Opens files where they are: kept by us, or with the adapter of their network.</summary>
internal sealed class MediaSources(Networks networks, KeptFiles kept)
{
    /// <summary>True when the content behind a source can be read.</summary>
    public static bool CanOpen(Network network, string source) => KeptFiles.HashOf(source) is not null || network.Adapter is IProvidesMedia;

    /// <summary>A link to a file was made: what we keep stays for as long as it lives. False when there is nothing behind it.</summary>
    public bool Extend(string source) => KeptFiles.HashOf(source) is null || kept.Extend(source);

    /// <summary>Opens it, from there where it can.</summary>
    public async ValueTask<MediaResult> OpenAsync(MediaReference reference, long offset, CancellationToken cancellationToken)
    {
        if (KeptFiles.HashOf(reference.Source) is not null)
        {
            return kept.Open(reference.Source, reference.MediaType, offset) is { } content ? new MediaResult.Opened(content) : Gone();
        }

        return networks.All.FirstOrDefault(network => network.Name == reference.Network)?.Adapter is IProvidesMedia adapter
            ? await adapter.OpenMediaAsync(reference.Source, offset, cancellationToken)
            : Gone();
    }

    /// <summary>
    /// The content from one byte on, whatever its source can: what comes before is read and thrown away.
    /// </summary>
    public async ValueTask<MediaResult> OpenAtAsync(MediaReference reference, long start, CancellationToken cancellationToken)
    {
        var result = await OpenAsync(reference, start, cancellationToken);
        if (start > 0 && (result is MediaResult.Refused || (result is MediaResult.Opened { Content.Start: var begin } && begin > start)))
        {
            if (result is MediaResult.Opened { Content: var useless })
            {
                await useless.DisposeAsync();
            }

            result = await OpenAsync(reference, 0, cancellationToken);
        }

        if (result is MediaResult.Opened { Content: var content } && content.Start < start)
        {
            await SkipAsync(content.Content, start - content.Start, cancellationToken);
            return new MediaResult.Opened(content with { Start = start });
        }

        return result;
    }

    private static MediaResult.Refused Gone() => new(MediaTexts.Gone);

    private static async ValueTask SkipAsync(Stream content, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }
}
