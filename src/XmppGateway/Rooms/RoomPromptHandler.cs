using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// XEP-0100 §6.3 for rooms: people type the address of a room, clients get the JID. The only way to a room whose address no JID can carry
/// (an emoji, capitals that count): it has a code.
/// </summary>
internal sealed class RoomPromptHandler(Networks networks, RoomAddresses addresses, RoomRules rules) : IStanzaHandler
{
    private const int MaximumAddress = 1000;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To is { Local: null } to && GatewayPrompt.Typed(stanza) is { } typed
        && networks.OfDomain(to.Domain) is { } network && RoomOf(network, typed) is not null;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var address = RoomOf(network, GatewayPrompt.Typed(stanza)!)!;
        if (!rules.Allows(address.Value))
        {
            throw rules.Denial();
        }

        var room = await addresses.GetJidAsync(network, address, cancellationToken);
        await link.SendAsync(stanza.Reply().With(GatewayPrompt.Answer(room)), cancellationToken);
    }

    private static RoomAddress? RoomOf(Network network, string typed) =>
        typed.Length <= MaximumAddress ? (network.Adapter as IHostsRooms)?.ParseRoom(typed) : null;
}
