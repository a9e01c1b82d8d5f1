using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Component;

/// <summary>What a link tells the rest of the gateway. Called on the link's own task: one call at a time, in order.</summary>
internal interface ILinkEvents
{
    /// <summary>A handshake is complete. Stanzas are read while this runs; it is cancelled when the stream ends.</summary>
    Task AttachedAsync(IComponentLink link, CancellationToken cancellationToken);

    /// <summary>The stream has ended; nothing unconfirmed may be taken for delivered.</summary>
    void Detached(IComponentLink link);

    /// <summary>
    /// A stanza that is no answer to a question of the link itself. The next one is read when this returns. The token outlasts an
    /// orderly stop by a moment, so that what the server has sent before its end is handled.
    /// </summary>
    ValueTask ReceivedAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken);
}
