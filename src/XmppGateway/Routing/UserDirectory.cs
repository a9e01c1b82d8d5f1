using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Routing;

/// <summary>
/// Rules, then the account's existence where the user is of a local domain. What the server cannot tell is taken for an account: a
/// message kept too long is better than one refused by mistake.
/// </summary>
internal sealed class UserDirectory(AccessRules rules, IEnumerable<string> localDomains, AccountProbe probe, TimeProvider time)
    : IUserDirectory
{
    private const int RecentUsers = 4096;

    // A new account has to get its mail soon; an old one is seldom removed.
    private static readonly TimeSpan MissingLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExistsLasts = TimeSpan.FromHours(1);
    private static readonly TimeSpan ServerLasts = TimeSpan.FromHours(1);

    private readonly HashSet<string> _localDomains = new(localDomains, StringComparer.Ordinal);
    private readonly BoundedCache<string, (AccountAnswer Answer, DateTimeOffset Until)> _accounts = new(RecentUsers);
    private readonly BoundedCache<string, (bool Tells, DateTimeOffset Until)> _servers = new(64);

    private readonly ConcurrentDictionary<string, Lazy<Task<AccountAnswer>>> _asking = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<UserStanding> FindAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var bare = user.Bare;
        if (bare.Local is null || !rules.Allows(bare))
        {
            return UserStanding.NotAllowed;
        }

        if (!_localDomains.Contains(bare.Domain))
        {
            return UserStanding.Reachable;
        }

        return await FindAnswerAsync(network, bare, cancellationToken) == AccountAnswer.Missing ? UserStanding.Unknown : UserStanding.Reachable;
    }

    private async ValueTask<AccountAnswer> FindAnswerAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var key = user.ToString();
        if (_accounts.TryGet(key, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Answer;
        }

        if (!await TellsAsync(network, user.Domain, cancellationToken))
        {
            return AccountAnswer.CannotTell;
        }

        // Many recipients may wait for one account: it is asked about once. The probe has a time limit of its own.
        var asking = _asking.GetOrAdd(key, _ => new Lazy<Task<AccountAnswer>>(
            () => probe.AskAsync(network.Link, user, CancellationToken.None)));
        AccountAnswer answer;
        try
        {
            answer = await asking.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (asking.Value.IsCompleted)
            {
                _asking.TryRemove(KeyValuePair.Create(key, asking));
            }
        }

        var lasts = answer == AccountAnswer.Exists ? ExistsLasts : MissingLasts;
        _accounts.Set(key, (answer, time.GetUtcNow() + lasts));
        return answer;
    }

    private async ValueTask<bool> TellsAsync(Network network, string domain, CancellationToken cancellationToken)
    {
        if (_servers.TryGet(domain, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Tells;
        }

        if (!network.Link.IsAttached)
        {
            return false;
        }

        var info = await probe.AskServerAsync(network.Link, domain, cancellationToken);
        var tells = AccountSigns.AreGivenBy(info);
        _servers.Set(domain, (tells, time.GetUtcNow() + (info is null ? MissingLasts : ServerLasts)));
        return tells;
    }
}
