using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>
/// Hears of users who come and go: for what keeps something of theirs. Users are bare JIDs. Each call may come again, after a crash, a
/// failure, or because the user does it again.
/// </summary>
internal interface IAccountWatcher
{
    /// <summary>A user has registered; the account is stored.</summary>
    /// <param name="client">The client by which they did it, which is there and may help; or the user, where that is not known.</param>
    ValueTask RegisteredAsync(Network network, Jid client, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A user has chosen something else; it is stored.</summary>
    ValueTask ChangedAsync(Network network, Jid user, UserSettings before, UserSettings after, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>
    /// A user goes: forget what you keep of them. Called after the adapter has forgotten their login and before the account and the contacts
    /// are removed from the store.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not now: the user is told to try again, and nothing more is removed.</exception>
    ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
