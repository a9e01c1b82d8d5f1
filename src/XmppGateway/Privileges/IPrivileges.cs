using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Privileges;

/// <summary>
/// What the gateway may do in the name of users of a server that trusts it (XEP-0356). Each privilege is used where the server gave it and
/// done without where not; users of other servers have none.
/// </summary>
internal interface IPrivileges
{
    /// <summary>True when the server of this user lets the network's component send messages in their name.</summary>
    bool MaySendAs(Network network, Jid user);

    /// <summary>
    /// Sends a message in the user's name (its <c>from</c> is their bare JID); their other clients see it as a carbon. False when the
    /// privilege or the link is not there: nothing was sent.
    /// </summary>
    ValueTask<bool> SendAsAsync(Network network, Stanza message, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the user's own server in the user's name: <paramref name="type"/> is <c>get</c> or <c>set</c>. Null when the privilege for this
    /// namespace is not there, or no answer came in time; an error stanza when the server refused.
    /// </summary>
    ValueTask<Stanza?> AskAsAsync(Network network, Jid user, string type, XElement payload, CancellationToken cancellationToken);
}
