using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Metrics;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <content>How entries end: taken or given back, each by itself or the lines of a letter together.</content>
internal sealed partial class OutgoingDelivery
{
    private async Task CompleteAsync(Outgoing outgoing, RemoteMessageId? id, CancellationToken stopping)
    {
        var entry = outgoing.Entry;
        if (outgoing.Letter is { } letter)
        {
            await EndLetterAsync(letter, id, stopping);
            Delivered += letter.Lines.Count;
            LogDelivered(outgoing);
            foreach (var line in letter.Lines)
            {
                CountDelivered(line);
            }

            for (var line = 0; line < letter.Lines.Count; line++)
            {
                await ConfirmAsync(letter.Lines[line], IdOf(letter, line, id), stopping);
            }

            foreach (var (correction, _) in letter.Corrections.Where(correction => correction.Line is not null))
            {
                await ConfirmAsync(correction, null, stopping);
            }

            await ConfirmRetractionsAsync(letter, stopping);
            return;
        }

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
        LogDelivered(outgoing);
        CountDelivered(outgoing);
        await ConfirmAsync(outgoing, ownId is null ? null : id, stopping);
    }

    private void LogDelivered(Outgoing outgoing)
    {
        var entry = outgoing.Entry;
        Log.Delivered(
            logger, entry.Network, entry.Sequence, LogText.ShortId(outgoing.DeliveryId), (time.GetUtcNow() - entry.AcceptedAt).TotalSeconds,
            entry.Attempts + 1);
    }

    private void CountDelivered(Outgoing outgoing) => outgoing.Network.Metrics.Delivered(Way.Out, time.GetUtcNow() - outgoing.Entry.AcceptedAt);

    private static RemoteMessageId? IdOf(Letter letter, int line, RemoteMessageId? id) =>
        id is { } known && line < letter.Lines.Count - 1 ? LetterLine.Of(known, line) : id;

    /// <summary>In one commit: a letter that lost a line to a crash would be another one, and be sent again.</summary>
    private Task EndLetterAsync(Letter letter, RemoteMessageId? id, CancellationToken stopping, bool hasFailed = false)
    {
        List<OutboxEnd> ends =
        [
            .. letter.Lines.Select((line, i) => new OutboxEnd(line.Entry.Sequence, hasFailed, IdOf(letter, i, id)?.Value)),

            // As if it had never been written: a correction of it is a new message, another retraction has nothing to take back.
            .. letter.TakenBack.Select(line => new OutboxEnd(line.Entry.Sequence, true)),

            // A correction goes the way of its line, and is about that line only.
            .. letter.Corrections.Select(correction => correction.Line is { } line && !hasFailed
                ? new OutboxEnd(correction.Change.Entry.Sequence, false, null, IdOf(letter, line, id)?.Value ?? "")
                : new OutboxEnd(correction.Change.Entry.Sequence, true)),
            .. letter.Retractions.Select(retraction => new OutboxEnd(retraction.Entry.Sequence, false, null, "")),
        ];
        return _persistence.KeepTryingAsync(token => store.EndOutgoingAsync(ends, token), stopping);
    }

    /// <summary>What was taken back before it was sent is taken back, whatever becomes of the rest.</summary>
    private async Task ConfirmRetractionsAsync(Letter letter, CancellationToken stopping)
    {
        foreach (var retraction in letter.Retractions)
        {
            await ConfirmAsync(retraction, null, stopping);
        }
    }

    private async Task ConfirmAsync(Outgoing outgoing, RemoteMessageId? id, CancellationToken stopping)
    {
        var entry = outgoing.Entry;
        if (!entry.WantsReceipt)
        {
            return;
        }

        var receipt = new SentReceipt(entry.Sequence, entry.DeliveryId, answers.Receipt(outgoing, id)) { Stream = outgoing.Network.Link.Stream };
        if (await _persistence.KeepTryingAsync(token => answers.TrySendReceiptAsync(outgoing, token), stopping))
        {
            _receipts.Sent(outgoing.Network, receipt);
        }
        else
        {
            await _receipts.PutInInboxAsync(outgoing.Network, [receipt], stopping);
        }
    }

    /// <summary>Tells the receipt of a repeat, for which there is a mark by now.</summary>
    public async Task ConfirmAgainAsync(Outgoing repeat, OutboxAddition.RepeatOfDelivered known)
    {
        try
        {
            await ConfirmAsync(
                repeat with { Entry = repeat.Entry with { Sequence = known.Sequence } },
                known.ForeignId is { } id ? new RemoteMessageId(id) : null,
                _abandon.Token);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            // The next life finds the mark.
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

    private async Task RefuseAsync(Outgoing outgoing, LocalText reason, FailureCondition condition, CancellationToken stopping)
    {
        Log.GivenBack(logger, outgoing.Entry.Network, outgoing.Entry.Sequence, condition, LogText.WithoutAddresses(reason.English));
        IReadOnlyList<Outgoing> lines = outgoing.Letter is { } all
            ? [.. all.Lines, .. all.Corrections.Where(correction => correction.Line is not null).Select(correction => correction.Change)]
            : [outgoing];
        foreach (var line in lines.Where(line => IsAwaited(line.Event)))
        {
            // First the notice, then the end of the entry: a crash in between repeats the attempt, and the notice has a key.
            await inbox.AddOwnAsync(line.Network, "failed " + line.Entry.DeliveryId, answers.Failure(line, reason, condition), stopping);
        }

        Refused += lines.Count;
        foreach (var line in lines)
        {
            var number = line.Entry.Sequence.ToString(CultureInfo.InvariantCulture);
            line.Network.Metrics.Failed(Way.Out, condition.ToString(), number, LogText.WithoutAddresses(reason.English));
        }

        if (outgoing.Letter is { } letter)
        {
            await EndLetterAsync(letter, null, stopping, hasFailed: true);
            await ConfirmRetractionsAsync(letter, stopping);
            return;
        }

        await _persistence.KeepTryingAsync(token => store.FailOutgoingAsync(outgoing.Entry.Sequence, token), stopping);
    }

    private Task EndAsync(Outgoing outgoing, DeliveryResult end, CancellationToken stopping) => end is DeliveryResult.Rejected rejected
        ? RefuseAsync(outgoing, rejected.Reason, rejected.Condition, stopping)
        : CompleteAsync(outgoing, null, stopping);
}
