using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>
/// A file on its way out, on the disk: it can be larger than memory, its size must be known before the first byte of its mail is sent, and its source
/// does not wait for a slow mail server. Removed by the system when it is closed, also when the process dies.
/// </summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private const int Buffer = 64 * 1024;

    private readonly FileStream _content;

    private SpooledFile(AttachedFile file, string mediaType, FileStream content)
    {
        File = file;
        MediaType = mediaType;
        _content = content;
    }

    public AttachedFile File { get; }

    /// <summary>As its source said when it was read.</summary>
    public string MediaType { get; }

    public long Length => _content.Length;

    /// <param name="file">What it is.</param>
    /// <param name="mediaType">Of what is read.</param>
    /// <param name="source">Read to its end.</param>
    /// <param name="largest">No more than a little above this is read; the caller looks at the length.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The source, or the disk.</exception>
    public static async ValueTask<SpooledFile> ReadAsync(
        AttachedFile file, string mediaType, Stream source, long largest, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // Goes with the file.
        var content = SpoolFile.Create();
#pragma warning restore CA2000
        try
        {
            var buffer = new byte[Buffer];
            while (content.Length <= largest && await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return new SpooledFile(file, mediaType, content);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next bytes from a position on: as many as there is room for, fewer only at the end.</summary>
    public async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length && await RandomAccess.ReadAsync(_content.SafeFileHandle, buffer[total..], position + total, cancellationToken) is var read and > 0)
        {
            total += read;
        }

        return total;
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();
}
