using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Component;

/// <summary>
/// The attachment of one network's domain to the XMPP server. Lives as long as the program; connects again by itself. All members
/// may be called from any thread.
/// </summary>
internal interface IComponentLink
{
    /// <summary>The network's name in the configuration.</summary>
    string Network { get; }

    /// <summary>The component's own domain.</summary>
    string Domain { get; }

    /// <summary>True between a completed handshake and the end of that stream.</summary>
    bool IsAttached { get; }

    /// <summary>
    /// Queues one stanza for the socket; waits while the queue is full. False when the link is not attached, or goes before the stanza
    /// is written: presence and answers are then dropped (the peer's own server has told them), messages are replayed by the inbox.
    /// A stanza that no server would take is refused with an <see cref="ArgumentException"/> and never reaches the socket.
    /// </summary>
    ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken);

    /// <summary>
    /// Sends an IQ request and waits for its answer (result or error). Null when none came within the time-out (10 s), the link is not
    /// attached, or it went. The id is chosen here.
    /// </summary>
    Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until everything that was sent before this call has been taken by the server: XEP-0114 has no acknowledgements, so the link
    /// sends a stanza to its own address and waits for it to come back. False when the link went, or the server never routes it back.
    /// </summary>
    Task<bool> PassFenceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// How many streams there have been, the present one included. Whoever sends first and has it proved later compares: a fence on another stream says
    /// nothing about what was sent on one that has ended.
    /// </summary>
    long Stream => 0;

    /// <summary>
    /// True when the server was away between the attachment before this one and this one, and is one that loses what it took just before it goes: a fence
    /// proves nothing then.
    /// </summary>
    bool HasForgotten => false;
}
