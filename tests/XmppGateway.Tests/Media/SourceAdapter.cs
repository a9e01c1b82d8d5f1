using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Media;

/// <summary>A network of files in memory. A source that knows no offsets begins at the start, and one need not know its length.</summary>
internal sealed class SourceAdapter : IAdapter, IProvidesMedia
{
    public Dictionary<string, byte[]> Files { get; } = [];

    public bool KnowsOffsets { get; set; } = true;

    public bool KnowsLength { get; set; } = true;

    public bool IsAway { get; set; }

    /// <summary>What it fails with; null while it does not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What reads go through; null for none.</summary>
    public Func<byte[], Stream>? Reading { get; set; }

    /// <summary>Why it gives nothing; null while it does.</summary>
    public LocalText? Refusal { get; set; }

    public NetworkDescription Description { get; } = new("Shelf", "shelf", new("Name", "Name"), new("A name.", "Ein Name."));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) => new(new RemoteUserId(text), text);

    public string ServerOf(RemoteContact contact) => "shelf";

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));

    public ValueTask<MediaResult> OpenMediaAsync(string source, long offset, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        var start = KnowsOffsets ? offset : 0;
        MediaResult result = Refusal is not null ? new MediaResult.Refused(Refusal)
            : IsAway ? new MediaResult.Unavailable("away")
            : !Files.TryGetValue(source, out var bytes) || start > bytes.Length ? new MediaResult.Refused("no such file")
#pragma warning disable CA2000 // The reader disposes of it.
            : new MediaResult.Opened(new MediaContent(
                Reading?.Invoke(bytes) ?? new MemoryStream(bytes, (int)start, bytes.Length - (int)start), "image/png", KnowsLength ? bytes.Length : null, start));
#pragma warning restore CA2000
        return ValueTask.FromResult(result);
    }
}
