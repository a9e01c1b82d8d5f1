using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>What was put aside.</content>
internal sealed partial class SqlStore
{
    public Task<int> SetAsideIncomingAsync(
        long sequence, string reason, FailureNotices notices, CancellationToken cancellationToken) =>
        WriteAsync(
            (sequence, reason, notices),
            static (session, aside) => SetAsideSql.SetAside(session, aside.sequence, aside.reason, aside.notices),
            cancellationToken);

    public Task<int> ReopenIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        WriteAsync(sequences, static (session, sequences) => SetAsideSql.Reopen(session, sequences), cancellationToken);

    public Task<int> DropIncomingAsync(long sequence, FailureNotices notices, CancellationToken cancellationToken) =>
        WriteAsync(
            (sequence, notices), static (session, drop) => SetAsideSql.Drop(session, drop.sequence, drop.notices), cancellationToken);

    public Task<IReadOnlyList<SetAsideRow>> ListSetAsideAsync(int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(SetAsideSql.Oldest, SetAsideSql.Read, [limit], cancellationToken);

    public Task<int> AskForSetAsideAsync(string? reference, SetAsideWish wish, CancellationToken cancellationToken) =>
        WriteAsync(
            (reference, wish), static (session, asked) => SetAsideSql.Ask(session, asked.reference, asked.wish), cancellationToken);

    public Task<IReadOnlyList<InboxEntry>> ReadAskedAsync(
        string network, SetAsideWish wish, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(SetAsideSql.Asked, InboxSql.Read, [network, (long)wish, limit], cancellationToken);
}
