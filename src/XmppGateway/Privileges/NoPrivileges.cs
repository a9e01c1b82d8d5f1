using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Privileges;

/// <summary>The gateway is trusted by nobody.</summary>
internal sealed class NoPrivileges : IPrivileges
{
    public bool MaySendAs(Network network, Jid user) => false;

    public ValueTask<bool> SendAsAsync(Network network, Stanza message, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<Stanza?> AskAsAsync(Network network, Jid user, string type, XElement payload, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stanza?>(null);
}
