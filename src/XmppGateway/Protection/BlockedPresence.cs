using XmppGateway.Abstractions;
using XmppGateway.Presence;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>Shows a contact as gone once a user has blocked them, and as they are when the block has ended.</summary>
internal sealed class BlockedPresence(IAccountStore accounts, IContactStore contacts, Networks networks, Presences presences, Errands errands)
{
    private const int PageSize = 256;

    /// <summary>A block has begun or ended; returns at once.</summary>
    public void BlockChanged(string network, Jid user, string contact) =>
        errands.Add($"show whom a user of {network} has blocked", token => TellAsync(networks[network], user, contact, token));

    private async Task TellAsync(Network network, Jid user, string contact, CancellationToken cancellationToken)
    {
        // The other one is that of everybody.
        if (contact.Length > 0)
        {
            Tell(network, user, await contacts.FindContactAsync(network.Name, user.ToString(), contact, cancellationToken));
            return;
        }

        IReadOnlyList<ContactRow> page;
        string? after = null;
        do
        {
            page = await accounts.ReadContactsAsync(network.Name, user.ToString(), after, PageSize, cancellationToken);
            foreach (var row in page)
            {
                Tell(network, user, row);
            }

            after = page.Count == 0 ? null : page[^1].RemoteId;
        }
        while (page.Count == PageSize);
    }

    // Whoever does not see a contact has nothing to be told; the gateway itself is no contact.
    private void Tell(Network network, Jid user, ContactRow? row)
    {
        if (row is { UserSees: true, Localpart.Length: > 0 } && Jid.TryCreate(row.Localpart, network.Link.Domain, null, out var contact))
        {
            presences[network.Name].Queue.Tell(contact, user, PresenceWish.OfSubscriber);
        }
    }
}
