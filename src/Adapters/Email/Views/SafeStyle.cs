using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace XmppGateway.Adapters.Email.Views;

/// <summary>
/// The declarations of a `style` attribute that only set colours, letters and distances. No function but those for colours is let through, so none that
/// fetches (`url`, `image-set`), computes or runs (`expression`); neither are escapes, comments and what places text over other text.
/// </summary>
internal static class SafeStyle
{
    private const int Longest = 4096;
    private const int LongestValue = 200;

    private static readonly FrozenSet<string> Properties = FrozenSet.Create(
        "color", "background-color", "font-family", "font-size", "font-style", "font-weight", "font-variant", "line-height", "letter-spacing", "word-spacing",
        "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "direction", "width", "height", "max-width", "min-width",
        "max-height", "min-height", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "padding", "padding-top", "padding-right", "padding-bottom",
        "padding-left", "border", "border-top", "border-right", "border-bottom", "border-left", "border-color", "border-style", "border-width", "border-collapse",
        "border-spacing", "border-radius", "list-style-type", "table-layout", "word-break", "overflow-wrap");

    private static readonly FrozenSet<string> Functions = FrozenSet.Create("rgb", "rgba", "hsl", "hsla");

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 #%.,-+()'\"!");

    public static string Of(string style)
    {
        var safe = new StringBuilder();
        if (style.Length > Longest)
        {
            return "";
        }

        foreach (var range in style.AsSpan().Split(';'))
        {
            var declaration = style.AsSpan()[range];
            var colon = declaration.IndexOf(':');
            if (colon <= 0)
            {
                continue;
            }

            var name = declaration[..colon].Trim().ToString().ToLowerInvariant();
            var value = declaration[(colon + 1)..].Trim();
            if (Properties.Contains(name) && IsSafe(value) && !(name.StartsWith("margin", StringComparison.Ordinal) && value.Contains('-')))
            {
                safe.Append(safe.Length > 0 ? ";" : "").Append(name).Append(':').Append(value);
            }
        }

        return safe.ToString();
    }

    private static bool IsSafe(ReadOnlySpan<char> value)
    {
        if (value.Length is 0 or > LongestValue || value.IndexOfAnyExcept(ValueCharacters) >= 0)
        {
            return false;
        }

        for (var open = value.IndexOf('('); open >= 0;)
        {
            var start = open;
            while (start > 0 && char.IsAsciiLetter(value[start - 1]))
            {
                start--;
            }

            if (!Functions.Contains(value[start..open].ToString().ToLowerInvariant()))
            {
                return false;
            }

            var next = value[(open + 1)..].IndexOf('(');
            open = next < 0 ? -1 : open + 1 + next;
        }

        return value.Count('\'') % 2 == 0 && value.Count('"') % 2 == 0;
    }
}
