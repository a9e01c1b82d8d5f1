using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>Where handlers put what is to go to a foreign network.</summary>
internal interface IOutbox
{
    /// <summary>
    /// Stores the event and puts it on its conversation's lane; durable when it returns. From then on the outbox sends the receipt or
    /// the error to <paramref name="from"/>, also for repeats of what was delivered before.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was taken: the sender is to try again.</exception>
    ValueTask AcceptAsync(
        Network network, GatewayEvent what, Jid from, string? stanzaId, bool wantsReceipt, CancellationToken cancellationToken);
}
