using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>
/// What somebody learns who gets the first mail from a chat, and their word to get no more. Only an answer to that first mail counts: between
/// people who write to each other "stop" is a word like any other.
/// </summary>
internal static class FirstContact
{
    private const int LongestWord = 10;

    /// <summary>Below the first mail.</summary>
    /// <param name="name">The user's, as the mail shows it.</param>
    public static LocalText Footer(string name) => new(
        $"{name} has written this in a chat. You can answer as to any mail. To get no more from {name}, answer with the one word STOP.",
        $"{name} hat das in einem Chat geschrieben. Sie können wie auf jede E-Mail antworten. Wenn Sie nichts mehr von {name} bekommen möchten, antworten Sie mit dem einen Wort STOP.");

    /// <summary>Below the first mail of a group to those who were asked in from a chat. Everybody gets it, and only they can stop it.</summary>
    /// <param name="name">The author's, as the mail shows it.</param>
    /// <param name="guests">Those who were asked in.</param>
    public static LocalText GroupFooter(string name, string guests) => new(
        $"{name} has written this in a chat, from which somebody was asked into this conversation: {guests}. You can answer everybody as to any mail. Who was asked in and wants no more mails from there answers with the one word STOP.",
        $"{name} hat das in einem Chat geschrieben, von dem aus jemand in diese Unterhaltung geholt wurde: {guests}. Sie können allen wie auf jede E-Mail antworten. Wer dazugeholt wurde und von dort nichts mehr bekommen möchte, antwortet mit dem einen Wort STOP.");

    /// <summary>Whether a text, without what it quotes, is the word.</summary>
    public static bool IsStop(string text) =>
        text.Length <= 2 * LongestWord
        && text.Trim().Trim('.', '!', '"', '\'', '*', '„', '“', '”').ToUpperInvariant() is "STOP" or "STOPP";
}
