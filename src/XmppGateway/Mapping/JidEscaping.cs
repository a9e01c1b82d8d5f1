using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace XmppGateway.Mapping;

/// <summary>XEP-0106, both ways.</summary>
internal static class JidEscaping
{
    private const string Escaped = " \"&'/:<>@\\";

    /// <summary>The escaped form; false where none can exist: empty, or with a space at an end (XEP-0106 §4.2).</summary>
    public static bool TryEscape(string text, [NotNullWhen(true)] out string? localpart)
    {
        localpart = null;
        if (text.Length == 0 || text[0] == ' ' || text[^1] == ' ')
        {
            return false;
        }

        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            // XEP-0106 §4.2: a backslash is escaped only where it would be read as an escape.
            if (text[i] == '\\' ? CharacterAt(text, i) is not null : Escaped.Contains(text[i], StringComparison.Ordinal))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\{(int)text[i]:x2}");
            }
            else
            {
                result.Append(text[i]);
            }
        }

        localpart = result.ToString();
        return true;
    }

    /// <summary>The text behind a localpart. What is no escape stays as it is.</summary>
    public static string Unescape(string localpart)
    {
        if (!localpart.Contains('\\', StringComparison.Ordinal))
        {
            return localpart;
        }

        var result = new StringBuilder(localpart.Length);
        for (var i = 0; i < localpart.Length; i++)
        {
            if (CharacterAt(localpart, i) is { } character)
            {
                result.Append(character);
                i += 2;
            }
            else
            {
                result.Append(localpart[i]);
            }
        }

        return result.ToString();
    }

    private static char? CharacterAt(string text, int at) =>
        at + 2 < text.Length && text[at] == '\\' &&
        byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) &&
        Escaped.Contains((char)code, StringComparison.Ordinal)
            ? (char)code
            : null;
}
