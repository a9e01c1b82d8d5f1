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
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + Environment.NewLine));
    }

    private static string[] Row(OutboxEntry entry, DateTimeOffset now) =>
    [
        entry.Sequence.ToString(CultureInfo.InvariantCulture),
        "out",
        entry.Network,
        Clean(entry.From),
        Clean(entry.Contact),
        Span(now - entry.AcceptedAt),
        entry.Attempts.ToString(CultureInfo.InvariantCulture),
        entry.NextAttempt is { } next && next > now ? "in " + Span(next - now) : "now",
        Clean(entry.LastReason ?? ""),
    ];

    // Whom it concerns is in the payload, which may be what the gateway fails on.
    private static string[] Row(SetAsideRow row, DateTimeOffset now) =>
    [
        row.Reference,
        "in",
        row.Network,
        "-",
        "-",
        Span(now - row.AcceptedAt),
        "-",
        row.Wish switch
        {
            SetAsideWish.None => "put aside",
            SetAsideWish.Retry => "now",
            SetAsideWish.Drop => "dropped",
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Wish, "Not a wish."),
        },
        Clean(row.Reason),
    ];

    // What a foreign server said must not move the operator's cursor.
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Number(span.TotalSeconds) + "s",
        { TotalMinutes: < 60 } => Number(span.TotalMinutes) + "m",
        { TotalHours: < 48 } => Number(span.TotalHours) + "h",
        _ => Number(span.TotalDays) + "d",
    };

    private static string Number(double value) => Math.Max(0, Math.Floor(value)).ToString(CultureInfo.InvariantCulture);
}
