using System.Collections.Concurrent;
using XmppGateway.Storage;

namespace XmppGateway.Tests.Handlers;

/// <summary>Profiles in memory; can be away.</summary>
internal sealed class MemoryProfiles : IProfileStore
{
    private readonly ConcurrentDictionary<(string, string), string> _own = [];

    public bool IsAway { get; set; }

    public ConcurrentDictionary<(string, string), ProfileRow> Profiles { get; } = [];

    public ConcurrentDictionary<string, AvatarRow> Pictures { get; } = [];

    public Task<ProfileRow?> FindProfileAsync(string network, string remoteId, CancellationToken cancellationToken) =>
        Answer(Profiles.GetValueOrDefault((network, remoteId)));

    public Task PutProfileAsync(ProfileRow profile, AvatarRow? picture, CancellationToken cancellationToken)
    {
        Profiles[(profile.Network, profile.RemoteId)] = profile;
        return Answer(picture is null ? null : Pictures.GetOrAdd(picture.Hash, picture));
    }

    public Task<AvatarRow?> FindAvatarAsync(string hash, CancellationToken cancellationToken) => Answer(Pictures.GetValueOrDefault(hash));

    public Task<string?> FindOwnProfileAsync(string network, string user, CancellationToken cancellationToken) =>
        Answer(_own.GetValueOrDefault((network, user)));

    public Task PutOwnProfileAsync(string network, string user, string? fingerprint, CancellationToken cancellationToken)
    {
        if (fingerprint is null)
        {
            _own.TryRemove((network, user), out _);
        }
        else
        {
            _own[(network, user)] = fingerprint;
        }

        return Answer(0);
    }

    private Task<T> Answer<T>(T value) =>
        IsAway ? Task.FromException<T>(new StoreUnavailableException("The database is away.")) : Task.FromResult(value);
}
