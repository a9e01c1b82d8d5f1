using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Profiles;

/// <summary>What is known of a contact.</summary>
internal readonly record struct ContactCard(Profile? Profile, AvatarRow? Picture);

/// <summary>
/// Names and pictures of contacts. The network is asked when a client wants to know, when it says that something has changed, and once when a
/// contact is first seen; pictures lie in the store, by their hash.
/// </summary>
/// <param name="largestPicture">In bytes. Larger ones are left out: no server would take the stanza.</param>
internal sealed partial class ContactProfiles(
    IProfileStore store, ProfileWork work, int largestPicture, TimeProvider time, ILogger<ContactProfiles> logger)
{
    private const int RecentHashes = 50_000;
    private const int RecentProfiles = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly BoundedCache<(string Network, string Contact), string> _hashes = new(RecentHashes);
    private readonly BoundedCache<(string Network, string Contact), Told> _profiles = new(RecentProfiles);

    /// <summary>Hears that a contact has another picture, or none any more; does not throw.</summary>
    public Func<Network, RemoteContact, AvatarRow?, Task> PictureChanged { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>True for a contact of whom a reader sees nothing.</summary>
    public Func<Network, Jid, RemoteContact, bool> Hides { get; set; } = (_, _, _) => false;

    /// <summary>
    /// The hash of a contact's picture, empty without one; null when it is not known yet, and will be told. Asks no network.
    /// </summary>
    public async ValueTask<string?> FindHashAsync(Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (_hashes.TryGet(KeyOf(network, contact), out var hash))
        {
            return hash;
        }

        try
        {
            if (await store.FindProfileAsync(network.Name, contact.Id.Value, cancellationToken) is { } row)
            {
                _hashes.Set(KeyOf(network, contact), row.AvatarHash);
                return row.AvatarHash;
            }
        }
        catch (StoreUnavailableException)
        {
            return null;
        }

        Refresh(network, contact);
        return null;
    }

    /// <summary>Asks the network anew, soon.</summary>
    public void Refresh(Network network, RemoteContact contact)
    {
        _profiles.Remove(KeyOf(network, contact));
        if (network is { Adapter: IKnowsProfiles, Link.IsAttached: true })
        {
            work.Start((network.Name, contact.Id), () => FindAsync(network, contact, CancellationToken.None));
        }
    }

    /// <summary>The same for one reader: nothing, and the network is not asked, where they see nothing of the contact.</summary>
    public Task<ContactCard> FindForAsync(Network network, RemoteContact contact, Jid reader, CancellationToken cancellationToken) =>
        Hides(network, reader, contact) ? Task.FromResult<ContactCard>(default) : FindAsync(network, contact, cancellationToken);

    /// <summary>What is known of a contact. While the network does not answer, the picture that was seen last. Throws only when cancelled.</summary>
    public async Task<ContactCard> FindAsync(Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (network.Adapter is not IKnowsProfiles adapter)
        {
            return default;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var profile = await AskAsync(adapter, network, contact, both.Token);
            return new ContactCard(profile, await FindPictureAsync(network, contact, profile?.Avatar, both.Token));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotKnown(logger, e, network.Name);
            return new ContactCard(null, await FindLastPictureAsync(network, contact, cancellationToken));
        }
    }

    private static (string, string) KeyOf(Network network, RemoteContact contact) => (network.Name, contact.Id.Value);

    private async Task<Profile?> AskAsync(IKnowsProfiles adapter, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var key = KeyOf(network, contact);
        var now = time.GetUtcNow();
        if (_profiles.TryGet(key, out var told) && told is not null && now - told.At < Fresh)
        {
            return told.Profile;
        }

        var profile = await adapter.GetProfileAsync(contact, cancellationToken).AsTask().WaitAsync(cancellationToken);
        _profiles.Set(key, new Told(profile, now));
        return profile;
    }

    private async Task<AvatarRow?> FindPictureAsync(Network network, RemoteContact contact, Avatar? avatar, CancellationToken cancellationToken)
    {
        var id = avatar?.Id ?? "";
        var row = await store.FindProfileAsync(network.Name, contact.Id.Value, cancellationToken);
        var kept = row is { AvatarHash.Length: > 0 } ? await store.FindAvatarAsync(row.AvatarHash, cancellationToken) : null;
        if (row?.AvatarId == id && (kept is not null || row.AvatarHash.Length == 0))
        {
            _hashes.Set(KeyOf(network, contact), row.AvatarHash);
            return kept;
        }

        var picture = avatar is null ? null : await OpenAsync(network, avatar, cancellationToken);
        var hash = picture?.Hash ?? "";
        await store.PutProfileAsync(new ProfileRow(network.Name, contact.Id.Value, id, hash, time.GetUtcNow()), picture, cancellationToken);
        _hashes.Set(KeyOf(network, contact), hash);
        if ((row?.AvatarHash ?? "") != hash)
        {
            await PictureChanged(network, contact, picture);
        }

        return picture;
    }

    private async Task<AvatarRow?> FindLastPictureAsync(Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindProfileAsync(network.Name, contact.Id.Value, cancellationToken) is { AvatarHash.Length: > 0 } row
                ? await store.FindAvatarAsync(row.AvatarHash, cancellationToken)
                : null;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async Task<AvatarRow?> OpenAsync(Network network, Avatar avatar, CancellationToken cancellationToken)
    {
        if (await avatar.Open(cancellationToken).AsTask().WaitAsync(cancellationToken) is not { } picture)
        {
            return null;
        }

        var row = Pictures.Read(picture.Content, largestPicture);
        if (row is null)
        {
            Log.NotShown(logger, network.Name, picture.Content.Length, largestPicture);
        }

        return row;
    }

    private sealed record Told(Profile? Profile, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(2700, LogLevel.Debug, "{Network}: the profile of a contact could not be had")]
        public static partial void NotKnown(ILogger logger, Exception exception, string network);

        [LoggerMessage(2701, LogLevel.Information,
            "{Network}: the picture of a contact is left out: its {Size} bytes are more than {Largest}, or of no known kind")]
        public static partial void NotShown(ILogger logger, string network, int size, int largest);
    }
}
