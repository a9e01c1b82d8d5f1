using XmppGateway.Storage;

namespace XmppGateway.Tests.Handlers;

/// <summary>The parts of the store that handlers use, in memory; can be away.</summary>
internal sealed class MemoryStore : IMessageMap, IIdentityStore, IContactStore, IAccountStore, IFarewellStore
{
    private readonly List<ContactRow> _contacts = [];
    private long _rowId;

    public bool IsAway { get; set; }

    public List<MappedMessage> Map { get; } = [];

    public List<Identity> Identities { get; } = [];

    public IReadOnlyList<ContactRow> Contacts => _contacts;

    public List<AccountRow> Accounts { get; } = [];

    public List<(string Network, string User)> AwaitingContacts { get; } = [];

    public List<ContactRow> Farewells { get; } = [];

    public List<OutboxEntry> Outgoing { get; } = [];

    public Task AddMappedAsync(IReadOnlyList<MappedMessage> rows, CancellationToken cancellationToken)
    {
        Map.AddRange(rows);
        return Task.CompletedTask;
    }

    public Task<MappedMessage?> FindByStanzaAsync(
        string network, string user, string contact, string stanzaId, CancellationToken cancellationToken) =>
        Answer(Map.LastOrDefault(m => (m.Network, m.User, m.Contact, m.StanzaId) == (network, user, contact, stanzaId)));

    public Task<MappedMessage?> FindByForeignAsync(
        string network, string user, string contact, string foreignId, CancellationToken cancellationToken) =>
        Answer(Map.LastOrDefault(m => (m.Network, m.User, m.Contact, m.ForeignId) == (network, user, contact, foreignId)));

    public Task<MappedMessage?> FindByForeignAsync(string network, string foreignId, CancellationToken cancellationToken) =>
        Answer(Map.LastOrDefault(m => (m.Network, m.ForeignId) == (network, foreignId)));

    public Task FailDeliveredAsync(MappedMessage row, CancellationToken cancellationToken) => Answer(() =>
    {
        var at = Map.IndexOf(row);
        if (at >= 0)
        {
            Map[at] = row with { HasFailed = true };
        }
    });

    public Task<MappedMessage?> FindUpToAsync(
        string network, string user, string contact, string foreignId, bool outgoing, CancellationToken cancellationToken)
    {
        var seen = Map.FindLastIndex(m => (m.Network, m.User, m.Contact, m.ForeignId) == (network, user, contact, foreignId));
        return Answer(Map.Take(seen + 1).LastOrDefault(m => (m.Network, m.User, m.Contact) == (network, user, contact)
            && m is { IsOpen: false, HasFailed: false, Target: null, StanzaId.Length: > 0 } && m.Outgoing == outgoing));
    }

    public Task<Identity?> FindIdentityAsync(string network, string remoteId, CancellationToken cancellationToken) =>
        Answer(Identities.Find(i => (i.Network, i.RemoteId) == (network, remoteId)));

