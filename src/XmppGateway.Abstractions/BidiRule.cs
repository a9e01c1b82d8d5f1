using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>
/// RFC 3454 §6: a text with right-to-left letters has no others, and begins and ends with one. Stricter than RFC 5893, which PRECIS
/// refers to (a trailing digit is refused), because both servers are.
/// </summary>
internal static class BidiRule
{
    public static bool Holds(string text)
    {
        bool rightToLeft = false, leftToRight = false, first = false, last = false, begun = false;
        foreach (var rune in text.EnumerateRunes())
        {
            last = IsRightToLeft(rune);
            first = begun ? first : last;
            begun = true;
            rightToLeft |= last;
            leftToRight |= !last && Rune.IsLetter(rune);
        }

        return !rightToLeft || (!leftToRight && first && last);
    }

    // The classes R and AL, by block: .NET has no table of them.
    private static bool IsRightToLeft(Rune rune) => Rune.IsLetter(rune)
        && rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
