using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>The largest file that the homeserver takes, as far as it says. Asked for with the first file, and again once a day.</summary>
internal sealed class UploadLimit(MatrixClient client, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);
    private Known? _known;

    /// <summary>In bytes; null when unknown.</summary>
    public long? Current => Volatile.Read(ref _known)?.Bytes;

    /// <summary>The same, after asking when that is due. A homeserver that does not answer is no reason not to try.</summary>
    public async ValueTask<long?> FindAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known && time.GetUtcNow() - known.At < Fresh)
        {
            return known.Bytes;
        }

        var asked = await client.GetMediaConfigAsync(cancellationToken);
        if (asked.Succeeded)
        {
            Volatile.Write(ref _known, new Known(asked.Value.UploadSize is > 0 ? asked.Value.UploadSize : null, time.GetUtcNow()));
        }

        return Current;
    }

    private sealed record Known(long? Bytes, DateTimeOffset At);
}