    public Task<Identity?> FindIdentityByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken) =>
        Answer(Identities.Find(i => (i.Network, i.Localpart) == (network, localpart)));

    public Task<Identity> AddIdentityAsync(Identity identity, CancellationToken cancellationToken)
    {
        if (Identities.Find(i => (i.Network, i.RemoteId) == (identity.Network, identity.RemoteId)) is { } known)
        {
            return Answer(known);
        }

        if (Identities.Exists(i => (i.Network, i.Localpart) == (identity.Network, identity.Localpart)))
        {
            return Task.FromException<Identity>(new InvalidOperationException("The localpart belongs to another id."));
        }

        Identities.Add(identity);
        return Answer(identity);
    }

    public Task UpdateIdentityAsync(Identity identity, CancellationToken cancellationToken)
    {
        Identities.RemoveAll(i => (i.Network, i.RemoteId) == (identity.Network, identity.RemoteId));
        Identities.Add(identity);
        return Answer(0);
    }

    public Task<ContactRow?> FindContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken) =>
        Answer(_contacts.Find(c => (c.Network, c.User, c.RemoteId) == (network, user, remoteId)));

    public Task PutContactAsync(ContactRow contact, CancellationToken cancellationToken)
    {
        _contacts.RemoveAll(c => (c.Network, c.User, c.RemoteId) == (contact.Network, contact.User, contact.RemoteId));
        _contacts.Add(contact.RowId == 0 ? contact with { RowId = ++_rowId } : contact);
        Farewells.RemoveAll(c => (c.Network, c.User, c.RemoteId) == (contact.Network, contact.User, contact.RemoteId));
        return Answer(0);
    }

    public Task RemoveContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken)
    {
        _contacts.RemoveAll(c => (c.Network, c.User, c.RemoteId) == (network, user, remoteId));
        return Answer(0);
    }

    public Task<IReadOnlyList<ContactRow>> ReadSubscribedAsync(string network, long after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ContactRow>>(
            [.. _contacts.Where(c => c.Network == network && c.UserSees && c.RowId > after).OrderBy(c => c.RowId).Take(limit)]);

    public Task<IReadOnlyList<ContactRow>> ListContactsAsync(long after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ContactRow>>([.. _contacts.Where(c => c.RowId > after).OrderBy(c => c.RowId).Take(limit)]);

    public Task<IReadOnlyList<ContactRow>> ReadSubscribersAsync(
        string network, string remoteId, long after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ContactRow>>(
            [.. _contacts.Where(c => (c.Network, c.RemoteId, c.UserSees) == (network, remoteId, true) && c.RowId > after).OrderBy(c => c.RowId).Take(limit)]);

    public Task<AccountRow?> FindAccountAsync(string network, string user, CancellationToken cancellationToken) =>
        Answer(Accounts.Find(a => (a.Network, a.User) == (network, user)));

    public Task RegisterAccountAsync(string network, string user, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(network, user, a =>
        {
            Farewells.RemoveAll(f => (f.Network, f.User, f.RemoteId) == (network, user, ""));
            return a with { RegisteredAt = a.RegisteredAt ?? at };
        });

    /// <summary>What happens between the look at an account and its change.</summary>
    public Action? BeforeChange { get; set; }

    public Task PutSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken) =>
        ChangeAsync(network, user, a => a with { Settings = settings, Language = language });

    public Task<bool> ChangeSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken) =>
        ChangeKeptAsync(network, user, a => a with { Settings = settings, Language = language });

    public Task<bool> ChangeHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken) =>
        ChangeKeptAsync(network, user, a => a with { HeardLanguage = language });

    public Task PutHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken) =>
        ChangeAsync(network, user, a => a with { HeardLanguage = language });

    public Task RemoveAccountAsync(string network, string user, CancellationToken cancellationToken) => Answer(() =>
    {
        ContactRow[] left = [.. _contacts.Where(c => (c.Network, c.User) == (network, user)).Select(c => c with { RowId = 0 })];
        if (Accounts.RemoveAll(a => (a.Network, a.User) == (network, user)) + _contacts.RemoveAll(c => (c.Network, c.User) == (network, user)) > 0)
        {
            var gateway = new ContactRow(0, network, user, "", "", false, ContactSubscription.None);
            Farewells.AddRange(left.Append(gateway).DistinctBy(c => c.RemoteId).Where(c => !Farewells.Exists(f => (f.Network, f.User, f.RemoteId) == (c.Network, c.User, c.RemoteId))));
        }
    });

    public Task<IReadOnlyList<ContactRow>> ReadFarewellsAsync(string network, string? user, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ContactRow>>(
        [
            .. Farewells.Where(c => c.Network == network && (user ?? c.User) == c.User)
                .OrderByDescending(c => c.User, StringComparer.Ordinal).ThenByDescending(c => c.RemoteId, StringComparer.Ordinal).Take(limit),
        ]);

    public Task<bool> IsFarewellAsync(ContactRow row, CancellationToken cancellationToken) =>
        Answer(Farewells.Exists(f => (f.Network, f.User, f.RemoteId) == (row.Network, row.User, row.RemoteId)));

    public Task RemoveFarewellsAsync(IReadOnlyList<ContactRow> said, CancellationToken cancellationToken) => Answer(() =>
        Farewells.RemoveAll(f => said.Any(c => (f.Network, f.User, f.RemoteId) == (c.Network, c.User, c.RemoteId))));

    public Task<IReadOnlyList<AccountRow>> ReadRegisteredAsync(string network, string after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<AccountRow>>(
        [
            .. Accounts.Where(a => a.Network == network && a.RegisteredAt is not null && string.CompareOrdinal(a.User, after) > 0)
                .OrderBy(a => a.User, StringComparer.Ordinal).Take(limit),
        ]);

    public Task PutAwaitsContactsAsync(string network, string user, bool awaits, CancellationToken cancellationToken) => Answer(() =>
    {
        AwaitingContacts.Remove((network, user));
        if (awaits)
        {
            AwaitingContacts.Add((network, user));
        }
    });

    public Task<IReadOnlyList<AccountRow>> ReadAwaitingContactsAsync(string network, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<AccountRow>>(
            [.. AwaitingContacts.Where(a => a.Network == network).Select(a => new AccountRow(network, a.User, DateTimeOffset.UnixEpoch, "{}", null))]);

    public Task<IReadOnlyList<ContactRow>> ReadContactsAsync(
        string network, string user, string? after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ContactRow>>(
        [
            .. _contacts.Where(c => (c.Network, c.User) == (network, user) && string.CompareOrdinal(c.RemoteId, after) > 0)
                .OrderBy(c => c.RemoteId, StringComparer.Ordinal).Take(limit),
        ]);

    public Task<IReadOnlyList<OutboxEntry>> ListOutgoingOfAsync(string network, string user, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<OutboxEntry>>([.. Outgoing.Where(e => (e.Network, e.User) == (network, user)).Take(limit)]);

    private Task<int> ChangeAsync(string network, string user, Func<AccountRow, AccountRow> change) => Answer(() =>
    {
        BeforeChange?.Invoke();
        var account = Accounts.Find(a => (a.Network, a.User) == (network, user)) ?? new AccountRow(network, user, null, "{}", null);
        Accounts.Remove(account);
        Accounts.Add(change(account));
    });

    private async Task<bool> ChangeKeptAsync(string network, string user, Func<AccountRow, AccountRow> change)
    {
        BeforeChange?.Invoke();
        return Accounts.Exists(a => (a.Network, a.User) == (network, user)) && await ChangeAsync(network, user, change) == 0;
    }

    private Task<int> Answer(Action change)
    {
        if (!IsAway)
        {
            change();
        }

        return Answer(0);
    }

    private Task<T> Answer<T>(T value) =>
        IsAway ? Task.FromException<T>(new StoreUnavailableException("The database is away.")) : Task.FromResult(value);
}
