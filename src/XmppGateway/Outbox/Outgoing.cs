using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>One entry of the outbox on its lane.</summary>
internal sealed record Outgoing(Network Network, OutboxEntry Entry, GatewayEvent Event);
