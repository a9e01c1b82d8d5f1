using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Identities, contacts, notes of adapters, leases.</content>
internal sealed partial class SqlStore
{
    public Task<Identity?> FindIdentityAsync(string network, string remoteId, CancellationToken cancellationToken) =>
        ReadFirstAsync(IdentitySql.ByRemoteId, IdentitySql.Read, [network, remoteId], cancellationToken);

    public Task<Identity?> FindIdentityByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken) =>
        ReadFirstAsync(IdentitySql.ByLocalpart, IdentitySql.Read, [network, localpart], cancellationToken);

    public async Task<Identity> AddIdentityAsync(Identity identity, CancellationToken cancellationToken) =>
        await WriteAsync(identity, static (session, identity) => IdentitySql.Add(session, identity), cancellationToken)
        ?? throw new InvalidOperationException("The localpart belongs to another remote id.");

    public Task UpdateIdentityAsync(Identity identity, CancellationToken cancellationToken) =>
        WriteAsync(identity, static (session, identity) => IdentitySql.Update(session, identity), cancellationToken);

    public Task<ContactRow?> FindContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken) =>
        ReadFirstAsync(ContactSql.One, ContactSql.Read, [network, user, remoteId], cancellationToken);

    public Task PutContactAsync(ContactRow contact, CancellationToken cancellationToken) =>
        WriteAsync(contact, static (session, contact) => ContactSql.Put(session, contact), cancellationToken);

    public Task RemoveContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, remoteId),
            static (session, contact) => ContactSql.Remove(session, contact.network, contact.user, contact.remoteId),
            cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ReadSubscribedAsync(
        string network, long after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(ContactSql.Subscribed, ContactSql.Read, [network, after, limit], cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ListContactsAsync(long after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(ContactSql.All, ContactSql.Read, [after, limit], cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ReadSubscribersAsync(
        string network, string remoteId, long after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(ContactSql.Subscribers, ContactSql.Read, [network, remoteId, after, limit], cancellationToken);

    public Task<IReadOnlyList<(string Key, string Value)>> ListStateAsync(string network, CancellationToken cancellationToken) =>
        ReadAllAsync(StateSql.All, static row => (row.Text(0), row.Text(1)), [network], cancellationToken);

    public Task<string?> GetStateAsync(string network, string key, CancellationToken cancellationToken) =>
        ReadFirstAsync(StateSql.Get, StateSql.Read, [network, key], cancellationToken);

    public Task SetStateAsync(string network, string key, string? value, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, key, value),
            static (session, note) => StateSql.Set(session, note.network, note.key, note.value),
            cancellationToken);

    public Task SetStateAsync(string network, string key, string value, DateTimeOffset expires, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, key, value, expires),
            static (session, note) => StateSql.Set(session, note.network, note.key, note.value, note.expires),
            cancellationToken);

    public Task<int> ForgetStateAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(now, static (session, now) => StateSql.RemoveSome(session, now), cancellationToken);

    public Task<string> GetOrAddStateAsync(string network, string key, string value, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, key, value),
            static (session, note) => StateSql.GetOrAdd(session, note.network, note.key, note.value),
            cancellationToken);

    public Task<string> GetOrAddStateAsync(string network, string key, string value, DateTimeOffset expires, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, key, value, expires),
            static (session, note) => StateSql.GetOrAdd(session, note.network, note.key, note.value, note.expires),
            cancellationToken);

    public Tenure? Tenure
    {
        get => Writer.Tenure;
        set => Writer.Tenure = value;
    }

    public Task<long?> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        Writer.RunFirstAsync(
            (_lease, name, holder, duration),
            static (session, lease) => lease._lease.Hold(session, lease.name, lease.holder, lease.duration));

    /// <summary>Behind what was written before, which is still written under the lease.</summary>
    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        Writer.RunAsync(
            (name, holder),
            static (session, lease) =>
            {
                LeaseSql.Release(session, lease.name, lease.holder);
                return true;
            },
            together: false,
            tenure: null,
            cancellationToken);
}
