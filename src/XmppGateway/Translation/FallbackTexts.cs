using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>What is said in words to people of networks that have not the thing itself.</summary>
internal static class FallbackTexts
{
    public static readonly LocalText TookBack = new("(I take this message back.)", "(Ich nehme diese Nachricht zurück.)");

    public static LocalText Corrected(string text) => new($"Corrected: {text}", $"Berichtigt: {text}");

    /// <summary>One line of a letter of several, counted from 1.</summary>
    public static LocalText CorrectedLine(int line, string text) => new(
        string.Create(CultureInfo.InvariantCulture, $"Corrected, line {line}: {text}"),
        string.Create(CultureInfo.InvariantCulture, $"Berichtigt, Zeile {line}: {text}"));

    /// <summary>The same for one that is taken back.</summary>
    public static LocalText TookBackLine(int line) => new(
        string.Create(CultureInfo.InvariantCulture, $"(I take back line {line} of this message.)"),
        string.Create(CultureInfo.InvariantCulture, $"(Ich nehme Zeile {line} dieser Nachricht zurück.)"));

    /// <summary>All reactions of the sender to a message; none takes them back.</summary>
    public static LocalText Reacted(IReadOnlyList<string> emoji) => emoji.Count == 0
        ? new("(I take my reaction back.)", "(Ich nehme meine Reaktion zurück.)")
        : new($"(reacted with {string.Join(' ', emoji)})", $"(reagiert mit {string.Join(' ', emoji)})");
}
