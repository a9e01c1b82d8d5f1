using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>Names and pictures of people on Matrix, as the homeserver says when it is asked.</summary>
internal sealed class ContactProfiles(MatrixClient client, PictureReader pictures)
{
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
            Avatar = pictures.Read(asked.Value.AvatarUrl),

            // Appendices, "matrix: URI scheme".
            Uris = [$"matrix:u/{Uri.EscapeDataString(contact.Id.Value[1..]).Replace("%3A", ":", StringComparison.OrdinalIgnoreCase)}"],
        };
    }
}
