using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;

namespace XmppGateway.Roster;

/// <summary>Brings the contacts of those who register into their rosters, and takes them out again when they leave.</summary>
internal sealed partial class RosterCare(UserRosters rosters, TimeProvider time, ILogger<RosterCare> logger) : IAccountWatcher
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ValueTask RegisteredAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        if (network.Adapter is IListsContacts lists)
        {
            // A list of thousands takes its time; the user has the answer before. Registering again goes on with what is missing.
            _ = Task.Run(() => ImportAsync(network, lists, user), CancellationToken.None);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask LeavingAsync(Network network, Jid user, IReadOnlyList<Jid> contacts, CancellationToken cancellationToken) =>
        await rosters.RemoveAsync(network, user, contacts, cancellationToken);

    private async Task ImportAsync(Network network, IListsContacts lists, Jid user)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var people = await lists.GetContactsAsync(user, patience.Token);
            await rosters.AddAllAsync(network, user, people, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the network does, the registration stands; the list can be asked for again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotImported(logger, e, network.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2460, LogLevel.Warning, "{Network}: the contacts of a user could not all be taken over; registering again goes on")]
        public static partial void NotImported(ILogger logger, Exception exception, string network);
    }
}
