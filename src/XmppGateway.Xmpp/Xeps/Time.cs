using System.Globalization;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0082: dates and times.</summary>
public static class Time
{
    private const int Digits = 7;

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>In UTC, to the millisecond.</summary>
    public static string Write(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date with its time; UTC where no zone is said; null for anything else.</summary>
    public static DateTimeOffset? Read(string? text) => text is not null && DateTimeOffset.TryParseExact(
        Shortened(text), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    /// <summary>Without the digits behind the smallest part of a second that can be kept: there may be any number of them, and Go writes nine.</summary>
    private static string Shortened(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var kept = Math.Min(end, dot + 1 + Digits);
        return kept == end ? text : string.Concat(text.AsSpan(0, kept), text.AsSpan(end));
    }
}
