using System.Globalization;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>The table that <c>outbox list</c> prints. Pure.</summary>
internal static class OutboxListing
{
    public static string Format(IReadOnlyList<OutboxEntry> entries, DateTimeOffset now)
    {
        if (entries.Count == 0)
        {
            return "nothing is on its way" + Environment.NewLine;
        }

        string[][] rows =
        [
            ["ID", "NETWORK", "FROM", "TO", "AGE", "TRIES", "NEXT", "LAST REASON"],
            .. entries.Select(e => Row(e, now)),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + Environment.NewLine));
    }

    private static string[] Row(OutboxEntry entry, DateTimeOffset now) =>
    [
        entry.Sequence.ToString(CultureInfo.InvariantCulture),
        entry.Network,
        Clean(entry.From),
        Clean(entry.Contact),
        Span(now - entry.AcceptedAt),
        entry.Attempts.ToString(CultureInfo.InvariantCulture),
        entry.NextAttempt is { } next && next > now ? "in " + Span(next - now) : "now",
        Clean(entry.LastReason ?? ""),
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
