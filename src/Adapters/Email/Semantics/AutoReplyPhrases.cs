namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>COMPAT(Exchange, older vacation programs): answers that only their subject tells from a person's. Data.</summary>
internal static class AutoReplyPhrases
{
    private static readonly string[] Prefixes =
    [
        "automatic reply:", "auto reply:", "auto-reply:", "autoreply:", "auto response:", "automatic response", "out of office", "out of the office",
        "vacation:", "vacation reply", "automatische antwort:", "abwesenheitsnotiz:", "abwesenheitsnachricht", "réponse automatique", "absence du bureau",
        "respuesta automática", "fuera de la oficina", "risposta automatica", "fuori sede", "resposta automática", "automatisch antwoord", "automatiskt svar",
        "automatisk svar", "autosvar", "automaattinen vastaus", "automatyczna odpowiedź", "automatická odpověď", "автоматический ответ", "автоответ",
        "自動返信", "自動応答", "自动回复", "자동 회신",
    ];

    public static bool IsSubject(string subject)
    {
        var text = subject.Trim();
        return Array.Exists(Prefixes, prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
