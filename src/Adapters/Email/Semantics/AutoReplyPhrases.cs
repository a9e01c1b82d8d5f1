namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>
/// COMPAT(Exchange, older vacation programs): answers that hardly anything but their subject tells from a person's. People write about vacations and
/// answering machines, too, so no subject is enough by itself. Data.
/// </summary>
internal static class AutoReplyPhrases
{
    /// <summary>Before a colon nobody else writes these.</summary>
    private static readonly string[] OfPrograms =
    [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "automatic response", "out of office", "out of office reply",
        "out of office autoreply", "vacation reply", "automatische antwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "réponse automatique",
        "respuesta automática", "risposta automatica", "resposta automática", "automatisch antwoord", "automatiskt svar", "automatisk svar", "autosvar",
        "automaattinen vastaus", "automatyczna odpowiedź", "automatická odpověď", "автоматический ответ", "автоответ", "自動返信", "自動応答", "自动回复", "자동 회신",
    ];

    private static readonly string[] OfAnybody = ["vacation:", "out of the office", "absence du bureau", "fuera de la oficina", "fuori sede"];

    /// <summary>Whether a subject begins as those of vacation programs do, and of some people.</summary>
    public static bool MayBeSubject(string? subject) => subject?.TrimStart() is { } text
        && (Array.Exists(OfPrograms, phrase => StartsWith(text, phrase)) || Array.Exists(OfAnybody, phrase => StartsWith(text, phrase)));

    /// <summary>Whether a program has set its words before the subject of the mail that it answers, as people's programs set "Re:".</summary>
    public static bool IsSubject(string? subject) => subject?.TrimStart() is { } text
        && Array.Exists(OfPrograms, phrase => StartsWith(text, phrase) && text.AsSpan(phrase.Length).TrimStart() is [':' or '：', ..]);

    private static bool StartsWith(string text, string phrase) => text.StartsWith(phrase, StringComparison.OrdinalIgnoreCase);
}
