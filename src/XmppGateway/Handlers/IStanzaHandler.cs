using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>
/// Handles one family of stanzas. Called by the router for one stanza of a link after the other, in the order of arrival, on the
/// link's reading task: it may await the store, and a foreign network only where it says so.
/// </summary>
internal interface IStanzaHandler
{
    /// <summary>The kind of stanza besides which it is not asked; null for one that handles several. Constant.</summary>
    StanzaKind? Only => null;

    /// <summary>True when this handler is the one for the stanza. Pure. The first handler that says so gets it.</summary>
    bool Handles(Stanza stanza);

    /// <summary>
    /// True for one that may await a foreign network or a person. Its stanzas have no place in the order of their conversation, and few of
    /// one sender are handled at a time. Constant.
    /// </summary>
    bool TakesLong => false;

    /// <summary>True when it asks the foreign network about this stanza; such ones are refused while that is stopped. Pure.</summary>
    bool AsksNetwork(Stanza stanza) => TakesLong;

    /// <summary>
    /// Does it. Answers go to <paramref name="link"/>. A <see cref="StanzaErrorException"/> becomes an error answer; any other exception
    /// is logged as a bug and becomes <c>internal-server-error</c>.
    /// </summary>
    ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken);
}
