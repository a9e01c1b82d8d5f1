using System.Globalization;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>An enhanced mail system status code (RFC 3463 §2): <c>class "." subject "." detail</c>.</summary>
internal readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads the whole text, which must be one code.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatus status)
    {
        status = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3
            || text[parts[0]] is not ("2" or "4" or "5")
            || !TryNumber(text[parts[1]], out var subject)
            || !TryNumber(text[parts[2]], out var detail))
        {
            return false;
        }

        status = new(text[0] - '0', subject, detail);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length is >= 1 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
