using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Handlers;

/// <summary>
/// Tells users about all their contacts of a network at once, and who has registered about the gateway: servers forget the presence of a component that goes, and ask only
/// when a user logs in (XEP-0100 §8).
/// </summary>
internal sealed class PresenceAnnouncer(IContactStore contacts, IAccountStore accounts)
{
    private const int PageSize = 256;

    /// <summary>
    /// Unavailable presence of all of them; called before a stream is closed for good, which does not wait for the store. The gateway first: there is
    /// little time, and it stands for all.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not all could be told.</exception>
    public async Task WithdrawAsync(Network network, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        if (await WithdrawGatewayAsync(network, told, cancellationToken))
        {
            await WithdrawContactsAsync(network, told, cancellationToken);
        }
    }

    /// <summary>The gateway itself, for the registered; false when the link went.</summary>
    /// <param name="told">Gets who was told.</param>
    private async Task<bool> WithdrawGatewayAsync(Network network, HashSet<string> told, CancellationToken cancellationToken)
    {
        var gateway = Jid.Parse(network.Link.Domain);
        var page = await accounts.ReadRegisteredAsync(network.Name, "", PageSize, cancellationToken);
        while (page.Count > 0)
        {
            foreach (var row in page)
            {
                if (Jid.TryParse(row.User, out var user) && told.Add(row.User)
                    && !await network.Link.SendAsync(PresenceStanzas.Of("unavailable", gateway, user), cancellationToken))
                {
                    return false;
                }
            }

            page = await accounts.ReadRegisteredAsync(network.Name, page[^1].User, PageSize, cancellationToken);
        }

        return true;
    }

    /// <summary>Those to whom somebody has subscribed, and the gateway where it is one of them.</summary>
    private async Task WithdrawContactsAsync(Network network, HashSet<string> told, CancellationToken cancellationToken)
    {
        var page = await contacts.ReadSubscribedAsync(network.Name, 0, PageSize, cancellationToken);
        while (page.Count > 0)
        {
            foreach (var row in page.Where(row => row.Localpart.Length > 0 || !told.Contains(row.User)))
            {
                if (Jid.TryParse(row.User, out var user) &&
                    Jid.TryCreate(row.Localpart.Length == 0 ? null : row.Localpart, network.Link.Domain, null, out var contact) &&
                    !await network.Link.SendAsync(PresenceStanzas.Of("unavailable", contact, user), cancellationToken))
                {
                    return;
                }
            }

            page = await contacts.ReadSubscribedAsync(network.Name, page[^1].RowId, PageSize, cancellationToken);
        }
    }
}
