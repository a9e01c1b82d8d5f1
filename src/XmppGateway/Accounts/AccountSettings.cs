using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>
/// The users of all networks: who has registered and what they have chosen. Those who were active lately are in memory; this process is the
/// only one that writes.
/// </summary>
internal sealed class AccountSettings(IAccountStore store, TimeProvider time) : IUserSettings
{
    private const int RecentUsers = 4096;

    private readonly BoundedCache<(string Network, string User), Account> _recent = new(RecentUsers);
    private long _changes;

    /// <inheritdoc/>
    public ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken) =>
        _recent.TryGet((network, user.Bare.ToString()), out var known)
            ? ValueTask.FromResult(known!.Settings)
            : ReadSettingsAsync(network, user, cancellationToken);

    /// <summary>The account of a user; <see cref="Account.Nobody"/> for one who has none.</summary>
    /// <exception cref="StoreUnavailableException">Not in memory, and the store is away.</exception>
    public async ValueTask<Account> FindAccountAsync(string network, Jid user, CancellationToken cancellationToken)
    {
        var key = (network, user.Bare.ToString());
        if (_recent.TryGet(key, out var known))
        {
            return known!;
        }

        var changes = Interlocked.Read(ref _changes);
        var row = await store.FindAccountAsync(network, key.Item2, cancellationToken);
        var account = row is null ? Account.Nobody : new Account(row.RegisteredAt, SettingsJson.Read(row.Settings, row.Language));
        if (changes == Interlocked.Read(ref _changes))
        {
            // What was read before a change must not hide it.
            _recent.Set(key, account);
        }

        return account;
    }

    /// <summary>Makes the user a registered one; harmless when they are.</summary>
    public async Task RegisterAsync(string network, Jid user, CancellationToken cancellationToken)
    {
        await store.RegisterAccountAsync(network, user.Bare.ToString(), time.GetUtcNow(), cancellationToken);
        Forget(network, user);
    }

    /// <summary>Keeps what a user has chosen.</summary>
    public async Task ChangeAsync(string network, Jid user, UserSettings settings, CancellationToken cancellationToken)
    {
        await store.PutSettingsAsync(network, user.Bare.ToString(), SettingsJson.Write(settings), settings.Language, cancellationToken);
        Forget(network, user);
    }

    /// <summary>Forgets the user, and whom they have as contacts.</summary>
    public async Task RemoveAsync(string network, Jid user, CancellationToken cancellationToken)
    {
        await store.RemoveAccountAsync(network, user.Bare.ToString(), cancellationToken);
        Forget(network, user);
    }

    private async ValueTask<UserSettings> ReadSettingsAsync(string network, Jid user, CancellationToken cancellationToken) =>
        (await FindAccountAsync(network, user, cancellationToken)).Settings;

    private void Forget(string network, Jid user)
    {
        Interlocked.Increment(ref _changes);
        _recent.Remove((network, user.Bare.ToString()));
    }
}
