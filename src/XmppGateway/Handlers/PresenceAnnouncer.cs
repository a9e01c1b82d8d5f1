using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Handlers;

/// <summary>
/// Tells users about all their contacts of a network at once: servers forget the presence of a component that goes, and ask only
/// when a user logs in (XEP-0100 §8).
/// </summary>
internal sealed class PresenceAnnouncer(IContactStore contacts)
{
    private const int PageSize = 256;

    /// <summary>Available presence of the gateway and its contacts; called each time a stream becomes ready. Ends early when it goes.</summary>
    public Task AnnounceAsync(Network network, CancellationToken cancellationToken) => SendAllAsync(network, null, cancellationToken);

    /// <summary>Unavailable presence of all of them; called before a stream is closed for good.</summary>
    public Task WithdrawAsync(Network network, CancellationToken cancellationToken) => SendAllAsync(network, "unavailable", cancellationToken);

    private async Task SendAllAsync(Network network, string? type, CancellationToken cancellationToken)
    {
        var page = await contacts.ReadSubscribedAsync(network.Name, 0, PageSize, cancellationToken);
        while (page.Count > 0)
        {
            foreach (var row in page)
            {
                if (Jid.TryParse(row.User, out var user) &&
                    Jid.TryCreate(row.Localpart.Length == 0 ? null : row.Localpart, network.Link.Domain, null, out var contact) &&
                    !await network.Link.SendAsync(PresenceStanzas.Of(type, contact, user), cancellationToken))
                {
                    return;
                }
            }

            page = await contacts.ReadSubscribedAsync(network.Name, page[^1].RowId, PageSize, cancellationToken);
        }
    }
}
