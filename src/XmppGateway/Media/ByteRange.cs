using System.Globalization;

namespace XmppGateway.Media;

/// <summary>The one range that a request asks for (RFC 9110 §14.1.2). Pure.</summary>
/// <param name="First">The first byte, or null for the last <paramref name="Last"/> bytes.</param>
/// <param name="Last">The last byte, or null for all to the end.</param>
internal readonly record struct ByteRange(long? First, long? Last)
{
    /// <summary>Null for what is no range, or more than one: those may be answered with the whole (RFC 9110 §14.2).</summary>
    public static ByteRange? Parse(string? header)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var spec = header[Unit.Length..].Trim();
        var dash = spec.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryNumber(spec[..dash], out var first) || !TryNumber(spec[(dash + 1)..], out var last) || (first, last) is (null, null))
        {
            return null;
        }

        return first > last ? null : new ByteRange(first, last);
    }

    /// <summary>The bytes of a content of that length: where they begin and how many; null when there are none.</summary>
    public (long Start, long Count)? Within(long length)
    {
        if (First is not { } first)
        {
            var tail = Math.Min(Last!.Value, length);
            return tail == 0 ? null : (length - tail, tail);
        }

        return first >= length ? null : (first, Math.Min(Last ?? long.MaxValue, length - 1) - first + 1);
    }

    private static bool TryNumber(string text, out long? number)
    {
        number = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!text.All(char.IsAsciiDigit))
        {
            return false;
        }

        // More than there can be is the same as very much.
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;
        return true;
    }
}
