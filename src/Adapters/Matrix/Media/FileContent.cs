using System.Net;
using System.Net.Http.Headers;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>
/// The body of an upload: a file that is read from elsewhere while it is written. Remembers when the reading is what has failed, which is not the
/// homeserver's fault.
/// </summary>
internal sealed class FileContent : HttpContent
{
#pragma warning disable CA2213 // Whoever has opened it closes it.
    private readonly Stream _source;
#pragma warning restore CA2213
    private readonly long _length;

    public FileContent(Stream source, long length, string mediaType)
    {
        _source = source;
        _length = length;
        Headers.ContentType = MediaTypeHeaderValue.TryParse(mediaType, out var type) ? type : new MediaTypeHeaderValue(MediaKinds.Unknown);
    }

    /// <summary>Why the source could not be read to its end; null when it could.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>What a file grew beyond, when that is the reason.</summary>
    public MediaLimitException? Limit => Failure as MediaLimitException ?? Failure?.GetBaseException() as MediaLimitException;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        for (var left = _length; left > 0;)
        {
            var read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new EndOfStreamException("The file ended early.");
        }
        catch (IOException e)
        {
            Failure = e;
            throw;
        }
    }
}
