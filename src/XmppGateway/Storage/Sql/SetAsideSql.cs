namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the entries of the inbox that were put aside.</summary>
internal static class SetAsideSql
{
    public static readonly Statement Oldest = new(
        "list what was put aside",
        "SELECT stanza_id, network, accepted_at, set_aside_reason, asked FROM inbox WHERE set_aside_reason IS NOT NULL ORDER BY id LIMIT $1");

    public static readonly Statement Asked = new(
        "read what the operator asks for",
        "SELECT " + InboxSql.Columns + " FROM inbox WHERE asked > 0 AND network = $1 AND asked = $2 ORDER BY id LIMIT $3");

    private static readonly Statement SetReason = new(
        "put an inbox entry aside", "UPDATE inbox SET set_aside_reason = $1, asked = 0 WHERE id = $2");

    private static readonly Statement MarkTold = new(
        "note that those concerned are told", "UPDATE inbox SET told = 1 WHERE id = $1 AND told = 0");

    private static readonly Statement AskOne = new(
        "ask for what was put aside",
        $"UPDATE inbox SET asked = $1 WHERE set_aside_reason IS NOT NULL AND substr(stanza_id, 1, {InboxEntry.ReferenceLength}) = $2");

    private static readonly Statement AskAll = new(
        "ask for all that was put aside", "UPDATE inbox SET asked = $1 WHERE set_aside_reason IS NOT NULL AND asked = 0");

    /// <summary>A lane passes over what comes after something newer, so what comes back is new.</summary>
    private static readonly Statement Copy = new(
        "reopen an inbox entry",
        "INSERT INTO inbox (network, lane, key, key_hash, stanza_id, is_raw, payload, accepted_at, told) " +
        "SELECT network, lane, key, key_hash, stanza_id, is_raw, payload, accepted_at, told FROM inbox " +
        "WHERE id = $1 AND set_aside_reason IS NOT NULL");

    private static readonly Statement Delete = new(
        "remove what was put aside", "DELETE FROM inbox WHERE id = $1 AND set_aside_reason IS NOT NULL");

    /// <summary>
    /// One refusal for one message and one reason, however long ago: whether the XMPP server or this program could not show it.
    /// </summary>
    private static readonly DateTimeOffset RepeatsSince = DateTimeOffset.UnixEpoch;

    public static int SetAside(ISession session, long sequence, string reason, FailureNotices notices)
    {
        session.Run(SetReason, reason, sequence);
        return Tell(session, sequence, notices);
    }

    public static int Reopen(ISession session, IReadOnlyList<long> sequences)
    {
        var reopened = 0;
        foreach (var sequence in sequences)
        {
            reopened += session.Execute(Copy, sequence);
            session.Run(Delete, sequence);
        }

        return reopened;
    }

    public static int Drop(ISession session, long sequence, FailureNotices notices)
    {
        var told = Tell(session, sequence, notices);
        session.Run(Delete, sequence);
        return told;
    }

    public static int Ask(ISession session, string? reference, SetAsideWish wish) => reference is null
        ? session.Execute(AskAll, (long)wish)
        : session.Execute(AskOne, (long)wish, reference[InboxEntry.ReferencePrefix.Length..]);

    public static SetAsideRow Read(IRow row) => new(
        InboxEntry.ReferenceOf(row.Text(0)), row.Text(1), row.Time(2), row.Text(3), (SetAsideWish)row.Number(4));

    private static int Tell(ISession session, long sequence, FailureNotices notices)
    {
        if (notices is { ToUser: null, ToAuthor: null } || session.Execute(MarkTold, sequence) == 0)
        {
            return 0;
        }

        if (notices.ToAuthor is { } refusal)
        {
            OutboxSql.Add(session, refusal, RepeatsSince);
        }

        return notices.ToUser is { } notice && InboxSql.Add(session, notice) is not null ? 1 : 0;
    }
}
