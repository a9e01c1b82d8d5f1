using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;

namespace XmppGateway.Commands;

/// <summary>Who runs a command, and where.</summary>
/// <param name="From">The full JID that asked.</param>
/// <param name="Language">One of <see cref="LocalText.Languages"/>: for what is written outside of a <see cref="LocalText"/>, as dates.</param>
internal sealed record Caller(Network Network, Jid From, string Language, Account Account, bool IsAdmin)
{
    /// <summary>The bare JID.</summary>
    public Jid User { get; } = From.Bare;

    public bool IsRegistered => Account.IsRegistered;

    /// <summary>True when the network can be used now.</summary>
    public bool IsUser => IsRegistered || Network.Adapter is not IOffersLogin { LoginRequired: true };
}
