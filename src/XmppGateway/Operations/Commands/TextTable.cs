using System.Globalization;

namespace XmppGateway.Operations.Commands;

/// <summary>How commands print lists. Pure.</summary>
internal static class TextTable
{
    /// <summary>Lines in columns, the first the headings.</summary>
    public static string Format(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + Environment.NewLine));
    }

    /// <summary>What others have said must not move the operator's cursor.</summary>
    public static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>A time as short as people need it: 42s, 5m, 3h, 4d.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Number(span.TotalSeconds) + "s",
        { TotalMinutes: < 60 } => Number(span.TotalMinutes) + "m",
        { TotalHours: < 48 } => Number(span.TotalHours) + "h",
        _ => Number(span.TotalDays) + "d",
    };

    private static string Number(double value) => Math.Max(0, Math.Floor(value)).ToString(CultureInfo.InvariantCulture);
}
