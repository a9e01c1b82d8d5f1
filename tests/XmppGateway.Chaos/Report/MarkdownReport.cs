using System.Globalization;
using System.Text;
using XmppGateway.Chaos.Plan;

namespace XmppGateway.Chaos.Report;

/// <summary>An outcome as Markdown, which is also what the console shows.</summary>
public static class MarkdownReport
{
    private const int Shown = 10;

    public static string Write(Outcome outcome, string? chart = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var options = outcome.Options;
        var text = new StringBuilder();
        var verdict = outcome.IsGood ? "nothing lost, doubled or reordered" + (options.Soak ? ", and memory flat" : "") : "FAILED";
        Line(text, $"# {(options.Soak ? "Soak" : "Chaos")}: {verdict}");
        Line(text, $"");
        Line(text, $"seed {options.Seed}, {options.Length.TotalMinutes:0.##} minutes, {options.Server}, {options.Store}");
        Line(text, $"");
        WriteDirections(text, outcome);
        Line(text, $"");
        WriteDisturbances(text, outcome);
        Line(text, $"");
        WriteGateway(text, outcome);
        if (chart is not null)
            Line(text, $"\n![memory and queue over time]({chart})");
        return text.ToString();
    }

    private static void WriteDirections(StringBuilder text, Outcome outcome)
    {
        var width = outcome.Directions.Select(one => one.Direction.Length).DefaultIfEmpty(9).Max();
        Line(text, $"| {"direction".PadRight(width)} |  sent | delivered | failed with notice | LOST | DOUBLED | REORDERED | again under its own id |");
        Line(text, $"|{new string('-', width + 2)}|------:|----------:|-------------------:|-----:|--------:|----------:|-----------------------:|");
        foreach (var (direction, found) in outcome.Directions)
        {
            Line(
                text,
                $"| {direction.PadRight(width)} | {found.Sent,5} | {found.Delivered,9} | {found.Told,18} | {found.Lost.Count,4} | {found.Doubled.Count,7} | {found.Reordered.Count,9} | {found.Repeats,22} |");
        }

        foreach (var (direction, found) in outcome.Directions)
        {
            foreach (var (what, which) in new[] { ("lost", found.Lost), ("doubled", found.Doubled), ("reordered", found.Reordered) })
            {
                if (which.Count > 0)
                    Line(text, $"\n{direction}, {what}: {string.Join("; ", which.Take(Shown))}{(which.Count > Shown ? "; ..." : "")}");
            }
        }

        foreach (var (direction, found) in outcome.Directions.Where(direction => direction.Findings.Overtaken > 0))
            Line(text, $"\n{direction}: {found.Overtaken} that the XMPP server had kept for a user who was offline came after newer ones.");

        foreach (var stuck in outcome.Stuck)
            Line(text, $"\n{stuck}");
    }

    private static void WriteDisturbances(StringBuilder text, Outcome outcome)
    {
        if (outcome.Options.Soak)
        {
            Line(text, $"No disturbances.");
            return;
        }

        Line(text, $"| disturbance      | times |");
        Line(text, $"|------------------|------:|");
        foreach (var kind in DisturbanceKinds.All)
        {
            if (outcome.Done.TryGetValue(kind, out var times))
                Line(text, $"| {kind.Word(),-16} | {times,5} |");
        }

        foreach (var (kind, why) in outcome.Missing)
            Line(text, $"\n{kind.Word()} skipped: {why}.");
        foreach (var kind in outcome.Options.Without)
            Line(text, $"\n{kind.Word()} left out, as --without says.");
    }

    private static void WriteGateway(StringBuilder text, Outcome outcome)
    {
        if (outcome.Memory is { } memory)
        {
            Line(text, $"Memory of the gateway (RSS, MiB): start {memory.Start:0}, least {memory.Least:0}, most {memory.Most:0}.");
            Line(text, $"Slope over the second half: {memory.SlopePerHour:+0.0;-0.0} per hour, in which it rose by {memory.Rise:+0.0;-0.0}.");
            if (outcome.Options.Soak)
                Line(text, $"{(memory.IsFlat ? "Flat" : "NOT FLAT")} ({Memory.Rule}).");
        }

        Line(text, $"\nIn the queues at the end: {(outcome.QueueAtEnd is { } queue ? queue.ToString("0", CultureInfo.InvariantCulture) : "unknown, the gateway does not answer")}.");
        if (outcome.OwnEnds > 0)
            Line(text, $"\nThe gateway ended by itself {outcome.OwnEnds} times, and was started again.");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
