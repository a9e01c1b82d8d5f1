using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>What is said in words to people of networks that have not the thing itself.</summary>
internal static class FallbackTexts
{
    public static readonly LocalText TookBack = new("(I take this message back.)", "(Ich nehme diese Nachricht zurück.)");

    public static LocalText Corrected(string text) => new($"Corrected: {text}", $"Berichtigt: {text}");

    /// <summary>All reactions of the sender to a message; none takes them back.</summary>
    public static LocalText Reacted(IReadOnlyList<string> emoji) => emoji.Count == 0
        ? new("(I take my reaction back.)", "(Ich nehme meine Reaktion zurück.)")
        : new($"(reacted with {string.Join(' ', emoji)})", $"(reagiert mit {string.Join(' ', emoji)})");
}
