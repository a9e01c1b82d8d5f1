namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>COMPAT(Exchange, older vacation programs): answers that only their subject tells from a person's. Data.</summary>
internal static class AutoReplyPhrases
{
    private static readonly string[] Prefixes =
    [
        "automatic reply:", "auto reply:", "auto-reply:", "autoreply:", "auto response:", "automatic response",
        "automatische antwort:", "abwesenheitsnotiz:", "abwesenheitsnachricht:", "réponse automatique",
        "respuesta automática", "risposta automatica", "resposta automática", "automatisch antwoord", "automatiskt svar",
        "automatisk svar", "autosvar", "automaattinen vastaus", "automatyczna odpowiedź", "automatická odpověď", "автоматический ответ", "автоответ",
        "自動返信", "自動応答", "自动回复", "자동 회신",
    ];

    // People write these, too, when they plan a holiday; but not above an answer, whose subject they leave as it is.
    private static readonly string[] PrefixesOfAnswers =
    [
        "out of office", "out of the office", "vacation:", "vacation reply", "abwesenheitsnachricht", "absence du bureau", "fuera de la oficina", "fuori sede",
    ];

    /// <param name="isAnswer">The mail names one that it answers.</param>
    public static bool IsSubject(string subject, bool isAnswer)
    {
        var text = subject.Trim();
        return Array.Exists(Prefixes, Begins) || (isAnswer && Array.Exists(PrefixesOfAnswers, Begins));

        bool Begins(string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
    }
}
