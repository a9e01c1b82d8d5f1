using System.Globalization;
using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>Tells emoji from other text (Unicode TS #51), and one way of writing an emoji from another one.</summary>
public static class Emoji
{
    private const int MaximumLength = 64;

    /// <summary>True for one user-perceived character that is shown as a picture.</summary>
    public static bool IsSingle(string text) =>
        text.Length is > 0 and <= MaximumLength
        && StringInfo.GetNextTextElementLength(text) == text.Length
        && text.EnumerateRunes().Any(IsPicture);

    /// <summary>The item of a list that is this emoji, in the list's own spelling; null when it is not there.</summary>
    public static string? FindIn(IReadOnlyList<string> list, string emoji) =>
        list.FirstOrDefault(item => Plain(item) == Plain(emoji));

    // .NET has no table of the property Emoji: symbols, what is in the planes of pictures, and what is turned into one by a selector.
    private static bool IsPicture(Rune rune) =>
        rune.Value is (>= 0x1F000 and < 0x20000) or 0xFE0F or 0x20E3 or 0x203C or 0x2049 or 0x2139 or 0x3030
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

    // Clients differ in whether they write the selector U+FE0F.
    private static string Plain(string emoji) => emoji.Replace("\uFE0F", "", StringComparison.Ordinal);
}
