using System.Globalization;
using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>
/// What localparts and resourceparts have in common. RFC 7622 asks for PRECIS; Prosody and ejabberd still apply the stringprep profiles
/// of RFC 3920 (nodeprep, resourceprep), and the form that the server makes of an address is the one that counts. So: compatibility
/// forms are folded (NFKC, which includes PRECIS's width mapping), symbols are allowed, and invisible characters vanish, as there.
/// Unlike there, tables are those of the running Unicode version, not 3.2, and a character without a meaning in it is refused. Of the
/// characters of 3.2 only five ideographs, whose decomposition was corrected later, come out differently.
/// </summary>
internal static class PrecisText
{
    // RFC 7622 §3.3: each part has at most 1023 bytes.
    public const int MaxBytes = 1023;

    /// <summary>The text as servers compare it, or null when it may not be in an address.</summary>
    public static string? Prepare(string text, bool foldCase)
    {
        // A longer one cannot become short enough, apart from what vanishes: not worth the work.
        if (text.Length > 4 * MaxBytes || !IsWellFormed(text))
        {
            return null;
        }

        var current = text;
        for (var round = 0; round < 4; round++)
        {
            var next = Map(current, foldCase).Normalize(NormalizationForm.FormKC);
            if (next == current)
            {
                return IsAllowed(current) && BidiRule.Holds(current) ? current : null;
            }

            current = next;
        }

        return null;
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as U+FFFD, which is not allowed either.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned)
            {
                return false;
            }
        }

        return true;
    }

    private static string Map(string text, bool foldCase)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Vanishes(rune.Value))
            {
                mapped.Append(foldCase ? Fold(rune) : rune.ToString());
            }
        }

        return mapped.ToString();
    }

    // RFC 3454 B.1
    private static bool Vanishes(int c) =>
        c is 0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060
            or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    // RFC 3454 B.2: the letters whose folding is more than their lower case. PRECIS keeps ß and final ς; servers do not.
    private static string Fold(Rune rune) => rune.Value switch
    {
        0x00DF or 0x1E9E => "ss",
        0x0130 => "i\u0307",
        0x03C2 => "\u03C3",
        0x0345 or (>= 0x1F80 and <= 0x1FFC) => FoldIota(rune),
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    // Greek letters with a small iota below fold to two letters.
    private static string FoldIota(Rune rune) =>
        Rune.ToLowerInvariant(rune).ToString().Normalize(NormalizationForm.FormD).Replace('\u0345', '\u03B9');

    private static bool IsAllowed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsProhibited(rune))
            {
                return false;
            }
        }

        return text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxBytes;
    }

    // RFC 3454 C.1.2 to C.9. The plain space is left to the parts: a resourcepart may have it.
    private static bool IsProhibited(Rune rune) => rune.Value switch
    {
        ' ' => false,
        0x0340 or 0x0341 or (>= 0x2FF0 and <= 0x2FFB) or (>= 0xFFF9 and <= 0xFFFD) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
