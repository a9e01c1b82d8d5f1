using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Roster;

/// <summary>
/// Brings the contacts of those who register into their rosters, until they leave: a contact that came after its farewell would stay. What the
/// end of the program cuts is gone on with by the next one.
/// </summary>
internal sealed partial class RosterCare(UserRosters rosters, IAccountStore accounts, TimeProvider time, ILogger<RosterCare> logger) : IAccountWatcher
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What ends an import may hang in an adapter; who leaves does not wait for that.</summary>
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Network, Jid User), Import> _imports = [];
    private bool _isOver;

    /// <inheritdoc/>
    public async ValueTask RegisteredAsync(Network network, Jid client, CancellationToken cancellationToken)
    {
        if (network.Adapter is IListsContacts lists)
        {
            // A list of thousands takes its time; the user has the answer before. Registering again goes on with what is missing.
            await accounts.PutAwaitsContactsAsync(network.Name, client.Bare.ToString(), true, cancellationToken);
            Begin(network, lists, client, isResumed: false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        Import? import;
        lock (_lock)
        {
            import = _imports.GetValueOrDefault((network.Name, user.Bare));
        }

        if (import is not null)
        {
            await EndAsync(import, cancellationToken);
        }
    }

    /// <summary>
    /// Goes on with what the last tenure left. Then waits for the end of this one, and ends all imports with it: another instance may be the one
    /// that writes by then.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<Network> networks, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(networks.Select(network => ResumeAsync(network, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end came before a link.
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Import[] left;
        lock (_lock)
        {
            _isOver = true;
            left = [.. _imports.Values];
        }

        await Task.WhenAll(left.Select(import => EndAsync(import, CancellationToken.None)));
    }

    private async Task ResumeAsync(Network network, CancellationToken cancellationToken)
    {
        if (network.Adapter is not IListsContacts lists)
        {
            return;
        }

        await WaitForLinkAsync(network, cancellationToken);
        foreach (var account in await ReadLeftAsync(network, cancellationToken))
        {
            if (Jid.TryParse(account.User, out var user))
            {
                Log.Resumed(logger, network.Name);
                Begin(network, lists, user, isResumed: true);
            }
        }
    }

    private async Task<IReadOnlyList<AccountRow>> ReadLeftAsync(Network network, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await accounts.ReadAwaitingContactsAsync(network.Name, cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
    }

    private void Begin(Network network, IListsContacts lists, Jid client, bool isResumed)
    {
        var user = client.Bare;
        lock (_lock)
        {
            var before = _imports.GetValueOrDefault((network.Name, user));
            if (_isOver || (isResumed && before is not null))
            {
                return;
            }

#pragma warning disable CA2000 // It has no timer and nothing linked: there is nothing to dispose of.
            var import = new Import(new CancellationTokenSource());
#pragma warning restore CA2000
            _imports[(network.Name, user)] = import;
            import.Running = Task.Run(() => RunAsync(network, lists, client, isResumed, import, before), CancellationToken.None);
        }
    }

    private async Task EndAsync(Import import, CancellationToken cancellationToken)
    {
        await import.Stop.CancelAsync();
        await import.Running.WaitAsync(PatienceAtEnd, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RunAsync(Network network, IListsContacts lists, Jid client, bool isResumed, Import import, Import? before)
    {
        var user = client.Bare;
        try
        {
            if (before is not null)
            {
                await EndAsync(before, import.Stop.Token);
            }

            await ImportAsync(network, lists, client, isResumed, import.Stop.Token);
            await accounts.PutAwaitsContactsAsync(network.Name, user.ToString(), false, import.Stop.Token);
        }
#pragma warning disable CA1031 // Whatever the network does, the registration stands; the list can be asked for again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!import.Stop.IsCancellationRequested)
            {
                Log.NotImported(logger, e, network.Name);
            }
        }

        lock (_lock)
        {
            if (_imports.GetValueOrDefault((network.Name, user)) == import)
            {
                _imports.Remove((network.Name, user));
            }
        }
    }

    private async Task ImportAsync(Network network, IListsContacts lists, Jid client, bool isResumed, CancellationToken stop)
    {
        if (isResumed && await accounts.FindAccountAsync(network.Name, client.Bare.ToString(), stop) is null)
        {
            return; // They have left since it was read who is to go on.
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        var people = await lists.GetContactsAsync(client.Bare, both.Token);
        stop.ThrowIfCancellationRequested();
        while (await rosters.AddAllAsync(network, client, people, isResumed, stop) is { Count: > 0 } left)
        {
            people = left;
            Log.Interrupted(logger, network.Name);
            await WaitForLinkAsync(network, stop);
        }
    }

    private async Task WaitForLinkAsync(Network network, CancellationToken stop)
    {
        do
        {
            await Task.Delay(LookAgain, time, stop);
        }
        while (!network.Link.IsAttached);

        // XEP-0356 §4: what the server grants it announces once the link is there.
        await Task.Delay(LookAgain, time, stop);
    }

    /// <summary>One that is under way.</summary>
    private sealed class Import(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop { get; } = stop;

        public Task Running { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(2461, LogLevel.Information, "{Network}: the link went while contacts were taken over; the rest follows on the next one")]
        public static partial void Interrupted(ILogger logger, string network);

        [LoggerMessage(2462, LogLevel.Information, "{Network}: a user's contacts were not all taken over when the gateway ended; going on")]
        public static partial void Resumed(ILogger logger, string network);

        [LoggerMessage(2460, LogLevel.Warning, "{Network}: the contacts of a user could not all be taken over; the next start goes on, or registering again")]
        public static partial void NotImported(ILogger logger, Exception exception, string network);
    }
}
