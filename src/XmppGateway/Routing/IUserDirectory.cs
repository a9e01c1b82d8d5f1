using XmppGateway.Abstractions;

namespace XmppGateway.Routing;

/// <summary>Which XMPP users may be written to from a foreign network.</summary>
internal interface IUserDirectory
{
    /// <summary>The operator's rules first, then what the XMPP server says, remembered for a while. Never fails: doubt is in favour.</summary>
    ValueTask<UserStanding> FindAsync(Network network, Jid user, CancellationToken cancellationToken);
}
