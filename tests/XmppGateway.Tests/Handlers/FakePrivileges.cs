using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Handlers;

/// <summary>A server that lets the gateway speak for users, or does not; keeps what was said.</summary>
internal sealed class FakePrivileges : IPrivileges
{
    public bool MaySend { get; set; }

    public List<Stanza> Sent { get; } = [];

    /// <summary>Before each sending.</summary>
    public Action OnSend { get; set; } = () => { };

    /// <summary>How often somebody wanted to know.</summary>
    public int Asked { get; private set; }

    public bool MaySendAs(Network network, Jid user)
    {
        Asked++;
        return MaySend;
    }

    public ValueTask<bool> SendAsAsync(Network network, Stanza message, CancellationToken cancellationToken)
    {
        OnSend();
        if (MaySend)
        {
            Sent.Add(message);
        }

        return ValueTask.FromResult(MaySend);
    }

    /// <summary>What the user's server answers.</summary>
    public Func<Jid, XElement, Stanza?> OnAsk { get; set; } = (_, _) => null;

    /// <summary>What may be asked: the type and the payload.</summary>
    public Func<string, XElement, bool> MayAsk { get; set; } = (_, _) => true;

    public ValueTask<Stanza?> AskAsAsync(Network network, Jid user, string type, XElement payload, CancellationToken cancellationToken) =>
        ValueTask.FromResult(MayAsk(type, payload) ? OnAsk(user, payload) : null);
}
