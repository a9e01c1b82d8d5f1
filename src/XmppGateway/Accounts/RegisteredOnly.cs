using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>
/// Lets only registered users write to people, or have them as contacts, where nobody can use the network without a login. Costs nothing on
/// other networks. What gives something up, and what answers, passes.
/// </summary>
internal sealed class RegisteredOnly(IStanzaHandler inner, Networks networks, AccountSettings accounts) : IStanzaHandler
{
    private static readonly StanzaError Refused = StanzaError.Of(StanzaConditions.RegistrationRequired, DialogueTexts.RegisterFirst);

    /// <inheritdoc/>
    public bool TakesLong => inner.TakesLong;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => inner.Handles(stanza);

    /// <inheritdoc/>
    /// <exception cref="StanzaErrorException">Also for somebody who has not registered.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (NeedsAccount(stanza) && networks[link.Network].Adapter is IOffersLogin { LoginRequired: true }
            && !(await accounts.FindAccountAsync(link.Network, stanza.From!, cancellationToken)).IsRegistered)
        {
            // XEP-0100 §4.6.2: the denial takes a pending request out of the roster; the error then says why.
            if (stanza.Kind == StanzaKind.Presence)
            {
                await link.SendAsync(PresenceStanzas.Of("unsubscribed", stanza.To!.Bare, stanza.From!.Bare), cancellationToken);
            }

            throw new StanzaErrorException(Refused);
        }

        await inner.HandleAsync(stanza, link, cancellationToken);
    }

    private static bool NeedsAccount(Stanza stanza) => stanza switch
    {
        { To.Local: null } => false,
        { Kind: StanzaKind.Message, Type: not ("error" or "headline") } => StanzaToEvent.BodyOf(stanza) is not null,
        { Kind: StanzaKind.Presence } => stanza.Type == "subscribe",
        _ => false,
    };
}
