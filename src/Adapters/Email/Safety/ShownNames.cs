using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>Names of people as they may be shown: one that looks like an address or a domain of others would be read as the sender. Pure.</summary>
internal static class ShownNames
{
    private const int Longest = 100;

    private static readonly char[] Separators = [' ', '\t', ',', ';', ':', '/', '<', '>', '(', ')', '[', ']', '"', '\'', '|', '\u00a0', '\u3000'];

    /// <summary>The name, made harmless; null when there is none, or it pretends to be another address.</summary>
    public static string? Of(string? name, EmailAddress address)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;

        var clean = Clean(name);
        return clean.Length == 0 || Pretends(clean, address) ? null : clean;
    }

    private static bool Pretends(string name, EmailAddress address)
    {
        // Letters of full width and their like are read as what they stand for.
        var folded = Fold(name);
        var own = Fold(address.Text);
        if (folded.Contains('@', StringComparison.Ordinal))
            return folded.Trim('<', '>', '"', '\'') != own;

        var domain = Fold(address.Domain);
        return folded.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            .Any(word => LooksLikeDomain(word) && domain != word.Trim('.') && !domain.EndsWith("." + word.Trim('.'), StringComparison.Ordinal));
    }

    /// <summary>Two labels or more, the last of at least two letters: "paypal.com", not "J.R." or "v2.0".</summary>
    private static bool LooksLikeDomain(string word)
    {
        var labels = word.Trim('.').Split('.');
        return labels.Length > 1
            && labels.All(label => label.Length > 0 && label.All(c => char.IsLetterOrDigit(c) || c is '-' or '_'))
            && labels[^1].Length > 1
            && labels[^1].All(char.IsLetter)
            && labels[..^1].All(label => label.Length > 1);
    }

    /// <summary>Without controls, marks of direction and letters without width; white space as one space.</summary>
    private static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length >= Longest)
                break;
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                text.Append(' ');
            else if (!IsInvisible(rune) && !IsNone(rune))
                text.Append(rune.ToString());
        }

        return string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    // U+200D and U+200C join emoji and letters: they stay.
    private static bool IsInvisible(Rune rune) =>
        rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format;

    // Unicode §23.7: what is no character cannot be normalised.
    private static bool IsNone(Rune rune) => rune == Rune.ReplacementChar || rune.Value is 0xFFFE or 0xFFFF;

    private static string Fold(string text) =>
        text.Normalize(NormalizationForm.FormKC).Replace('。', '.').Replace("\u200c", "", StringComparison.Ordinal).Replace("\u200d", "", StringComparison.Ordinal).ToLowerInvariant();
}
