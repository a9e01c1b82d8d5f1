using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>Registering with a network, and leaving it without a trace. Users are bare JIDs.</summary>
/// <param name="watchers">Told in this order.</param>
internal sealed partial class Membership(
    AccountSettings accounts, IAccountStore store, IRoster roster, Farewells farewells, IReadOnlyList<IAccountWatcher> watchers,
    ILogger<Membership> logger)
{
    /// <summary>
    /// XEP-0100 §4.1: the account is stored, then the gateway asks to be in the roster. Done again for somebody who has registered before, it
    /// asks again.
    /// </summary>
    /// <param name="client">The client by which they do it, or the user.</param>
    public async Task RegisterAsync(Network network, Jid client, CancellationToken cancellationToken)
    {
        var user = client.Bare;
        await accounts.RegisterAsync(network.Name, user, cancellationToken);
        Log.Registered(logger, network.Name);
        foreach (var watcher in watchers)
        {
            await watcher.RegisteredAsync(network, client, cancellationToken);
        }

        await roster.AddAsync(network, user, null, cancellationToken);
    }

    /// <summary>Takes a step of a dialogue that may end with <see cref="RegisterAsync"/>: what comes for the user meanwhile is theirs.</summary>
    public ValueTask<T> JoinAsync<T>(Network network, Jid user, Func<ValueTask<T>> step) => accounts.JoinAsync(network.Name, user, step);

    /// <summary>
    /// Keeps what a user has chosen, and has it take effect. False, and nothing kept, for somebody who has left since they were asked: of them
    /// nothing is kept any more.
    /// </summary>
    /// <param name="asked">The account when the user was asked.</param>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    public async Task<bool> ChangeAsync(Network network, Jid user, Account asked, UserSettings settings, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAccountAsync(network.Name, user, cancellationToken);
        if (!asked.IsKept)
        {
            await accounts.ChangeAsync(network.Name, user, settings, cancellationToken);
        }
        else if (!await accounts.ChangeKeptAsync(network.Name, user, settings, cancellationToken))
        {
            return false;
        }

        foreach (var watcher in watchers)
        {
            await watcher.ChangedAsync(network, user, account.Settings, settings, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// XEP-0100 §4.3: the adapter forgets the login, then the gateway all that it keeps. False when there is nothing to leave. After the answer
    /// the user's server is told (<see cref="SayGoodbyeAsync"/>). Until the account is removed, leaving again does all that is left to do; from
    /// then on the store knows what is to be said.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not now. What was removed before stays removed; leaving again removes the rest.</exception>
    public async Task<bool> LeaveAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAccountAsync(network.Name, user, cancellationToken);
        if (!account.IsKept && await store.ReadContactsAsync(network.Name, user.ToString(), null, 1, cancellationToken) is { Count: 0 })
        {
            return false;
        }

        await LogoutAsync(network, user, cancellationToken);
        foreach (var watcher in watchers)
        {
            await watcher.LeavingAsync(network, user, cancellationToken);
        }

        await accounts.RemoveAsync(network.Name, user, cancellationToken);
        Log.Left(logger, network.Name);
        return true;
    }

    /// <summary>Takes the contacts of somebody who has left out of their roster.</summary>
    public Task SayGoodbyeAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        farewells.SayAsync(network, user, cancellationToken);

    /// <summary>The same in the background, for who must answer soon. It is remembered: nothing is lost.</summary>
    public void BeginGoodbye(Network network) => farewells.Begin(network);

    private static async Task LogoutAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        try
        {
            await (network.Adapter is IOffersLogin login ? login.LogoutAsync(user, cancellationToken) : ValueTask.CompletedTask);
        }
        catch (StateUnavailableException e)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2310, LogLevel.Information, "{Network}: a user has registered")]
        public static partial void Registered(ILogger logger, string network);

        [LoggerMessage(2311, LogLevel.Information, "{Network}: a user has left")]
        public static partial void Left(ILogger logger, string network);
    }
}
