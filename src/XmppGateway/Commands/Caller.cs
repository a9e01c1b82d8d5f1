using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Commands;

/// <summary>Who runs a command, and where.</summary>
/// <param name="From">The full JID that asked.</param>
/// <param name="Language">One of <see cref="LocalText.Languages"/>: for what is written outside of a <see cref="LocalText"/>, as dates.</param>
internal sealed record Caller(Network Network, Jid From, string Language, Account Account, bool IsAdmin)
{
    /// <summary>What somebody is told who has registered and may not use the gateway any more: nothing is left to them but to leave. Else null.</summary>
    public StanzaError? Refusal { get; init; }

    /// <summary>The bare JID.</summary>
    public Jid User { get; } = From.Bare;

    public bool IsRegistered => Account.IsRegistered;

    /// <summary>True when the network can be used now.</summary>
    public bool IsUser => IsRegistered || Network.Adapter is not IOffersLogin { LoginRequired: true };
}
