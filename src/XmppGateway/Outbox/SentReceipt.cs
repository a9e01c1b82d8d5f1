using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>A receipt that the XMPP server may not have.</summary>
/// <param name="Sequence">The number that the entry had which it is for.</param>
/// <param name="DeliveryId">The id that this entry had, or a repeat of it.</param>
/// <param name="What">The receipt, as the inbox would bring it.</param>
internal sealed record SentReceipt(long Sequence, string DeliveryId, Receipt What)
{
    /// <summary>The link's stream (<see cref="Component.IComponentLink.Stream"/>) when it was about to be sent.</summary>
    public long Stream { get; init; }
}
