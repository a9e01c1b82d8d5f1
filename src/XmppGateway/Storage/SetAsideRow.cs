namespace XmppGateway.Storage;

/// <summary>One arrival that was put aside, as an operator sees it: without what is in it.</summary>
/// <param name="Reference">What it is called by: <see cref="InboxEntry.Reference"/>.</param>
/// <param name="Reason">The kind of the error.</param>
/// <param name="Wish">What the running gateway has still to do.</param>
internal sealed record SetAsideRow(string Reference, string Network, DateTimeOffset AcceptedAt, string Reason, SetAsideWish Wish);
