using XmppGateway.Abstractions;

namespace XmppGateway.Routing;

internal sealed class UserDirectory(AccessRules rules) : IUserDirectory
{
    public ValueTask<UserStanding> FindAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        new(rules.Allows(user) ? UserStanding.Reachable : UserStanding.NotAllowed);
}
