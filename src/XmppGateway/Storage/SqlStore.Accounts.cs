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

    public Task<bool> ChangeSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, settings, language),
            static (session, chosen) => AccountSql.ChangeSettings(session, chosen.network, chosen.user, chosen.settings, chosen.language),
            cancellationToken);

    public Task<bool> ChangeHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken) => WriteAsync(
        (network, user, language),
        static (session, heard) => AccountSql.ChangeHeardLanguage(session, heard.network, heard.user, heard.language),
        cancellationToken);

    public Task PutHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken) => WriteAsync(
        (network, user, language),
        static (session, heard) => AccountSql.PutHeardLanguage(session, heard.network, heard.user, heard.language),
        cancellationToken);

    public Task RemoveAccountAsync(string network, string user, CancellationToken cancellationToken) =>
        WriteAsync((network, user), static (session, account) => AccountSql.Remove(session, account.network, account.user), cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ReadFarewellsAsync(
        string network, string? user, int limit, CancellationToken cancellationToken) => user is null
        ? ReadAllAsync(FarewellSql.OfEverybody, FarewellSql.Read, [network, limit], cancellationToken)
        : ReadAllAsync(FarewellSql.OfUser, FarewellSql.Read, [network, user, limit], cancellationToken);

    public async Task<bool> IsFarewellAsync(ContactRow row, CancellationToken cancellationToken) =>
        await ReadFirstAsync(FarewellSql.One, FarewellSql.Read, [row.Network, row.User, row.RemoteId], cancellationToken) is not null;

    public Task RemoveFarewellsAsync(IReadOnlyList<ContactRow> said, CancellationToken cancellationToken) => WriteAsync(
        said,
        static (session, said) =>
        {
            foreach (var row in said)
            {
                FarewellSql.Remove(session, row.Network, row.User, row.RemoteId);
            }
        },
        cancellationToken);

    public Task<IReadOnlyList<AccountRow>> ReadRegisteredAsync(
        string network, string after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(AccountSql.Registered, AccountSql.Read, [network, after, limit], cancellationToken);

    public Task PutAwaitsContactsAsync(string network, string user, bool awaits, CancellationToken cancellationToken) => WriteAsync(
        (network, user, awaits),
        static (session, account) => AccountSql.PutAwaitsContacts(session, account.network, account.user, account.awaits),
        cancellationToken);

    public Task<IReadOnlyList<AccountRow>> ReadAwaitingContactsAsync(string network, CancellationToken cancellationToken) =>
        ReadAllAsync(AccountSql.AwaitingContacts, AccountSql.Read, [network], cancellationToken);

    public Task<IReadOnlyList<ContactRow>> ReadContactsAsync(
        string network, string user, string? after, int limit, CancellationToken cancellationToken) => after is null
        ? ReadAllAsync(ContactSql.FirstOfUser, ContactSql.Read, [network, user, limit], cancellationToken)
        : ReadAllAsync(ContactSql.OfUser, ContactSql.Read, [network, user, after, limit], cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ListOutgoingOfAsync(
        string network, string user, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(OutboxSql.OfUser, OutboxSql.Read, [network, user, limit], cancellationToken);
}
