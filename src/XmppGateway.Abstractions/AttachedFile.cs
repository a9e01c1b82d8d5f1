namespace XmppGateway.Abstractions;

/// <summary>
/// A file of a message, described and not contained. What the describing side says is untrusted: name, type and size are hints until the
/// content was read.
/// </summary>
/// <param name="Source">
/// Where the content is. Incoming: the adapter's own reference, opened by <see cref="IProvidesMedia"/>, or one that
/// <see cref="IAdapterContext.KeepMediaAsync"/> gave. Outgoing: a URL, opened by <see cref="IAdapterContext.FetchMediaAsync"/>.
/// </param>
/// <param name="Name">A file name without a path; not empty.</param>
/// <param name="MediaType">As in RFC 6838, lower case, without parameters: <c>image/png</c>.</param>
public sealed record AttachedFile(string Source, string Name, string MediaType)
{
    /// <summary>In bytes; null when unknown.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 of the content; null when unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Of an image or a video, in pixels; null when unknown.</summary>
    public (int Width, int Height)? Dimensions { get; init; }

    /// <summary>Of sound or video; null when unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>A small image of it, with the same kind of <see cref="Source"/>; null without one.</summary>
    public AttachedFile? Thumbnail { get; init; }

    /// <summary>A text for people who do not see it; null without one.</summary>
    public string? Description { get; init; }

    /// <summary>True for a voice message.</summary>
    public bool IsVoice { get; init; }
}

/// <summary>The content of an opened file.</summary>
/// <param name="Content">Read once, forward; disposing of it ends the transfer.</param>
/// <param name="MediaType">As the source says now.</param>
/// <param name="Length">Of the whole file in bytes; null when the source does not say.</param>
/// <param name="Start">The offset of the first byte of <paramref name="Content"/>: 0, or what was asked for where the source can begin there.</param>
public sealed record MediaContent(Stream Content, string MediaType, long? Length, long Start = 0) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>What became of the wish to read a file.</summary>
public abstract record MediaResult
{
    private MediaResult()
    {
    }

    /// <summary>It can be read.</summary>
    public sealed record Opened(MediaContent Content) : MediaResult;

    /// <summary>It cannot, and will not later either.</summary>
    /// <param name="Reason">For the user: why the file was not taken.</param>
    public sealed record Refused(LocalText Reason) : MediaResult
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Refused(string Reason)
            : this(LocalText.Same(Reason))
        {
        }
    }

    /// <summary>It cannot now.</summary>
    /// <param name="Reason">For the user, when it is not there for too long.</param>
    public sealed record Unavailable(LocalText Reason) : MediaResult
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Unavailable(string Reason)
            : this(LocalText.Same(Reason))
        {
        }
    }
}

/// <summary>
/// The content of a file that is being read has turned out to be too large, or comes too slowly. An adapter may let it pass out of
/// <see cref="IAdapter.SendAsync"/>, also as the cause of another exception: it counts as <see cref="DeliveryResult.FileRefused"/>.
/// </summary>
public sealed class MediaLimitException(AttachedFile file, LocalText reason) : IOException(reason.English)
{
    /// <summary>What was read.</summary>
    public AttachedFile File { get; } = file;

    /// <summary>For the user.</summary>
    public LocalText Reason { get; } = reason;
}

/// <summary>Optional power: the adapter's attachments are read from the foreign network when somebody wants to see them.</summary>
public interface IProvidesMedia
{
    /// <summary>
    /// Opens the content behind an <see cref="AttachedFile.Source"/> of this adapter, from an offset where it can. Called from any thread, many
    /// at once, for as long as signed links live; also after a restart. The token is cancelled when the reader goes.
    /// </summary>
    ValueTask<MediaResult> OpenMediaAsync(string source, long offset, CancellationToken cancellationToken);
}
