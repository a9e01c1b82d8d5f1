using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Profiles.</content>
internal sealed partial class SqlStore
{
    public Task<ProfileRow?> FindProfileAsync(string network, string remoteId, CancellationToken cancellationToken) =>
        ReadFirstAsync(ProfileSql.One, ProfileSql.Read, [network, remoteId], cancellationToken);

    public Task PutProfileAsync(ProfileRow profile, AvatarRow? picture, CancellationToken cancellationToken) =>
        WriteAsync((profile, picture), static (session, put) => ProfileSql.Put(session, put.profile, put.picture), cancellationToken);

    public Task<AvatarRow?> FindAvatarAsync(string hash, CancellationToken cancellationToken) =>
        ReadFirstAsync(ProfileSql.Picture, ProfileSql.ReadPicture, [hash], cancellationToken);

    public Task<string?> FindOwnProfileAsync(string network, string user, CancellationToken cancellationToken) =>
        ReadFirstAsync(ProfileSql.Own, static row => row.Text(0), [network, user], cancellationToken);

    public Task PutOwnProfileAsync(string network, string user, string? fingerprint, CancellationToken cancellationToken) => WriteAsync(
        (network, user, fingerprint), static (session, put) => ProfileSql.PutOwn(session, put.network, put.user, put.fingerprint), cancellationToken);
}
