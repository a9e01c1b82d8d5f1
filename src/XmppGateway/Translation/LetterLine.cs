using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>
/// The ids of lines that became one foreign message. The last one has the foreign id itself, so that answers and read marks find it; those
/// before it have one made of it, so that a failure finds each of them.
/// </summary>
internal static class LetterLine
{
    // No network's ids hold a control character.
    private const string Mark = "\u0001line:";

    /// <summary>The id of a line that is not the last, counted from 0.</summary>
    public static RemoteMessageId Of(RemoteMessageId letter, int line) => new(letter.Value + Mark + line.ToString(CultureInfo.InvariantCulture));

    /// <summary>The id of the foreign message that a line is part of; what is no line's id is left as it is.</summary>
    public static string LetterOf(string id) => id.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? id[..at] : id;

    /// <summary>Which line an id is that of, counted from 0; null for what is no line before the last.</summary>
    public static int? IndexOf(string id) =>
        id.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at
        && int.TryParse(id.AsSpan(at + Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null;
}
