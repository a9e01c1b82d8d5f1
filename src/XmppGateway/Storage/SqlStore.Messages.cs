using XmppGateway.Abstractions;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Outbox, inbox and message map.</content>
internal sealed partial class SqlStore
{
    public Task<OutboxAddition> AddOutgoingAsync(OutboxEntry entry, DateTimeOffset repeatsSince, CancellationToken cancellationToken) =>
        WriteTogetherAsync((entry, repeatsSince), static (session, add) => OutboxSql.Add(session, add.entry, add.repeatsSince), cancellationToken);

    public Task CompleteOutgoingAsync(long sequence, string? foreignId, string? target, CancellationToken cancellationToken) =>
        WriteTogetherAsync(
            (sequence, foreignId, target),
            static (session, done) =>
            {
                OutboxSql.Complete(session, done.sequence, done.foreignId, done.target);
                return true;
            },
            cancellationToken);

    public Task FailOutgoingAsync(long sequence, CancellationToken cancellationToken) =>
        WriteAsync(sequence, static (session, sequence) => OutboxSql.Fail(session, sequence), cancellationToken);

    public Task EndOutgoingAsync(IReadOnlyList<OutboxEnd> ends, CancellationToken cancellationToken) =>
        WriteTogetherAsync(
            ends,
            static (session, ends) =>
            {
                foreach (var end in ends)
                {
                    OutboxSql.End(session, end);
                }

                return true;
            },
            cancellationToken);

    public Task FailDeliveredAsync(MappedMessage row, CancellationToken cancellationToken) => WriteAsync(row, MessageSql.Fail, cancellationToken);

    public Task<IReadOnlyList<OpenReceipt>> ReadOpenReceiptsAsync(string network, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(ReceiptSql.Oldest, ReceiptSql.Read, [network, limit], cancellationToken);

    public Task CloseReceiptsAsync(IReadOnlyList<(long Sequence, string DeliveryId)> receipts, CancellationToken cancellationToken) =>
        WriteAsync(receipts, static (session, receipts) => ReceiptSql.Close(session, receipts), cancellationToken);

    // Not together with others: its lane goes on with the attempt, which composes a mail. It shares commits with others all the same.
    public Task KeepLetterAsync(OutboxEntry first, long end, CancellationToken cancellationToken) =>
        WriteAsync((first, end), static (session, letter) => OutboxSql.KeepLetter(session, letter.first, letter.end), cancellationToken);

    public Task DeferOutgoingAsync(
        long sequence, int attempts, DateTimeOffset nextAttempt, LocalText reason, CancellationToken cancellationToken) =>
        WriteAsync(
            (sequence, attempts, nextAttempt, reason),
            static (session, later) => OutboxSql.Defer(session, later.sequence, later.attempts, later.nextAttempt, later.reason),
            cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ReadOutgoingAsync(
        string network, string lane, long after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(OutboxSql.Lane, OutboxSql.Read, [LookupKey.Of(lane), network, lane, after, limit], cancellationToken);

    public Task<IReadOnlyList<string>> OutgoingLanesAsync(string network, CancellationToken cancellationToken) =>
        ReadAllAsync(OutboxSql.Lanes, static row => row.Text(0), [network], cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ListOutgoingAsync(int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(OutboxSql.Oldest, OutboxSql.Read, [limit], cancellationToken);

    public Task<int> RetryOutgoingAsync(long? sequence, CancellationToken cancellationToken) =>
        WriteAsync(sequence, static (session, sequence) => OutboxSql.Retry(session, sequence), cancellationToken);

    public Task<bool> DropOutgoingAsync(long sequence, CancellationToken cancellationToken) =>
        WriteAsync(sequence, static (session, sequence) => OutboxSql.Drop(session, sequence), cancellationToken);

    public Task<IReadOnlyList<long?>> AddIncomingAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        WriteAsync(entries, static (session, entries) => InboxSql.Add(session, entries), cancellationToken);

    public Task CompleteIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        WriteAsync(sequences, static (session, sequences) => InboxSql.Complete(session, sequences), cancellationToken);

    public Task<IReadOnlyList<InboxEntry>> ReadIncomingAsync(
        string network, string lane, long after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(InboxSql.Lane, InboxSql.Read, [network, lane, after, limit], cancellationToken);

    public Task<IReadOnlyList<string>> IncomingLanesAsync(string network, CancellationToken cancellationToken) =>
        ReadAllAsync(InboxSql.Lanes, static row => row.Text(0), [network], cancellationToken);

    public async Task<long> CountIncomingAsync(string network, CancellationToken cancellationToken) =>
        (await engine.QueryAsync(InboxSql.Count, static row => row.Number(0), [network], cancellationToken))[0];

    public Task AddMappedAsync(IReadOnlyList<MappedMessage> rows, CancellationToken cancellationToken) =>
        WriteAsync(
            rows,
            static (session, rows) =>
            {
                foreach (var row in rows)
                {
                    MessageSql.Add(session, row);
                }
            },
            cancellationToken);

    public Task<MappedMessage?> FindByStanzaAsync(
        string network, string user, string contact, string stanzaId, CancellationToken cancellationToken) =>
        ReadFirstAsync(
            MessageSql.ByStanza,
            MessageSql.Read,
            [MessageSql.StanzaKey(network, user, contact, stanzaId), network, user, contact, stanzaId],
            cancellationToken);

    public Task<MappedMessage?> FindByForeignAsync(
        string network, string user, string contact, string foreignId, CancellationToken cancellationToken) =>
        ReadFirstAsync(
            MessageSql.ByForeignInConversation,
            MessageSql.Read,
            [MessageSql.ForeignKey(foreignId), network, foreignId, user, contact],
            cancellationToken);

    public Task<MappedMessage?> FindByForeignAsync(string network, string foreignId, CancellationToken cancellationToken) =>
        ReadFirstAsync(
            MessageSql.ByForeign, MessageSql.Read, [MessageSql.ForeignKey(foreignId), network, foreignId], cancellationToken);

    public Task<MappedMessage?> FindUpToAsync(
        string network, string user, string contact, string foreignId, bool outgoing, CancellationToken cancellationToken) =>
        ReadFirstAsync(
            MessageSql.UpTo,
            MessageSql.Read,
            [
                MessageSql.ForeignKey(foreignId), network, foreignId, user, contact,
                (long)(outgoing ? MessageState.Delivered : MessageState.Incoming),
            ],
            cancellationToken);
}
