using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>The way that needs no trust of the server: a subscription request from the contact (XEP-0100 §5.3).</summary>
internal sealed class RequestingRoster(IAddressBook addressBook, IContactStore contacts) : IRoster
{
    /// <inheritdoc/>
    public async ValueTask<RosterAddition> AddAsync(Network network, Jid user, RemoteContact? who, CancellationToken cancellationToken)
    {
        var jid = who is null
            ? Jid.Parse(network.Link.Domain)
            : await addressBook.GetJidAsync(network, who, cancellationToken);
        var remoteId = who?.Id.Value ?? "";
        var row = await contacts.FindContactAsync(network.Name, user.ToString(), remoteId, cancellationToken)
            ?? new ContactRow(0, network.Name, user.ToString(), remoteId, jid.Local ?? "", false, ContactSubscription.None);
        if (row.UserSees)
        {
            return RosterAddition.KnownAlready;
        }

        // The user asks for it: a refusal from before no longer holds.
        if (row.ContactSees is ContactSubscription.None or ContactSubscription.Refused)
        {
            await contacts.PutContactAsync(row with { ContactSees = ContactSubscription.Requested }, cancellationToken);
        }

        var name = who is null ? network.Adapter.Description.Name : who.DisplayName ?? who.Address;
        await network.Link.SendAsync(PresenceStanzas.Subscribe(jid, user, name), cancellationToken);
        return RosterAddition.Asked;
    }
}
