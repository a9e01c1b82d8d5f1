using System.Buffers;

namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>The words of introductions: how "wrote" is said, and how such a line begins.</summary>
internal static class IntroductionWords
{
    private static readonly string[] Verbs =
    [
        "wrote", "writes", "has written", // English
        "schrieb", "schrieb folgendes", "hat geschrieben", "geschrieben", // German
        "a écrit", "écrivait", "écrit", // French
        "escribió", "escribio", "ha escrito", // Spanish
        "ha scritto", "scritto", "scrisse", // Italian
        "escreveu", // Portuguese
        "schreef", // Dutch ("het volgende geschreven" as in German)
        "napisał(a)", "napisał", "napisała", "pisze", // Polish
        "skrev", "skrev følgende", "skreiv", // Danish, Norwegian, Swedish
        "kirjoitti", // Finnish
        "написал", "написала", "написал(а)", "пишет", "писал", "писал(а)", // Russian
        "написав", "написала", "пише", "написав(ла)", // Ukrainian
        "napsal", "napsala", "napsal(a)", // Czech
        "napísal", "napísala", "napísal(a)", // Slovak
        "napisao je", "napisala je", "je napisao", "je napisal", "je napisala", // Croatian, Serbian, Slovenian
        "írta", "ezt írta", // Hungarian
        "a scris", // Romanian
        "yazdı", "şunu yazdı", "şunları yazdı", // Turkish
        "έγραψε", // Greek
        "написа", // Bulgarian
        "kirjutas", "rakstīja", "rašė", // Estonian, Latvian, Lithuanian
        "va escriure", "escrigué", // Catalan
        "đã viết", "menulis", // Vietnamese, Indonesian
        "כתב", "כתבה", "כתב/ה", "كتب", "نوشت", // Hebrew, Arabic, Persian
        "写道", "寫道", "写信", "来信", // Chinese
        "書きました", "のメール", "作成", // Japanese
        "작성", "작성했습니다", "썼습니다", "님의 말", // Korean
        "ने लिखा", "เขียนว่า", // Hindi, Thai
    ];

    private static readonly string[] Openers =
    [
        "On ", "At ", "Am ", "Den ", "Le ", "El ", "Il ", "In data ", "Em ", "No dia ", "A ", "Op ", "W dniu ", "Dnia ", "Dňa ", "Dne ", "På ", "Kl ",
        "Ti", "Ke", "To", "Pe", "La", "Su", "Ma", "В ", "Вт", "Пн", "Ср", "Чт", "Пт", "Сб", "Вс", "У ", "На ", "Στις ", "La ", "Pe ", "Tarih", "Vào ", "Pada ",
        "在", "於", "于", "בתאריך", "في", "---",
    ];

    private static readonly SearchValues<string> AllVerbs = SearchValues.Create(Verbs, StringComparison.OrdinalIgnoreCase);

    private static readonly Dictionary<char, string[]> ByLast = Verbs.GroupBy(verb => verb[^1]).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Whether a line begins as introductions do: with a word for "on", or with a number.</summary>
    public static bool Opens(ReadOnlySpan<char> line)
    {
        var start = line.TrimStart(" \u00A0*_->\"");
        if (start.Length > 0 && char.IsAsciiDigit(start[0]))
        {
            return true;
        }

        foreach (var opener in Openers)
        {
            if (line.TrimStart().StartsWith(opener, StringComparison.Ordinal) || start.StartsWith(opener, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public static bool EndsInVerb(ReadOnlySpan<char> text)
    {
        foreach (var verb in text.Length > 0 && ByLast.TryGetValue(char.ToLowerInvariant(text[^1]), out var some) ? some : [])
        {
            if (text.EndsWith(verb, StringComparison.OrdinalIgnoreCase) && IsWhole(text, text.Length - verb.Length, verb.Length))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a verb stands somewhere in a line, as in German and Dutch before the name.</summary>
    public static bool HasVerb(ReadOnlySpan<char> text)
    {
        for (var from = 0; from < text.Length && text[from..].IndexOfAny(AllVerbs) is >= 0 and var at; from += at + 1)
        {
            foreach (var verb in Verbs)
            {
                if (text[(from + at)..].StartsWith(verb, StringComparison.OrdinalIgnoreCase) && IsWhole(text, from + at, verb.Length))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Chinese, Japanese and Korean set no spaces between words.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text, int start, int length) =>
        text[start] >= '\u3000'
        || ((start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length])));
}
