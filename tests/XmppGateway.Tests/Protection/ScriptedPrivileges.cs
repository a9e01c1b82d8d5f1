using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Protection;

/// <summary>Servers that answer what a test says.</summary>
internal sealed class ScriptedPrivileges : IPrivileges
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public Func<XElement, XElement?> OnAsk { get; set; } = _ => null;

    /// <summary>What is sent in the name of users goes here; null while nothing may be.</summary>
    public Func<Stanza, CancellationToken, ValueTask<bool>>? OnSendAs { get; set; }

    public bool MaySendAs(Network network, Jid user) => OnSendAs is not null;

    public ValueTask<bool> SendAsAsync(Network network, Stanza message, CancellationToken cancellationToken) =>
        OnSendAs?.Invoke(message, cancellationToken) ?? ValueTask.FromResult(false);

    public ValueTask<Stanza?> AskAsAsync(Network network, Jid user, string type, XElement payload, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return ValueTask.FromResult(OnAsk(payload) is { } answer ? new Stanza(StanzaKind.Iq) { Type = "result", Payloads = { answer } } : null);
    }
}
