using XmppGateway.Abstractions;

namespace XmppGateway.Routing;

/// <summary>Says whether a local user may be written to.</summary>
internal interface IUserDirectory
{
    /// <summary>Asks the rules, then the XMPP server; remembers the answer for a while.</summary>
    ValueTask<UserStanding> FindAsync(Network network, Jid user, CancellationToken cancellationToken);
}
