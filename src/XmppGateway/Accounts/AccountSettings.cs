using System.Collections.Concurrent;
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

    /// <summary>Two clients that say two languages are no reason to write with each stanza.</summary>
    private static readonly TimeSpan Hearing = TimeSpan.FromMinutes(5);

    private readonly BoundedCache<(string Network, string User), Account> _recent = new(RecentUsers);
    private readonly BoundedCache<(string Network, string User), DateTimeOffset> _heard = new(RecentUsers);
    private readonly ConcurrentDictionary<(string Network, string User), int> _joining = new();
    private long _changes;

    /// <inheritdoc/>
    public ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken) =>
        _recent.TryGet((network, user.Bare.ToString()), out var known)
            ? ValueTask.FromResult(known!.Settings)
            : ReadSettingsAsync(network, user, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask HearAsync(string network, Jid user, string said, CancellationToken cancellationToken)
    {
        var account = await FindAccountAsync(network, user, cancellationToken);
        var (known, language) = (account.Settings, LocalText.LanguageOf(said));
        if (known.Language is not null || language == LocalText.LanguageOf(known.HeardLanguage))
        {
            return;
        }

        var key = (network, user.Bare.ToString());
        if (_heard.TryGet(key, out var before) && time.GetUtcNow() - before < Hearing)
        {
            return;
        }

        if (account.IsKept)
        {
            // Not for somebody who leaves at this moment: of them nothing is kept.
            await store.ChangeHeardLanguageAsync(network, key.Item2, language, cancellationToken);
        }
        else
        {
            await store.PutHeardLanguageAsync(network, key.Item2, language, cancellationToken);
        }

        _heard.Set(key, time.GetUtcNow());
        Forget(network, user);
    }

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
        var account = row is null ? Account.Nobody : new Account(row.RegisteredAt, SettingsJson.Read(row.Settings, row.Language) with { HeardLanguage = row.HeardLanguage });
        if (changes == Interlocked.Read(ref _changes))
        {
            // What was read before a change must not hide it.
            _recent.Set(key, account);
        }

        return account;
    }

    /// <summary>True for a user who can use the network now: registered, or on a network that needs no login.</summary>
    /// <exception cref="StoreUnavailableException">Not in memory, and the store is away.</exception>
    public async ValueTask<bool> IsUserAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        network.Adapter is not IOffersLogin { LoginRequired: true } || (await FindAccountAsync(network.Name, user, cancellationToken)).IsRegistered;

    /// <summary>
    /// True for a user for whom nothing is carried: they have left, or never registered where that is needed. Not while they are registering:
    /// an adapter may hear of messages before the account is stored.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not in memory, and the store is away.</exception>
    public async ValueTask<bool> HasLeftAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        !_joining.ContainsKey((network.Name, user.Bare.ToString())) && !await IsUserAsync(network, user, cancellationToken);

    /// <summary>Does what may end with the user being registered, during which they have not left.</summary>
    public async ValueTask<T> JoinAsync<T>(string network, Jid user, Func<ValueTask<T>> join)
    {
        var key = (network, user.Bare.ToString());
        _joining.AddOrUpdate(key, 1, static (_, count) => count + 1);
        try
        {
            return await join();
        }
        finally
        {
            // Two clients may register side by side.
            if (_joining.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            {
                _joining.TryRemove(new KeyValuePair<(string, string), int>(key, 0));
            }
        }
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

    /// <summary>The same for somebody of whom something is kept; false, and nothing kept, when they have left by then.</summary>
    public async Task<bool> ChangeKeptAsync(string network, Jid user, UserSettings settings, CancellationToken cancellationToken)
    {
        var isKept = await store.ChangeSettingsAsync(network, user.Bare.ToString(), SettingsJson.Write(settings), settings.Language, cancellationToken);
        Forget(network, user);
        return isKept;
    }

    /// <summary>Forgets the user, and whom they have as contacts.</summary>
    public async Task RemoveAsync(string network, Jid user, CancellationToken cancellationToken)
    {
        await store.RemoveAccountAsync(network, user.Bare.ToString(), cancellationToken);
        _heard.Remove((network, user.Bare.ToString()));
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
