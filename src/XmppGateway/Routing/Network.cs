using XmppGateway.Abstractions;
using XmppGateway.Component;

namespace XmppGateway.Routing;

/// <summary>One configured network at run time: its adapter and its attachment to the XMPP server.</summary>
internal sealed record Network(string Name, IAdapter Adapter, IComponentLink Link);
