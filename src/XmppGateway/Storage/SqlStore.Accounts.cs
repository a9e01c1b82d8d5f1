using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Accounts.</content>
internal sealed partial class SqlStore
{
    public Task<AccountRow?> FindAccountAsync(string network, string user, CancellationToken cancellationToken) =>
        ReadFirstAsync(AccountSql.One, AccountSql.Read, [network, user], cancellationToken);

    public Task RegisterAccountAsync(string network, string user, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync(
        (network, user, at),
        static (session, account) => AccountSql.Register(session, account.network, account.user, account.at),
        cancellationToken);

    public Task PutSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, settings, language),
            static (session, chosen) => AccountSql.PutSettings(session, chosen.network, chosen.user, chosen.settings, chosen.language),
            cancellationToken);

    public Task RemoveAccountAsync(string network, string user, CancellationToken cancellationToken) =>
        WriteAsync((network, user), static (session, account) => AccountSql.Remove(session, account.network, account.user), cancellationToken);

    public Task<IReadOnlyList<AccountRow>> ReadRegisteredAsync(
        string network, string after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(AccountSql.Registered, AccountSql.Read, [network, after, limit], cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ReadContactsAsync(
        string network, string user, string? after, int limit, CancellationToken cancellationToken) => after is null
        ? ReadAllAsync(ContactSql.FirstOfUser, ContactSql.Read, [network, user, limit], cancellationToken)
        : ReadAllAsync(ContactSql.OfUser, ContactSql.Read, [network, user, after, limit], cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ListOutgoingOfAsync(
        string network, string user, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(OutboxSql.OfUser, OutboxSql.Read, [network, user, limit], cancellationToken);
}
