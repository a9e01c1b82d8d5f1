using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// Tells networks and admins of blocks and reports, across crashes: what is to be told is stored with the block or report itself, and forgotten
/// when it is told. All of it may be told twice: a block is how it is, and a message to an admin has an id. After a day it is given up, but not while
/// an admin has stopped the network: that it is told afterwards.
/// </summary>
internal sealed partial class StoredErrands(
    IErrandStore store, Blocks blocks, Stops stops, AdminMessages admins, Errands errands, TimeProvider time, ILogger<StoredErrands> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>What a change of a block makes to be told; null where the network has no blocks of its own.</summary>
    public ErrandRow? OfBlock(Network network, Jid user, RemoteContact contact) =>
        network.Adapter is ITakesBlocks ? New(network, ErrandKind.Block, user, contact) : null;

    /// <summary>What a report makes to be told, with its block.</summary>
    public IReadOnlyList<ErrandRow> OfReport(Network network, Jid user, RemoteContact contact, string detail)
    {
        var told = admins.Readers
            .Select(admin => New(network, ErrandKind.ReportToAdmin, user, contact) with { Recipient = admin.ToString(), Detail = detail }).ToList();
        if (OfBlock(network, user, contact) is { } block)
        {
            told.Insert(0, block);
            told.Add(New(network, ErrandKind.ReportToNetwork, user, contact) with { Detail = detail });
        }

        return told;
    }

    /// <summary>Begins with what an earlier life has left.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read; nothing was begun.</exception>
    public async Task ResumeAsync(Network network, CancellationToken cancellationToken)
    {
        var since = stops.Find(network.Name)?.At ?? time.GetUtcNow();
        foreach (var errand in await store.ReadErrandsAsync(network.Name, since - Errands.LongestTrying, cancellationToken))
        {
            Begin(network, errand);
        }
    }

    /// <summary>Begins with what was stored, until it is told.</summary>
    public void Begin(Network network, ErrandRow errand)
    {
        if (Jid.TryParse(errand.User, out var user) && Find(network, errand, user) is var (name, tell))
        {
            errands.AddUntilDone(
                name,
                async token =>
                {
                    if (!await tell(token))
                    {
                        return false;
                    }

                    await store.RemoveErrandAsync(errand, token);
                    return true;
                },
                errand.At,
                () => errand.Kind != ErrandKind.ReportToAdmin && stops.IsStopped(network.Name));
        }
    }

    private (string Name, Func<CancellationToken, Task<bool>> Tell)? Find(Network network, ErrandRow errand, Jid user)
    {
        switch (errand.Kind)
        {
            case ErrandKind.Block when network.Adapter is ITakesBlocks powers:
                var blocked = blocks.Has(network.Name, user, errand.About);
                return ($"tell {network.Name} of a block", token => TryTellAsync(network, powers, user, errand.About, blocked, token));
            case ErrandKind.ReportToNetwork when network.Adapter is ITakesBlocks powers:
                return (
                    $"report a contact to {network.Name}",
                    async token => IsTaken(network, await powers.ReportAsync(user, errand.About, errand.Detail, token)));
            case ErrandKind.ReportToAdmin when Jid.TryParse(errand.Recipient, out var admin) && admins.Readers.Contains(admin):
                return (
                    "tell an admin of a report",
                    token => admins.TrySendAsync(network, admin, errand.Id, Words(user, errand.About, errand.Detail), token));
            default:
                // The network has no blocks any more, or the admin is none: the pruning removes it.
                Log.NobodyToTell(logger, network.Name, errand.Kind);
                return null;
        }
    }

    /// <summary>One after the other: what the network hears last is how it is. What is not so any more is told by a newer errand.</summary>
    private async Task<bool> TryTellAsync(
        Network network, ITakesBlocks powers, Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(network.Name, static _ => new SemaphoreSlim(1));
        if (!await turn.WaitAsync(Patience, cancellationToken))
        {
            // Whoever has it waits for a network that is slow to answer: others have errands, too.
            return false;
        }

        try
        {
            return blocks.Has(network.Name, user, contact) != blocked
                || IsTaken(network, await powers.SetBlockedAsync(user, contact, blocked, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }

    private bool IsTaken(Network network, DeliveryResult result)
    {
        if (result is not DeliveryResult.Delivered)
        {
            Log.NotTaken(logger, network.Name, result.GetType().Name);
        }

        return result is not DeliveryResult.Retry;
    }

    private ErrandRow New(Network network, ErrandKind kind, Jid user, RemoteContact contact) => new(
        StableId.Create(), network.Name, kind, user.ToString(), contact.Id.Value, contact.Address, "", "", time.GetUtcNow());

    private static LocalText Words(Jid user, RemoteContact contact, string detail) => new(
        $"{user} reports {BodyText.CleanLine(contact.Address)} for {detail}", $"{user} meldet {BodyText.CleanLine(contact.Address)} wegen {detail}");

    private static partial class Log
    {
        [LoggerMessage(2823, LogLevel.Warning, "{Network}: the network did not take a block or a report ({Result}); it holds here all the same")]
        public static partial void NotTaken(ILogger logger, string network, string result);

        [LoggerMessage(2824, LogLevel.Warning, "{Network}: {What} is not told any more: the network has no blocks, or the admin is none now")]
        public static partial void NobodyToTell(ILogger logger, string network, ErrandKind what);
    }
}
