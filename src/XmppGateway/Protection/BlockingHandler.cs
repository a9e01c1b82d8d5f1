using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Protection;

/// <summary>
/// XEP-0191 and XEP-0377 at the gateway's own address: for users whose server has no blocklist, or does not let the gateway read it.
/// Only about the gateway's own contacts.
/// </summary>
internal sealed class BlockingHandler(Networks networks, IAddressBook addresses, Blocks blocks, Blocking blocking) : IStanzaHandler
{
    private const int MaximumItems = 100;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is null && (BlockingCommand.IsGet(stanza) || BlockingCommand.IsSet(stanza));

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var answer = stanza.Reply();
        if (BlockingCommand.IsGet(stanza))
        {
            await link.SendAsync(answer.With(BlockingCommand.ToList(await ListAsync(network, stanza.From!.Bare, cancellationToken))), cancellationToken);
            return;
        }

        var (block, items) = BlockingCommand.ReadSet(stanza);
        await (block ? BlockAsync(network, stanza.From!.Bare, items, cancellationToken) : UnblockAsync(network, stanza.From!.Bare, items, cancellationToken));
        await link.SendAsync(answer, cancellationToken);
    }

    private async ValueTask<List<Jid>> ListAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var list = new List<Jid>();
        foreach (var row in blocks.Of(network.Name, user))
        {
            if (row.IsOfEverybody)
            {
                list.Add(Jid.Parse(network.Link.Domain));
            }
            else if (await addresses.FindContactAsync(network, new RemoteUserId(row.Contact), cancellationToken) is { } contact)
            {
                list.Add(await addresses.GetJidAsync(network, contact, cancellationToken));
            }
        }

        return list;
    }

    private async Task BlockAsync(Network network, Jid user, IReadOnlyList<BlockingItem> items, CancellationToken cancellationToken)
    {
        if (items.Count is 0 or > MaximumItems)
        {
            // §3.3: a block without an item is a bad request.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest));
        }

        var found = await FindAsync(network, items, cancellationToken);
        if (blocking.WhyNot(network, user, found.Count, found.Count(f => f.Item.Reason is not null)) is { } reason)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ResourceConstraint, reason));
        }

        if (found.Exists(f => f is { Contact: null, Item.Reason: not null }))
        {
            // XEP-0377 §3: a report is about an entity. Everybody is none, and the admins would not know whom it means.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest, ProtectionTexts.ReportsNobody));
        }

        foreach (var (item, contact) in found)
        {
            if (contact is null)
            {
                await blocks.AddAsync(network.Name, user, Blocks.Everybody, fromList: false, cancellationToken);
            }
            else if (item.Reason is { } kind)
            {
                await blocking.ReportAsync(network, user, contact, kind, item.Text, cancellationToken);
            }
            else
            {
                await blocking.BlockAsync(network, user, contact, cancellationToken);
            }
        }
    }

    private async Task UnblockAsync(Network network, Jid user, IReadOnlyList<BlockingItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            items = [.. (await ListAsync(network, user, cancellationToken)).Select(jid => new BlockingItem(jid))];
        }

        foreach (var (_, contact) in await FindAsync(network, items, cancellationToken))
        {
            _ = contact is null
                ? await blocks.RemoveAsync(network.Name, user, Blocks.Everybody, cancellationToken)
                : await blocking.UnblockAsync(network, user, contact, cancellationToken);
        }
    }

    /// <summary>All of them before anything is done; null stands for the gateway itself.</summary>
    private async ValueTask<List<(BlockingItem Item, RemoteContact? Contact)>> FindAsync(
        Network network, IReadOnlyList<BlockingItem> items, CancellationToken cancellationToken)
    {
        var found = new List<(BlockingItem, RemoteContact?)>();
        foreach (var item in items)
        {
            if (item.Jid.Domain != network.Link.Domain)
            {
                throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, ProtectionTexts.NoContactHere(item.Jid)));
            }

            found.Add((item, item.Jid.Local is null
                ? null
                : await addresses.FindContactAsync(network, item.Jid.Bare, cancellationToken) ?? throw Addresses.Malformed(network)));
        }

        return found;
    }
}
