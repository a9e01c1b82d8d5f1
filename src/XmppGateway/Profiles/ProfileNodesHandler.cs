using System.Xml.Linq;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>
/// The nodes that an account keeps of itself (XEP-0163): the vCard of XEP-0292 and the picture of XEP-0084. A contact has no others. May ask
/// the network.
/// </summary>
internal sealed class ProfileNodesHandler(Networks networks, IAddressBook addresses, ContactProfiles profiles) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => stanza.To!.Local is not null;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is not null && PubSubItems.Requested(stanza) is not null;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var asked = PubSubItems.Requested(stanza)!;
        var contact = await addresses.FindContactAsync(network, stanza.To!.Bare, cancellationToken) ?? throw Addresses.Malformed(network);
        if (asked.Node != VCard4.Node && asked.Node != UserAvatar.MetadataNode && asked.Node != UserAvatar.DataNode)
        {
            throw NotThere();
        }

        var card = await profiles.FindForAsync(network, contact, stanza.From!.Bare, cancellationToken);
        var (id, item) = asked.Node == VCard4.Node
            ? (VCard4.ItemId, VCard4.Create(CardDetails.Of(contact, card)))
            : PictureOf(asked.Node, card);

        // XEP-0060 §6.5: a client that wants other items gets none of them, and one that names none gets all.
        var payload = asked.Answer(id, asked.Ids.Count == 0 || asked.Ids.Contains(id, StringComparer.Ordinal) ? item : null);
        await link.SendAsync(stanza.Reply().With(payload), cancellationToken);
    }

    private static (string Id, XElement Item) PictureOf(string node, ContactCard card) => card.Picture switch
    {
        null => throw NotThere(),
        { } picture when node == UserAvatar.DataNode => (picture.Hash, UserAvatar.Data(picture.Content)),
        { } picture => (picture.Hash, UserAvatar.Metadata(picture.Hash, picture.MediaType, picture.Content.Length)),
    };

    private static StanzaErrorException NotThere() => new(StanzaError.Of(StanzaConditions.ItemNotFound));
}
