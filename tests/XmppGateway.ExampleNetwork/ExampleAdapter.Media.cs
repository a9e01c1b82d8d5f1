using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// Files both ways. Incoming ones are only described, and read from the network when somebody wants to see them; one that came inside of a
/// message and cannot be had again is given to the engine to keep. Outgoing ones are read through the engine, within the operator's limits.
/// </summary>
internal sealed partial class ExampleAdapter : IProvidesMedia
{
    /// <inheritdoc/>
    public ValueTask<MediaResult> OpenMediaAsync(string source, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_network.IsAway)
        {
            return ValueTask.FromResult<MediaResult>(new MediaResult.Unavailable(ExampleTexts.NetworkAway));
        }

        // An offset at the end is an empty rest, as after a broken transfer; one beyond it means another file than was asked for before.
        if (_network.Files.Find(source) is not { } file || offset < 0 || offset > file.Content.Length)
        {
            return ValueTask.FromResult<MediaResult>(new MediaResult.Refused(ExampleTexts.NoSuchFile));
        }

#pragma warning disable CA2000 // The reader disposes of it.
        var rest = new MemoryStream(file.Content, (int)offset, file.Content.Length - (int)offset, writable: false);
        return ValueTask.FromResult<MediaResult>(
            new MediaResult.Opened(new MediaContent(rest, file.MediaType, file.Content.Length, offset)));
#pragma warning restore CA2000
    }

    private AttachedFile Describe(HappeningFile file)
    {
        var stored = _network.Files.Find(file.Id);
        return new AttachedFile(file.Id, file.Name, file.MediaType ?? stored?.MediaType ?? "application/octet-stream")
        {
            Size = stored?.Content.Length,
            Sha256 = stored?.Sha256,
            Description = file.Description,
            Dimensions = file is { Width: { } width, Height: { } height } ? (width, height) : null,
            Duration = file.Milliseconds is { } length ? TimeSpan.FromMilliseconds(length) : null,
            Thumbnail = file.Thumbnail is { } small ? new AttachedFile(small, file.Name, _network.Files.Find(small)?.MediaType ?? "image/png") : null,
            IsVoice = file.Voice,
        };
    }

    private async ValueTask<IReadOnlyList<AttachedFile>> KeepAsync(IEnumerable<HappeningFile> files, CancellationToken cancellationToken)
    {
        var kept = new List<AttachedFile>();
        foreach (var file in files.Where(file => file.Content is not null))
        {
            using var content = new MemoryStream(file.Content!, writable: false);
            var described = await _context.KeepMediaAsync(content, file.Name, file.MediaType ?? "application/octet-stream", cancellationToken);
            if (described is not null)
            {
                kept.Add(described with { Description = file.Description });
            }
        }

        return kept;
    }

    private async ValueTask<(IReadOnlyList<string> Files, DeliveryResult? Failure)> UploadAsync(
        Delivery delivery, IEnumerable<AttachedFile> attachments, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        foreach (var attachment in attachments)
        {
            var media = await _context.FetchMediaAsync(attachment, cancellationToken);
            if (media is not MediaResult.Opened { Content: var content })
            {
                return ([], DeliveryResult.ForFile(delivery, attachment, media));
            }

            await using (content)
            {
                try
                {
                    files.Add(await _network.Files.UploadAsync(content.Content, attachment.Name, content.MediaType, cancellationToken));
                }
                catch (IOException broken) when (broken is not MediaLimitException)
                {
                    return ([], DeliveryResult.ForFile(delivery, attachment, new MediaResult.Unavailable(ExampleTexts.FileBroken)));
                }
            }
        }

        return (files, null);
    }
}
