using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>Registering with a network, and leaving it without a trace. Users are bare JIDs.</summary>
/// <param name="watchers">Told in this order.</param>
internal sealed partial class Membership(
    AccountSettings accounts, IAccountStore store, IRoster roster, IReadOnlyList<IAccountWatcher> watchers, ILogger<Membership> logger)
{
    private const int PageSize = 256;

    /// <summary>
    /// XEP-0100 §4.1: the account is stored, then the gateway asks to be in the roster. Done again for somebody who has registered before, it
    /// asks again.
    /// </summary>
    public async Task RegisterAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        await accounts.RegisterAsync(network.Name, user, cancellationToken);
        Log.Registered(logger, network.Name);
        foreach (var watcher in watchers)
        {
            await watcher.RegisteredAsync(network, user, cancellationToken);
        }

        await roster.AddAsync(network, user, null, cancellationToken);
    }

    /// <summary>
    /// XEP-0100 §4.3: the adapter forgets the login, then the gateway all that it keeps. Gives the stanzas that take the contacts out of the
    /// roster, to be sent after the answer; null when there is nothing to leave.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not now. What was removed before stays removed; leaving again removes the rest.</exception>
    public async Task<IReadOnlyList<Stanza>?> LeaveAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAccountAsync(network.Name, user, cancellationToken);
        var contacts = await ReadContactsAsync(network, user, cancellationToken);
        if (!account.IsRegistered && contacts.Count == 0)
        {
            return null;
        }

        await LogoutAsync(network, user, cancellationToken);
        Jid[] jids = [.. contacts.Select(c => c.Jid)];
        foreach (var watcher in watchers)
        {
            await watcher.LeavingAsync(network, user, jids, cancellationToken);
        }

        await accounts.RemoveAsync(network.Name, user, cancellationToken);
        Log.Left(logger, network.Name, contacts.Count);
        return [.. contacts.SelectMany(c => Goodbye(c.Jid, c.Row, user)), .. GatewaysGoodbye(network, user)];
    }

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

    private async Task<List<(Jid Jid, ContactRow Row)>> ReadContactsAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var contacts = new List<(Jid, ContactRow)>();
        IReadOnlyList<ContactRow> page;
        string? after = null;
        do
        {
            page = await store.ReadContactsAsync(network.Name, user.ToString(), after, PageSize, cancellationToken);
            foreach (var row in page)
            {
                if (Jid.TryCreate(row.Localpart.Length == 0 ? null : row.Localpart, network.Link.Domain, null, out var jid))
                {
                    contacts.Add((jid, row));
                }
            }

            after = page.Count == 0 ? null : page[^1].RemoteId;
        }
        while (page.Count == PageSize);
        return contacts;
    }

    // RFC 6121 §3.3.3: unavailable before unsubscribed; then the contact gives up its own side.
    private static IEnumerable<Stanza> Goodbye(Jid contact, ContactRow row, Jid user)
    {
        if (contact.Local is null)
        {
            yield break;
        }

        if (row.UserSees)
        {
            yield return PresenceStanzas.Of("unavailable", contact, user);
            yield return PresenceStanzas.Of("unsubscribed", contact, user);
        }

        if (row.ContactSees is ContactSubscription.Requested or ContactSubscription.Granted)
        {
            yield return PresenceStanzas.Of("unsubscribe", contact, user);
        }
    }

    // XEP-0100 §4.3.1 has this order for the gateway itself.
    private static IEnumerable<Stanza> GatewaysGoodbye(Network network, Jid user)
    {
        var gateway = Jid.Parse(network.Link.Domain);
        return
        [
            PresenceStanzas.Of("unsubscribe", gateway, user),
            PresenceStanzas.Of("unsubscribed", gateway, user),
            PresenceStanzas.Of("unavailable", gateway, user),
        ];
    }

    private static partial class Log
    {
        [LoggerMessage(2310, LogLevel.Information, "{Network}: a user has registered")]
        public static partial void Registered(ILogger logger, string network);

        [LoggerMessage(2311, LogLevel.Information, "{Network}: a user has left; {Contacts} contacts were removed")]
        public static partial void Left(ILogger logger, string network, int contacts);
    }
}
