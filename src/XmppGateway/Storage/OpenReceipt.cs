namespace XmppGateway.Storage;

/// <summary>A delivered message whose receipt (XEP-0184) the XMPP server may not have.</summary>
/// <param name="Sequence">The number that its entry had.</param>
/// <param name="DeliveryId">The id that its entry had, or that of the last repeat of it.</param>
/// <param name="User">Who has sent it: a bare JID.</param>
/// <param name="Contact">To whom.</param>
/// <param name="ForeignId">What the other side calls it; null when the message map has no id.</param>
internal sealed record OpenReceipt(long Sequence, string DeliveryId, string User, string Contact, string? ForeignId);
