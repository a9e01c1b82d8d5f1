namespace XmppGateway.Storage.Sql;

/// <summary>Statements on profiles and pictures.</summary>
internal static class ProfileSql
{
    private const int Step = 500;

    public static readonly Statement One = new(
        "find a profile", "SELECT network, remote_id, avatar_id, avatar_hash, fetched_at FROM profile WHERE network = $1 AND remote_id = $2");

    public static readonly Statement Picture = new("find a picture", "SELECT hash, media_type, content FROM avatar WHERE hash = $1");

    public static readonly Statement Own = new(
        "find what was told of a user", "SELECT fingerprint FROM own_profile WHERE network = $1 AND user_jid = $2");

    private static readonly Statement Upsert = new(
        "put a profile",
        "INSERT INTO profile (network, remote_id, avatar_id, avatar_hash, fetched_at) VALUES ($1, $2, $3, $4, $5) " +
        "ON CONFLICT (network, remote_id) DO UPDATE SET avatar_id = excluded.avatar_id, avatar_hash = excluded.avatar_hash, " +
        "fetched_at = excluded.fetched_at");

    private static readonly Statement InsertPicture = new(
        "add a picture", "INSERT INTO avatar (hash, media_type, content, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

    private static readonly Statement UpsertOwn = new(
        "remember what was told of a user",
        "INSERT INTO own_profile (network, user_jid, fingerprint) VALUES ($1, $2, $3) " +
        "ON CONFLICT (network, user_jid) DO UPDATE SET fingerprint = excluded.fingerprint");

    private static readonly Statement DeleteOwn = new(
        "forget what was told of a user", "DELETE FROM own_profile WHERE network = $1 AND user_jid = $2");

    private static readonly Statement PruneProfiles = new(
        "prune profiles",
        "DELETE FROM profile WHERE (network, remote_id) IN " +
        "(SELECT network, remote_id FROM profile WHERE fetched_at < $1 ORDER BY fetched_at LIMIT $2)");

    private static readonly Statement PrunePictures = new(
        "prune pictures",
        "DELETE FROM avatar WHERE hash IN (SELECT hash FROM avatar a WHERE a.stored_at < $1 " +
        "AND NOT EXISTS (SELECT 1 FROM profile p WHERE p.avatar_hash = a.hash) ORDER BY a.stored_at LIMIT $2)");

    public static void Put(ISession session, ProfileRow profile, AvatarRow? picture)
    {
        if (picture is not null)
        {
            session.Run(InsertPicture, picture.Hash, picture.MediaType, picture.Content, profile.FetchedAt);
        }

        session.Run(Upsert, profile.Network, profile.RemoteId, profile.AvatarId, profile.AvatarHash, profile.FetchedAt);
    }

    public static void PutOwn(ISession session, string network, string user, string? fingerprint)
    {
        if (fingerprint is null)
        {
            session.Run(DeleteOwn, network, user);
        }
        else
        {
            session.Run(UpsertOwn, network, user, fingerprint);
        }
    }

    /// <summary>Forgets what was not asked for since then, and pictures from before that nobody has; returns how much.</summary>
    public static int RemoveSome(ISession session, DateTimeOffset before) =>
        session.Execute(PruneProfiles, before, Step) + session.Execute(PrunePictures, before, Step);

    public static ProfileRow Read(IRow row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TimeOrNull(4) ?? default);

    public static AvatarRow ReadPicture(IRow row) => new(row.Text(0), row.Text(1), row.Bytes(2));
}
