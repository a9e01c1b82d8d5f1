using System.Globalization;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 5322 §3.3 dates with the obsolete forms of §4.3, read by the shape of the words and not by their order.</summary>
internal static class MailDate
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";
    private const int Longest = 256;

    /// <summary>RFC 5322 §3.3: a year is 1900 or later. Times near the ends of the calendar have no neighbours to be moved to by a zone.</summary>
    private const int FirstYear = 1900;
    private const int LastYear = 9998;

    public static DateTimeOffset? Parse(string text)
    {
        int day = 0, month = 0, year = -1;
        (int Hour, int Minute, int Second)? time = null;
        int? zone = null;
        foreach (var word in Words(text))
        {
            if (word.Contains(':', StringComparison.Ordinal))
            {
                time ??= Time(word);
            }
            else if (word[0] is '+' or '-')
            {
                zone ??= Offset(word);
            }
            else if (char.IsAsciiDigit(word[0]))
            {
                if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    continue;
                }

                if (day == 0 && number is >= 1 and <= 31)
                {
                    day = number;
                }
                else if (year < 0)
                {
                    year = Year(number, word.Length);
                }
            }
            else if (month == 0 && Month(word) is > 0 and var named)
            {
                month = named;
            }
            else if (time is not null)
            {
                zone ??= NamedZone(word);
            }
        }

        if (month == 0 || year is < FirstYear or > LastYear || day == 0 || day > DateTime.DaysInMonth(year, month) || time is not var (hour, minute, second))
        {
            return null;
        }

        return new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddMinutes(-(zone ?? 0))
            .ToOffset(TimeSpan.FromMinutes(Math.Clamp(zone ?? 0, -14 * 60, 14 * 60)));
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        text = text[(text.LastIndexOf(';') + 1)..];
        var cursor = new TokenCursor(text.AsSpan(0, Math.Min(text.Length, Longest)));
        while (!cursor.AtEnd)
        {
            cursor.SkipComments();
            cursor.SkipAny(" \t,;");
            var word = cursor.Until(" \t,;(").Trim('.');

            // COMPAT: 21-Nov-1997, and a zone glued to the time (09:55:06-0600).
            var sign = word.Length > 1 ? word[1..].IndexOfAny('+', '-') + 1 : 0;
            if (sign > 0 && char.IsAsciiDigit(word[0]) && word.Contains(':'))
            {
                words.Add(word[..sign].ToString());
                words.Add(word[sign..].ToString());
            }
            else if (sign > 0)
            {
                foreach (var piece in word.ToString().Split('-', StringSplitOptions.RemoveEmptyEntries))
                {
                    words.Add(piece);
                }
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
            }
            else if (cursor.At('('))
            {
                cursor.Comment();
            }
        }

        return words;
    }

    private static (int Hour, int Minute, int Second)? Time(string word)
    {
        Span<int> parts = [0, 0, 0];
        var count = 0;
        foreach (var piece in word.Split(':'))
        {
            var digits = piece.Split('.')[0];
            if (count == 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]))
            {
                return null;
            }

            count++;
        }

        // Second 60 is a leap second.
        return parts[0] < 24 && parts[1] < 60 && parts[2] <= 60 ? (parts[0], parts[1], Math.Min(parts[2], 59)) : null;
    }

    // RFC 5322 §4.3: two digits below 50 are this century's, above the last one's; three digits count from 1900.
    private static int Year(int number, int digits) => (digits, number) switch
    {
        ( <= 2, < 50) => 2000 + number,
        ( <= 3, _) => 1900 + number,
        _ => number,
    };

    private static int Month(string word)
    {
        var index = word.Length >= 3 ? Months.IndexOf(word[..3], StringComparison.OrdinalIgnoreCase) : -1;
        return index >= 0 && index % 3 == 0 ? (index / 3) + 1 : 0;
    }

    private static int? Offset(string word)
    {
        var digits = word.AsSpan(1);
        if (digits.Length is 0 or > 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var minutes = digits.Length <= 2 ? number * 60 : (number / 100 * 60) + (number % 100);
        return word[0] == '-' ? -minutes : minutes;
    }

    // RFC 5322 §4.3: the military letters were defined the wrong way round once, so they and unknown names mean -0000.
    // COMPAT: EST5EDT of POSIX systems starts with the winter name.
    private static int? NamedZone(string word) => word.ToUpperInvariant().Split((char[])['4', '5', '6', '7', '8'])[0] switch
    {
        "EST" => -5 * 60,
        "EDT" => -4 * 60,
        "CST" => -6 * 60,
        "CDT" => -5 * 60,
        "MST" => -7 * 60,
        "MDT" => -6 * 60,
        "PST" => -8 * 60,
        "PDT" => -7 * 60,
        "UT" or "UTC" or "GMT" => 0,
        _ => null,
    };
}
