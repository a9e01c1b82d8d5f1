using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>Answers the homeserver's question whether a ghost exists, and makes it exist.</summary>
internal sealed class UserQuery(IAdapterContext context, GhostIds ids, Ghosts ghosts)
{
    public async Task<QueryResult> RunAsync(string userId, CancellationToken cancellationToken)
    {
        if (ids.UserOf(userId) is not { } user
            || await context.FindUserAsync(user, cancellationToken) != UserStanding.Reachable)
        {
            return QueryResult.Unknown;
        }

        return await ghosts.EnsureAsync(user, userId, cancellationToken) is null ? QueryResult.Exists : QueryResult.Unsure;
    }
}
