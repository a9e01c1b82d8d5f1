using System.Globalization;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>The table that <c>outbox list</c> prints. Pure.</summary>
internal static class OutboxListing
{
    public static string Format(IReadOnlyList<OutboxEntry> outgoing, IReadOnlyList<SetAsideRow> incoming, DateTimeOffset now)
    {
        if (outgoing.Count + incoming.Count == 0)
        {
            return "nothing is on its way" + Environment.NewLine;
        }

        var entries = outgoing.Select(entry => (entry.AcceptedAt, Cells: Row(entry, now)))
            .Concat(incoming.Select(row => (row.AcceptedAt, Cells: Row(row, now))));
        string[][] rows =
        [
            ["ID", "WAY", "NETWORK", "FROM", "TO", "AGE", "TRIES", "NEXT", "LAST REASON"],
            .. entries.OrderBy(entry => entry.AcceptedAt).Select(entry => entry.Cells),
        ];
        return TextTable.Format(rows);
    }

    private static string[] Row(OutboxEntry entry, DateTimeOffset now) =>
    [
        entry.Sequence.ToString(CultureInfo.InvariantCulture),
        "out",
        entry.Network,
        TextTable.Clean(entry.From),
        TextTable.Clean(entry.Contact),
        TextTable.Span(now - entry.AcceptedAt),
        entry.Attempts.ToString(CultureInfo.InvariantCulture),
        entry.NextAttempt is { } next && next > now ? "in " + TextTable.Span(next - now) : "now",
        TextTable.Clean(entry.LastReason?.English ?? ""),
    ];

    // Whom it concerns is in the payload, which may be what the gateway fails on.
    private static string[] Row(SetAsideRow row, DateTimeOffset now) =>
    [
        row.Reference,
        "in",
        row.Network,
        "-",
        "-",
        TextTable.Span(now - row.AcceptedAt),
        "-",
        row.Wish switch
        {
            SetAsideWish.None => "put aside",
            SetAsideWish.Retry => "now",
            SetAsideWish.Drop => "dropped",
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Wish, "Not a wish."),
        },
        TextTable.Clean(row.Reason),
    ];
}
