using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Metrics;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// Brings one outbox entry to its end: delivered (receipt), refused or expired (error to the sender). Called on the entry's lane; the
/// entries behind it wait, because a conversation keeps its order.
/// </summary>
internal sealed partial class OutgoingDelivery(
    IOutboxStore store,
    InboxDispatcher inbox,
    Answers answers,
    LateReferences references,
    RefusedFiles refusedFiles,
    MergeWindows mergeWindows,
    ServerCircuits circuits,
    IQueueGuard guard,
    TimeProvider time,
    Random jitter,
    ILogger<OutgoingDelivery> logger) : IDisposable
{
    // The operator may retry or drop an entry from another process: a waiting lane looks that often.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    // The end comes meanwhile, or the lease was prolonged after all.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(0.25);

    private readonly Persistence _persistence = new(time, logger);
    private readonly Letters _letters = new(store, mergeWindows, new Persistence(time, logger), time);
    private readonly OpenReceipts _receipts = new(store, inbox, time, logger);
    private readonly CancellationTokenSource _abandon = new();

    /// <summary>
    /// True while another gateway may be at the same messages already. A process that was stopped, as with its machine, finds that out at once when it goes on;
    /// that it has to end it hears later.
    /// </summary>
    public Func<bool> IsInDoubt { get; init; } = () => false;

    /// <summary>Messages that the foreign side has taken.</summary>
    public long Delivered { get; private set; }

    /// <summary>Messages that were given back to their senders.</summary>
    public long Refused { get; private set; }

    /// <summary>Cancels the attempts that are under way, and the storing of their results.</summary>
    public void Abandon() => _abandon.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _abandon.Dispose();
        _receipts.Dispose();
    }

    /// <summary>Tells the receipts of a network that an earlier life may not have told. Before anything is delivered in this one.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task ResumeAsync(Network network, CancellationToken cancellationToken) => _receipts.ResumeAsync(network, cancellationToken);

    /// <summary>After the last delivery: has the XMPP server prove that it has the receipts, as long as the token has patience.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _receipts.FinishAsync(cancellationToken);

    /// <summary>Says that something was added to the outbox.</summary>
    public void Added(OutboxEntry entry) => _letters.Added(entry);

    /// <summary>
    /// Tries until there is an end. Returns when the end is stored, with the last entry that has come to it: the lines of a letter end together.
    /// </summary>
    public async Task<Outgoing> DeliverAsync(Outgoing outgoing, CancellationToken stopping)
    {
        var entry = outgoing.Entry;
        using var scope = MessageScope.Begin(logger, outgoing.DeliveryId);
        outgoing.Network.Metrics.Reached(Way.Out, time.GetUtcNow() - entry.AcceptedAt);
        var isChange = outgoing.Event is Edit or Retraction;
        if (LateReferences.IsIn(outgoing.Event))
        {
            var (what, end) = await _persistence.KeepTryingAsync(
                token => references.ResolveAsync(outgoing.Network, outgoing.Event, token), stopping);
            outgoing = outgoing with { Event = what };
            if (end is not null)
            {
                await EndAsync(outgoing, end, stopping);
                return outgoing;
            }
        }

        if (isChange)
        {
            var change = outgoing;
            outgoing = outgoing with
            {
                Event = await _persistence.KeepTryingAsync(async token => await references.InWordsAsync(change.Network, change.Event, token), stopping),
            };
        }

        (string Server, DateTimeOffset Began)? unanswered = null;
        while (await WaitUntilDueAsync(outgoing.Network, entry, unanswered, stopping) is { } due)
        {
            entry = due;
            var letter = isChange || entry.IsDropped ? null : await _letters.CollectAsync(outgoing with { Entry = entry }, stopping);
            if (letter is not null)
            {
                if (await ReadAgainAsync(entry, stopping) is not { } collected)
                {
                    break;
                }

                // Dropped while the others were collected: they are a letter without it.
                entry = collected;
                letter = entry.IsDropped ? null : letter;
            }

            outgoing = outgoing with { Entry = entry, Letter = letter };
            if (letter is { Lines.Count: 0 })
            {
                await EndLetterAsync(letter, null, _abandon.Token);
                await ConfirmRetractionsAsync(letter, _abandon.Token);
                return letter.Last;
            }

            if (letter is not null)
            {
                await _letters.KeepAsync(entry, letter, stopping);
            }

            var began = time.GetUtcNow();
            var (result, asked) = await AttemptAsync(outgoing, stopping);

            // What the other side has decided is written down for as long as a stop has patience: it would be asked again.
            switch (result)
            {
                case DeliveryResult.Delivered delivered:
                    await CompleteAsync(outgoing, delivered.Id, _abandon.Token);
                    return outgoing.Last;
                case DeliveryResult.Rejected rejected:
                    await RefuseAsync(outgoing, rejected.Reason, rejected.Condition, _abandon.Token);
                    return outgoing.Last;
                case DeliveryResult.FileRefused refused when await refusedFiles.LeaveOutAsync(outgoing, refused, stopping) is { } left:
                    outgoing = left;
                    break;
                case DeliveryResult.FileRefused refused:
                    await RefuseAsync(outgoing, refused.Reason, FailureCondition.PolicyViolation, stopping);
                    return outgoing.Last;
                case DeliveryResult.Retry retry when Later(outgoing.Network, entry, retry, asked) is { } later:
                    await DeferAsync(later, asked, stopping);
                    entry = later;

                    // A pause that the server has asked for is kept.
                    unanswered = retry is { ServerWide: true, After: null } ? (outgoing.Network.Adapter.ServerOf(outgoing.Event.Contact), began) : null;
                    break;
                case DeliveryResult.Retry retry:
                    await RefuseAsync(outgoing, retry.Reason, FailureCondition.RemoteServerTimeout, stopping);
                    return outgoing.Last;
                default:
                    throw new InvalidOperationException("Unknown result " + result.GetType().Name + ".");
            }
        }

        return outgoing with { Letter = null };
    }

    /// <summary>Ends an entry that cannot be read (<see cref="Outgoing.Damage"/>).</summary>
    public async Task<Outgoing> GiveBackAsync(Outgoing outgoing, CancellationToken stopping)
    {
        Log.Unreadable(logger, outgoing.Damage!, outgoing.Entry.Network, outgoing.Entry.Sequence);
        await RefuseAsync(outgoing, OwnReasons.Failed, FailureCondition.InternalError, stopping);
        return outgoing;
    }

    /// <summary>Tells the sender that nothing was stored.</summary>
    public async Task AnswerTryAgainAsync(Outgoing outgoing)
    {
        outgoing.Network.Metrics.TurnedAway(Way.Out);
        if (!IsAwaited(outgoing.Event))
        {
            return;
        }

        try
        {
            await answers.SendTryAgainAsync(outgoing, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            Log.Unanswered(logger, outgoing.Network.Name, exception.Message);
        }
    }

    /// <summary>Nobody waits to hear of a marker, and an error is not answered with one (RFC 6120 §8.3.1).</summary>
    private static bool IsAwaited(GatewayEvent what) => what is not (Undeliverable or Displayed);

    /// <summary>The entry as it is when it may be tried, or null when it is gone.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="unanswered">The server that did not answer the last attempt, and when that began; null where it was put off for another reason.</param>
    /// <param name="stopping">Ends it.</param>
    private async Task<OutboxEntry?> WaitUntilDueAsync(
        Network network, OutboxEntry entry, (string Server, DateTimeOffset Began)? unanswered, CancellationToken stopping)
    {
        // One that has waited behind others may have been dropped meanwhile.
        var current = time.GetUtcNow() - entry.AcceptedAt < Look ? entry : await ReadAgainAsync(entry, stopping);
        while (current is { IsDropped: false, NextAttempt: { } next } && next > time.GetUtcNow() && !IsBack())
        {
            var wait = next - time.GetUtcNow();
            await Task.Delay(wait < Look ? wait : Look, time, stopping);
            current = await ReadAgainAsync(current, stopping);
        }

        return current;

        bool IsBack() => unanswered is var (server, began) && circuits.IsBackSince(network.Name, server, began);
    }

    private async Task<OutboxEntry?> ReadAgainAsync(OutboxEntry entry, CancellationToken stopping)
    {
        var stored = await _persistence.KeepTryingAsync(
            token => store.ReadOutgoingAsync(entry.Network, entry.Lane, entry.Sequence - 1, 1, token), stopping);
        return stored is [var found] && found.Sequence == entry.Sequence ? found : null;
    }

    private async Task<(DeliveryResult Result, bool Asked)> AttemptAsync(Outgoing outgoing, CancellationToken stopping)
    {
        while (IsInDoubt())
        {
            await Task.Delay(Doubt, time, stopping);
        }

        stopping.ThrowIfCancellationRequested();
        var (network, entry, what) = outgoing;
        what = outgoing.Letter?.What ?? what;
        if (entry.IsDropped)
        {
            // RFC 6120 §8.3.3.19, of type "cancel": to send it again would be against what the operator wants.
            return (new DeliveryResult.Rejected(OutboxEntry.DroppedReason, FailureCondition.ServiceUnavailable), false);
        }

        // Refusals of what the user was sent are on their way to others; only what the user says ends here.
        if (what is not Undeliverable
            && await _persistence.KeepTryingAsync(async token => await guard.HasLeftAsync(network, what.User, token), stopping))
        {
            return (new DeliveryResult.Rejected(OwnReasons.HasLeft, FailureCondition.MembersOnly), false);
        }

        if (guard.IsStopped(network.Name))
        {
            return (new DeliveryResult.Retry(OwnReasons.Stopped), false);
        }

        if (RefusedFiles.TooLargeIn(network, what) is { } tooLarge)
        {
            return (tooLarge, false);
        }

        try
        {
            var delivery = new Delivery(outgoing.DeliveryId, what, entry.Attempts + 1)
            {
                Language = await references.LanguageAsync(network, what, _abandon.Token),
                WantsReadMarkers = await references.WantsReadMarkersAsync(network, what, _abandon.Token),
            };
            return await circuits.AttemptAsync(
                network.Name,
                network.Adapter.ServerOf(what.Contact),
                token => SendAsync(network, delivery, token),
                _abandon.Token);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            throw new OperationCanceledException(stopping);
        }
#pragma warning disable CA1031 // A mistake in an adapter is contained to the message it fails on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.AdapterFailed(logger, exception, network.Name, entry.Sequence);
            return (new DeliveryResult.Retry(OwnReasons.Failed), true);
        }
    }

    /// <summary>A file that turns out too large on the way is the file's fault and no mistake.</summary>
    private async ValueTask<DeliveryResult> SendAsync(Network network, Delivery delivery, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            return await network.Adapter.SendAsync(delivery, cancellationToken);
        }
        catch (Exception exception) when (RefusedFiles.In(exception) is not null)
        {
            return RefusedFiles.In(exception)!;
        }
        finally
        {
            network.Metrics.ForeignAnswered(time.GetElapsedTime(began));
        }
    }

    private OutboxEntry? Later(Network network, OutboxEntry entry, DeliveryResult.Retry retry, bool asked)
    {
        var now = time.GetUtcNow();
        var attempts = asked ? entry.Attempts + 1 : entry.Attempts;
#pragma warning disable CA5394 // Jitter is no secret.
        var next = asked
            ? RetrySchedule.Next(now, attempts, retry.After, entry.ExpiresAt, jitter.NextDouble())
            : RetrySchedule.NotAsked(now, retry.After, entry.ExpiresAt);
#pragma warning restore CA5394
        if (next is null)
        {
            return null;
        }

        if (asked)
        {
            network.Metrics.Retried();
            var level = retry.ServerWide ? LogLevel.Warning : LogLevel.Information;
            var reason = LogText.WithoutAddresses(retry.Detail ?? retry.Reason.English);
            Log.Deferred(logger, level, entry.Network, entry.Sequence, (next.Value - now).TotalSeconds, attempts, reason);
        }

        return entry with { Attempts = attempts, NextAttempt = next, LastReason = retry.Reason };
    }

    private Task DeferAsync(OutboxEntry later, bool asked, CancellationToken stopping) => asked
        ? _persistence.KeepTryingAsync(
            token => store.DeferOutgoingAsync(later.Sequence, later.Attempts, later.NextAttempt!.Value, later.LastReason!, token), stopping)
        : Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 3020, Message = "{Network}: entry {Sequence} put off for {Seconds:0.0} s after attempt {Attempt}: {Reason}")]
        public static partial void Deferred(
            ILogger logger, LogLevel level, string network, long sequence, double seconds, int attempt, string reason);

        [LoggerMessage(3021, LogLevel.Warning, "{Network}: entry {Sequence} given back to its sender ({Condition}): {Reason}")]
        public static partial void GivenBack(
            ILogger logger, string network, long sequence, FailureCondition condition, string reason);

        [LoggerMessage(3022, LogLevel.Error, "{Network}: the adapter failed on entry {Sequence}")]
        public static partial void AdapterFailed(ILogger logger, Exception exception, string network, long sequence);

        [LoggerMessage(3023, LogLevel.Error, "{Network}: a stanza could be neither stored nor answered: {Reason}")]
        public static partial void Unanswered(ILogger logger, string network, string reason);

        [LoggerMessage(3025, LogLevel.Error, "{Network}: entry {Sequence} cannot be read")]
        public static partial void Unreadable(ILogger logger, Exception exception, string network, long sequence);

        [LoggerMessage(3024, LogLevel.Information, "{Network}: entry {Sequence} ({Id}) delivered after {Seconds:0.000} s, attempt {Attempt}")]
        public static partial void Delivered(ILogger logger, string network, long sequence, string id, double seconds, int attempt);
    }
}
