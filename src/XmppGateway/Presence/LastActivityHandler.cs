using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>XEP-0012: how long the gateway has been up (§5), and how long a contact has been idle (§4), where the network says so.</summary>
internal sealed class LastActivityHandler(Networks networks, IAddressBook addresses, Presences presences, TimeProvider time) : IStanzaHandler
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => LastActivity.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var since = stanza.To!.Local is null ? _started : await IdleSinceAsync(stanza, networks[link.Network], cancellationToken);
        await link.SendAsync(stanza.Reply().With(LastActivity.Answer(time.GetUtcNow() - since)), cancellationToken);
    }

    private async ValueTask<DateTimeOffset> IdleSinceAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var contact = await addresses.FindContactAsync(network, stanza.To!.Bare, cancellationToken) ?? throw Addresses.Malformed(network);
        var states = presences.States;
        var state = states.Of(network, contact);
        return presences.Hides(network, stanza.From!.Bare, contact) ? throw NotSaid() : state.IdleSince
            // §4: who is there has been idle for no time, as far as anybody says.
            ?? (state.Availability != Availability.Offline && network.CapabilitiesOf(contact).LastActivity && states.IsTold(network, contact)
                ? time.GetUtcNow()
                : throw NotSaid());
    }

    private static StanzaErrorException NotSaid() => new(StanzaError.Of(StanzaConditions.ServiceUnavailable));
}
