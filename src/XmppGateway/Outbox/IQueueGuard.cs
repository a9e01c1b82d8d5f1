using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>What the queues ask before they move anything. All members may be called from any thread; what is asked for each message is in memory.</summary>
internal interface IQueueGuard
{
    /// <summary>True while nothing is taken from a network, and nothing sent to it or shown of it.</summary>
    bool IsStopped(string network);

    /// <summary>True for somebody who has left the network, or never was there: nothing is carried for them, in either direction.</summary>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    ValueTask<bool> HasLeftAsync(Network network, Jid user, CancellationToken cancellationToken);

    /// <summary>True when an event from outside is to be taken and thrown away: its author is not to be heard by this user.</summary>
    bool Drops(Network network, GatewayEvent what);

    /// <summary>
    /// What is to be shown for an event from outside: itself, nothing, or something else. Asked on the event's lane, again after a lost
    /// link with the same stanza id, and then answered alike.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="what">The event.</param>
    /// <param name="stanzaId">The id that it is shown under; what is shown in its place gets ids that are made of it.</param>
    /// <param name="entry">What it came with.</param>
    /// <param name="cancellationToken">Ends it half-way; it is asked again.</param>
    ValueTask<IReadOnlyList<GatewayEvent>> AdmitAsync(
        Network network, GatewayEvent what, string stanzaId, InboxEntry entry, CancellationToken cancellationToken);

    /// <summary>Waits until the user may get one event more.</summary>
    /// <param name="network">The network.</param>
    /// <param name="what">The event.</param>
    /// <param name="pause">Lets others go on for that time.</param>
    /// <param name="cancellationToken">Ends the wait: the event does not go now.</param>
    ValueTask WaitAsync(
        Network network, GatewayEvent what, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken);
}
