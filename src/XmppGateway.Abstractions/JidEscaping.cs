using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>
/// XEP-0106: the ten characters that a localpart may not hold, written as <c>\hh</c>. Only for showing and for mapping: prepared,
/// escaped addresses are what is compared.
/// </summary>
public static class JidEscaping
{
    private const string Escaped = " \"&'/:<>@\\";

    /// <summary>
    /// The text as a localpart may hold it. False for a text that begins or ends with a space: XEP-0106 §3 does not allow
    /// <c>\20</c> there. The result may still be no localpart for other reasons, as controls are.
    /// </summary>
    public static bool TryEscape(string text, [NotNullWhen(true)] out string? escaped)
    {
        escaped = null;
        if (text.StartsWith(' ') || text.EndsWith(' '))
        {
            return false;
        }

        StringBuilder? built = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (MustBeEscaped(text, i))
            {
                built ??= new StringBuilder(text, 0, i, text.Length + 16);
                built.Append('\\').Append(((int)text[i]).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                built?.Append(text[i]);
            }
        }

        escaped = built?.ToString() ?? text;
        return true;
    }

    /// <summary><see cref="TryEscape"/>, with null for a text that cannot be escaped.</summary>
    public static string? Escape(string text) => TryEscape(text, out var escaped) ? escaped : null;

    /// <summary>The text that was escaped. Any localpart has one; what looks like an escape and is none stays.</summary>
    public static string Unescape(string localpart)
    {
        if (!localpart.Contains('\\', StringComparison.Ordinal))
        {
            return localpart;
        }

        var text = new StringBuilder(localpart.Length);
        for (var i = 0; i < localpart.Length; i++)
        {
            // A leading or trailing \20 cannot come from Escape, and is left alone.
            if (Sequence(localpart, i) is { } c && (c != ' ' || (i > 0 && i + 3 < localpart.Length)))
            {
                text.Append(c);
                i += 2;
            }
            else
            {
                text.Append(localpart[i]);
            }
        }

        return text.ToString();
    }

    // XEP-0106 §4.2: a backslash only where it would be read as the beginning of an escape.
    private static bool MustBeEscaped(string text, int index) => text[index] == '\\'
        ? Sequence(text, index) is not null
        : Escaped.Contains(text[index], StringComparison.Ordinal);

    /// <summary>The character that the escape at <paramref name="index"/> stands for; null when there is none.</summary>
    private static char? Sequence(string text, int index)
    {
        if (text[index] != '\\' || index + 2 >= text.Length)
        {
            return null;
        }

        return (text[index + 1], char.ToLowerInvariant(text[index + 2])) switch
        {
            ('2', '0') => ' ',
            ('2', '2') => '"',
            ('2', '6') => '&',
            ('2', '7') => '\'',
            ('2', 'f') => '/',
            ('3', 'a') => ':',
            ('3', 'c') => '<',
            ('3', 'e') => '>',
            ('4', '0') => '@',
            ('5', 'c') => '\\',
            _ => null,
        };
    }
}
