using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>The first event of an iCalendar file (RFC 5545) in words: what, when, where. Pure; nothing for what has no event.</summary>
internal static class CalendarText
{
    private const int LongestValue = 300;
    private const int MostLines = 2000;

    public static IReadOnlyList<LocalText> Of(string calendar)
    {
        var fields = Fields(calendar);
        if (!fields.TryGetValue("SUMMARY", out var summary) && !fields.ContainsKey("DTSTART"))
        {
            return [];
        }

        var lines = new List<LocalText> { MailTexts.Event(fields.GetValueOrDefault("METHOD").Value?.ToUpperInvariant(), Words(summary.Value) is { Length: > 0 } text ? text : "…") };
        if (fields.TryGetValue("DTSTART", out var start) && Time(start) is { } begins)
        {
            var ends = fields.TryGetValue("DTEND", out var end) ? Time(end) : null;
            var zone = ZoneOf(start);
            lines.Add(MailTexts.When((ends is null || ends == begins ? begins : begins[..10] == ends[..10] && ends.Length > 10 ? $"{begins}–{ends[11..]}" : $"{begins} – {ends}") + zone));
        }

        if (fields.TryGetValue("LOCATION", out var place) && Words(place.Value) is { Length: > 0 } where)
        {
            lines.Add(MailTexts.Where(where));
        }

        return lines;
    }

    /// <summary>The fields of the calendar and of its first event, by name; of those inside of the event (alarms) none.</summary>
    private static Dictionary<string, (string Parameters, string Value)> Fields(string calendar)
    {
        var fields = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>();

        // §3.1: a line that begins with white space goes on with the one before.
        var unfolded = calendar.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal).Replace("\n\t", "", StringComparison.Ordinal);
        foreach (var line in unfolded.Split('\n').Take(MostLines))
        {
            var colon = ColonOf(line);
            if (colon < 0)
            {
                continue;
            }

            var semicolon = line.IndexOf(';', StringComparison.Ordinal);
            var name = line[..(semicolon >= 0 && semicolon < colon ? semicolon : colon)].Trim().ToUpperInvariant();
            var value = line[(colon + 1)..].Trim();
            if (name == "BEGIN")
            {
                open.Push(value.ToUpperInvariant());
            }
            else if (name == "END" && open.TryPop(out var closed) && closed == "VEVENT")
            {
                break;
            }
            else if (open.TryPeek(out var inside) && inside is "VEVENT" or "VCALENDAR")
            {
                fields.TryAdd(name, (semicolon >= 0 && semicolon < colon ? line[semicolon..colon] : "", value));
            }
        }

        return fields;
    }

    /// <summary>§3.2: a quoted parameter may hold a colon.</summary>
    private static int ColonOf(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == ':' && !quoted)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>§3.3.4, §3.3.5: a day or a time, as ISO 8601 has it.</summary>
    private static string? Time((string Parameters, string Value) field)
    {
        var text = field.Value.TrimEnd('Z', 'z');
        return DateTime.TryParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>The zone is told as the calendar names it: what its readers make of it is theirs.</summary>
    private static string ZoneOf((string Parameters, string Value) field)
    {
        if (field.Value.EndsWith('Z'))
        {
            return " UTC";
        }

        var at = field.Parameters.IndexOf("TZID=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : $" ({Cut(field.Parameters[(at + 5)..].Split(';')[0].Trim('"'))})";
    }

    /// <summary>§3.3.11: escapes undone; one line.</summary>
    private static string Words(string? value) => Cut((value ?? "")
        .Replace("\\n", " ", StringComparison.OrdinalIgnoreCase).Replace("\\,", ",", StringComparison.Ordinal)
        .Replace("\\;", ";", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));

    private static string Cut(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestValue ? line : line[..(char.IsHighSurrogate(line[LongestValue - 1]) ? LongestValue - 1 : LongestValue)] + "…";
    }
}
