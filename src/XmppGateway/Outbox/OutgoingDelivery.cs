using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
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
    ServerCircuits circuits,
    IQueueGuard guard,
    TimeProvider time,
    Random jitter,
    ILogger<OutgoingDelivery> logger) : IDisposable
{
    // The operator may retry or drop an entry from another process: a waiting lane looks that often.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly Persistence _persistence = new(time, logger);
    private readonly CancellationTokenSource _abandon = new();

    /// <summary>Messages that the foreign side has taken.</summary>
    public long Delivered { get; private set; }

    /// <summary>Messages that were given back to their senders.</summary>
    public long Refused { get; private set; }

    /// <summary>Cancels the attempts that are under way, and the storing of their results.</summary>
    public void Abandon() => _abandon.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _abandon.Dispose();

    /// <summary>Tries until there is an end. Returns when the end is stored.</summary>
    public async Task DeliverAsync(Outgoing outgoing, CancellationToken stopping)
    {
        var entry = outgoing.Entry;
        if (LateReferences.IsIn(outgoing.Event))
        {
            var (what, end) = await _persistence.KeepTryingAsync(
                token => references.ResolveAsync(outgoing.Network, outgoing.Event, token), stopping);
            outgoing = outgoing with { Event = what };
            if (end is not null)
            {
                await EndAsync(outgoing, end, stopping);
                return;
            }
        }

        while (await WaitUntilDueAsync(entry, stopping) is { } due)
        {
            entry = due;
            var (result, asked) = await AttemptAsync(outgoing with { Entry = entry }, stopping);

            // What the other side has decided is written down for as long as a stop has patience: it would be asked again.
            switch (result)
            {
                case DeliveryResult.Delivered delivered:
                    await CompleteAsync(outgoing with { Entry = entry }, delivered.Id, _abandon.Token);
                    return;
                case DeliveryResult.Rejected rejected:
                    await RefuseAsync(outgoing, rejected.Reason, rejected.Condition, _abandon.Token);
                    return;
                case DeliveryResult.FileRefused refused when await refusedFiles.LeaveOutAsync(outgoing, refused, stopping) is { } left:
                    outgoing = left;
                    break;
                case DeliveryResult.FileRefused refused:
                    await RefuseAsync(outgoing, refused.Reason.English, FailureCondition.PolicyViolation, stopping);
                    return;
                case DeliveryResult.Retry retry when Later(entry, retry, asked) is { } later:
                    await DeferAsync(later, asked, stopping);
                    entry = later;
                    break;
                case DeliveryResult.Retry retry:
                    await RefuseAsync(outgoing, retry.Reason, FailureCondition.RemoteServerTimeout, stopping);
                    return;
                default:
                    throw new InvalidOperationException("Unknown result " + result.GetType().Name + ".");
            }
        }
    }

    /// <summary>Tells the sender that nothing was stored.</summary>
    public async Task AnswerTryAgainAsync(Outgoing outgoing)
    {
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
    private async Task<OutboxEntry?> WaitUntilDueAsync(OutboxEntry entry, CancellationToken stopping)
    {
        // One that has waited behind others may have been dropped meanwhile.
        var current = time.GetUtcNow() - entry.AcceptedAt < Look ? entry : await ReadAgainAsync(entry, stopping);
        while (current is { IsDropped: false, NextAttempt: { } next } && next > time.GetUtcNow())
        {
            var wait = next - time.GetUtcNow();
            await Task.Delay(wait < Look ? wait : Look, time, stopping);
            current = await ReadAgainAsync(current, stopping);
        }

        return current;
    }

    private async Task<OutboxEntry?> ReadAgainAsync(OutboxEntry entry, CancellationToken stopping)
    {
        var stored = await _persistence.KeepTryingAsync(
            token => store.ReadOutgoingAsync(entry.Network, entry.Lane, entry.Sequence - 1, 1, token), stopping);
        return stored is [var found] && found.Sequence == entry.Sequence ? found : null;
    }

    private async Task<(DeliveryResult Result, bool Asked)> AttemptAsync(Outgoing outgoing, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var (network, entry, what) = outgoing;
        if (entry.IsDropped)
        {
            // RFC 6120 §8.3.3.19, of type "cancel": to send it again would be against what the operator wants.
            return (new DeliveryResult.Rejected(OutboxEntry.DroppedReason, FailureCondition.ServiceUnavailable), false);
        }

        if (entry.ExpiresAt <= time.GetUtcNow() && entry.LastReason is { } reason)
        {
            return (new DeliveryResult.Rejected(reason, FailureCondition.RemoteServerTimeout), false);
        }

        if (guard.IsStopped(network.Name))
        {
            return (new DeliveryResult.Retry(OwnReasons.Stopped), false);
        }

        try
        {
            var delivery = new Delivery(entry.DeliveryId, what, entry.Attempts + 1);
            return await circuits.AttemptAsync(
                network.Name,
                network.Adapter.ServerOf(what.Contact),
                token => SendAsync(network.Adapter, delivery, token),
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
    private static async ValueTask<DeliveryResult> SendAsync(IAdapter adapter, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await adapter.SendAsync(delivery, cancellationToken);
        }
        catch (Exception exception) when (RefusedFiles.In(exception) is not null)
        {
            return RefusedFiles.In(exception)!;
        }
    }

    private OutboxEntry? Later(OutboxEntry entry, DeliveryResult.Retry retry, bool asked)
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
            var level = retry.ServerWide ? LogLevel.Warning : LogLevel.Information;
            var reason = LogText.WithoutAddresses(retry.Reason);
            Log.Deferred(logger, level, entry.Network, entry.Sequence, (next.Value - now).TotalSeconds, attempts, reason);
        }

        return entry with { Attempts = attempts, NextAttempt = next, LastReason = retry.Reason };
    }

    private Task DeferAsync(OutboxEntry later, bool asked, CancellationToken stopping) => asked
        ? _persistence.KeepTryingAsync(
            token => store.DeferOutgoingAsync(later.Sequence, later.Attempts, later.NextAttempt!.Value, later.LastReason!, token), stopping)
        : Task.CompletedTask;

    private async Task CompleteAsync(Outgoing outgoing, RemoteMessageId? id, CancellationToken stopping)
    {
        var entry = outgoing.Entry;
        var target = MessageReferences.TargetOf(outgoing.Event);

        // A network that gives edits no ids of their own may repeat that of the message, which is the message's alone.
        var ownId = id?.Value == target ? null : id?.Value;
        if (outgoing.Event.Contact.IsRoom)
        {
            // First what everybody sees, then the end of the entry: a crash in between repeats it, and the archive knows it by its id.
            await ReflectAsync(outgoing, id, stopping);
        }

        await _persistence.KeepTryingAsync(token => store.CompleteOutgoingAsync(entry.Sequence, ownId, target, token), stopping);
        Delivered++;
        Log.Delivered(
            logger, entry.Network, entry.Sequence, LogText.ShortId(entry.DeliveryId), (time.GetUtcNow() - entry.AcceptedAt).TotalSeconds,
            entry.Attempts + 1);
        if (!entry.WantsReceipt || entry.StanzaId.Length == 0)
        {
            return;
        }

        if (!await _persistence.KeepTryingAsync(token => answers.TrySendReceiptAsync(outgoing, token), stopping))
        {
            await inbox.AddOwnAsync(outgoing.Network, "receipt " + entry.DeliveryId, answers.Receipt(outgoing, id), stopping);
        }
    }

    private async Task ReflectAsync(Outgoing outgoing, RemoteMessageId? id, CancellationToken stopping)
    {
        var (network, entry, what) = outgoing;
        var reflected = await _persistence.KeepTryingAsync(
            async token => await inbox.Rooms.ReflectAsync(network, what, id, entry.StanzaId, token), stopping);
        if (reflected is not null)
        {
            await inbox.AddOwnAsync(network, "room " + entry.DeliveryId, reflected, stopping);
        }
    }

    private async Task RefuseAsync(Outgoing outgoing, string reason, FailureCondition condition, CancellationToken stopping)
    {
        Log.GivenBack(logger, outgoing.Entry.Network, outgoing.Entry.Sequence, condition, LogText.WithoutAddresses(reason));
        if (IsAwaited(outgoing.Event))
        {
            // First the notice, then the end of the entry: a crash in between repeats the attempt, and the notice has a key.
            await inbox.AddOwnAsync(
                outgoing.Network, "failed " + outgoing.Entry.DeliveryId, answers.Failure(outgoing, reason, condition), stopping);
        }

        await _persistence.KeepTryingAsync(token => store.FailOutgoingAsync(outgoing.Entry.Sequence, token), stopping);
        Refused++;
    }

    private Task EndAsync(Outgoing outgoing, DeliveryResult end, CancellationToken stopping) => end is DeliveryResult.Rejected rejected
        ? RefuseAsync(outgoing, rejected.Reason, rejected.Condition, stopping)
        : CompleteAsync(outgoing, null, stopping);

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

        [LoggerMessage(3024, LogLevel.Information, "{Network}: entry {Sequence} ({Id}) delivered after {Seconds:0.000} s, attempt {Attempt}")]
        public static partial void Delivered(ILogger logger, string network, long sequence, string id, double seconds, int attempt);
    }
}
