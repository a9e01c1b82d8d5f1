using System.Globalization;
using System.Text;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>What <c>trace</c> prints of a message. Pure.</summary>
internal static class MessageTrace
{
    public static string Format(IReadOnlyList<TraceRow> found, DateTimeOffset now)
    {
        // What is in the inbox is in the map, too, when it was understood at once: one message, said once.
        var waiting = found.Where(row => row.Where is TracePlace.Inbox or TracePlace.SetAside).ToDictionary(row => (row.Network, row.StanzaId));
        var known = found.Where(row => row.Where is TracePlace.Incoming).Select(row => (row.Network, row.StanzaId)).ToHashSet();
        var text = new StringBuilder();
        foreach (var row in found.Where(row => row.Where is not (TracePlace.Inbox or TracePlace.SetAside) || !known.Contains((row.Network, row.StanzaId))).OrderBy(row => row.At))
        {
            Write(text, row, waiting.GetValueOrDefault((row.Network, row.StanzaId)) ?? row, now);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, TraceRow row, TraceRow state, DateTimeOffset now)
    {
        text.Append(CultureInfo.InvariantCulture, $"{row.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {row.Network}");
        if (row.From.Length > 0)
        {
            text.Append("  ").Append(TextTable.Clean(row.From)).Append(" -> ").Append(TextTable.Clean(row.To));
        }

        text.AppendLine();
        Line(text, "state", StateOf(row, state, now));
        Line(text, "stanza id", row.StanzaId);
        Line(text, "foreign id", row.ForeignId);
        Line(text, "delivery id", row.DeliveryId);
        Line(text, "about", row.Target);
    }

    private static string StateOf(TraceRow row, TraceRow state, DateTimeOffset now) => (row.Where, state.Where) switch
    {
        (_, TracePlace.SetAside) => $"put aside, the gateway failed on it ({state.Reason}): \"outbox retry {InboxEntry.ReferenceOf(state.StanzaId)}\" when that is mended",
        (_, TracePlace.Inbox) => $"waits for the XMPP server since {TextTable.Span(now - state.At)}",
        (TracePlace.Incoming, _) => "given to the XMPP server",
        (TracePlace.Open, _) => Waiting(row, now),
        (TracePlace.Delivered, _) => "taken by the foreign network",
        (TracePlace.Failed, _) => "given back to its sender",
        (TracePlace.Archive, _) => "in the archive of the room",
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Where, "No such place."),
    };

    private static string Waiting(TraceRow row, DateTimeOffset now)
    {
        var next = row.NextAttempt is { } at && at > now ? "next in " + TextTable.Span(at - now) : "due now";
        var reason = row.Reason is null ? "" : ": " + row.Reason;
        return string.Create(CultureInfo.InvariantCulture, $"on its way as entry {row.Number} since {TextTable.Span(now - row.At)}, {row.Attempts} attempts, {next}{reason}");
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            text.Append("  ").Append(name.PadRight(12)).AppendLine(TextTable.Clean(value));
        }
    }
}
