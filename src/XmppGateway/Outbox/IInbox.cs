using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Outbox;

/// <summary>Where adapters put what is to go to XMPP users.</summary>
internal interface IInbox
{
    /// <summary>
    /// Stores the arrivals, all or none, and puts the new ones on their lanes; durable when it returns <see cref="Acceptance.Taken"/>.
    /// </summary>
    ValueTask<Acceptance> AcceptAsync(Network network, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken);
}
