using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

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
    public bool AsksNetwork(Stanza stanza) => inner.AsksNetwork(stanza);

    /// <inheritdoc/>
    public StanzaKind? Only => inner.Only;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => inner.Handles(stanza);

    /// <inheritdoc/>
    /// <exception cref="StanzaErrorException">Also for somebody who has not registered.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (NeedsAccount(stanza) && !await accounts.IsUserAsync(networks[link.Network], stanza.From!, cancellationToken))
        {
            if (stanza.Kind == StanzaKind.Message && !IsWritten(stanza))
            {
                // Receipts, markers and chat states: clients send them by themselves, and nobody would understand an error for one.
                return;
            }

            // XEP-0100 §4.6.2: the denial takes a pending request out of the roster; the error then says why. Who writes may have the contact
            // from a time when they were registered.
            var ends = stanza.Kind == StanzaKind.Presence
                ? [PresenceStanzas.Of("unsubscribed", stanza.To!.Bare, stanza.From!.Bare)]
                : PresenceStanzas.End(stanza.To!.Bare, stanza.From!.Bare);
            foreach (var end in ends)
            {
                await link.SendAsync(end, cancellationToken);
            }

            throw new StanzaErrorException(Refused);
        }

        await inner.HandleAsync(stanza, link, cancellationToken);
    }

    private static bool NeedsAccount(Stanza stanza) => stanza switch
    {
        { To.Local: null } => false,
        { Kind: StanzaKind.Message } => stanza.Type is not ("error" or "headline"),
        { Kind: StanzaKind.Presence } => stanza.Type == "subscribe",
        _ => false,
    };

    /// <summary>True for what a person has done, and waits for.</summary>
    private static bool IsWritten(Stanza message) =>
        StanzaToEvent.BodyOf(message) is not null || MessageReactions.Find(message) is not null || MessageRetraction.Find(message) is not null
        || OutOfBand.FindAll(message).Any() || FileSharing.FindAll(message).Count > 0
        || Encryption.Of(message, null) == EncryptionKind.Text;
}
