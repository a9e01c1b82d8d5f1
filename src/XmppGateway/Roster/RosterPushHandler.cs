using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Roster;

/// <summary>
/// XEP-0356 §4.4: the user's server tells about changes of the roster. A contact that the user has deleted is none any more, also when the
/// presence that says so was lost.
/// </summary>
internal sealed class RosterPushHandler(ServerPrivileges privileges, Networks networks, IAddressBook addresses, IContactStore contacts) : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "set", To.Local: null, From: { Local: not null, Resource: null } } && RosterItem.Find(stanza) is not null;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        // A push comes from the account itself (RFC 6121 §2.1.6). Clients have a resource, so that none of them can make one.
        if (privileges.Of(link.Network, stanza.From!.Domain) is not { RosterPush: true })
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ServiceUnavailable));
        }

        var network = networks[link.Network];
        foreach (var item in RosterItem.Find(stanza)!.Where(i => i.Subscription == "remove" && i.Jid.Domain == link.Domain))
        {
            var id = item.Jid.Local is null ? "" : (await addresses.FindContactAsync(network, item.Jid.Bare, cancellationToken))?.Id.Value;
            if (id is not null)
            {
                await contacts.RemoveContactAsync(network.Name, stanza.From.ToString(), id, cancellationToken);
            }
        }

        await link.SendAsync(stanza.Reply(), cancellationToken);
    }
}
