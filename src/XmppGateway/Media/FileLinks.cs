using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Media;

/// <summary>Finds the link under which a user can read a file of a contact.</summary>
/// <param name="links">To the gateway itself.</param>
/// <param name="sources">Where the contents are.</param>
/// <param name="uploads">To the user's own server, which is then preferred; null when that is not wanted.</param>
internal sealed class FileLinks(MediaLinks links, MediaSources sources, FileUploads? uploads = null)
{
    /// <summary>The link; null when there is none, and the file can only be named.</summary>
    public async ValueTask<string?> FindAsync(Network network, Jid user, AttachedFile file, CancellationToken cancellationToken)
    {
        if (!MediaSources.CanOpen(network, file.Source) || !sources.Extend(file.Source))
        {
            return null;
        }

        return uploads is not null && await uploads.TryUploadAsync(network, user, file, cancellationToken) is { } link
            ? link
            : await links.MakeAsync(network.Name, file, cancellationToken);
    }

    /// <summary>The link to a whole message. Always to the gateway: no other server says beside a page what it may do.</summary>
    public async ValueTask<string?> FindWholeAsync(Network network, AttachedFile file, CancellationToken cancellationToken) =>
        MediaSources.CanOpen(network, file.Source) && sources.Extend(file.Source)
            ? await links.MakeAsync(network.Name, file, cancellationToken, isWhole: true)
            : null;
}
