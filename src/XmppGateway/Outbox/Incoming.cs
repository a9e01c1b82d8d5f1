using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>One entry of the inbox on its lane; the event where it is known already.</summary>
internal sealed record Incoming(InboxEntry Entry, NetworkEvent? Event);
