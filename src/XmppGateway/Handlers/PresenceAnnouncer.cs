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

    /// <summary>Unavailable presence of all of them; called before a stream is closed for good, which does not wait for the store.</summary>
    /// <exception cref="StoreUnavailableException">Not all could be told.</exception>
    public Task WithdrawAsync(Network network, CancellationToken cancellationToken) =>
        SendAllAsync(network, "unavailable", after => ReadAsync(network, after, cancellationToken), cancellationToken);

    private Task<IReadOnlyList<ContactRow>> ReadAsync(Network network, long after, CancellationToken cancellationToken) =>
        contacts.ReadSubscribedAsync(network.Name, after, PageSize, cancellationToken);

    private static async Task SendAllAsync(
        Network network, string? type, Func<long, Task<IReadOnlyList<ContactRow>>> readAfter, CancellationToken cancellationToken)
    {
        var page = await readAfter(0);
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

            page = await readAfter(page[^1].RowId);
        }
    }
}
