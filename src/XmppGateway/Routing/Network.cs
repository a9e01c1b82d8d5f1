using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Metrics;

namespace XmppGateway.Routing;

/// <summary>One configured network at run time: its adapter and its attachment to the XMPP server.</summary>
internal sealed record Network(string Name, IAdapter Adapter, IComponentLink Link)
{
    /// <summary>Whom to write to about this gateway.</summary>
    public IReadOnlyList<Jid> Operators { get; init; } = [];

    /// <summary>Where its traffic is counted.</summary>
    public NetworkMetrics Metrics { get; init; } = NetworkMetrics.Unread;

    /// <summary>What a contact's network takes; plain text where the adapter says nothing.</summary>
    public Capabilities CapabilitiesOf(RemoteContact contact) =>
        Adapter is IDeclaresCapabilities declares ? declares.CapabilitiesOf(contact) : Capabilities.PlainText;

    /// <summary>Whether a message is never merged with others.</summary>
    public bool StandsAlone(Message message) => Adapter is IDeclaresCapabilities declares && declares.StandsAlone(message);
}
