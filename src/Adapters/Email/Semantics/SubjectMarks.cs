namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>
/// The marks that programs set before the subject of an answer ("Re:") or of a mail that is passed on ("Fwd:"). RFC 5322 §3.6.5 knows the first only;
/// many programs translate it, and some count ("Re[2]:", "Re^2:", "Re: (3)").
/// </summary>
internal static class SubjectMarks
{
    private static readonly string[] Answers =
    [
        "re", "aw", "antw", "antwort", "sv", "vs", "odp", "res", "rép", "rif", "r", "ynt", "atb", "bls", "απ", "σχετ", "vá", "válasz", "отв", "ответ",
        "на", "відп", "תגובה", "השב", "رد", "回复", "回覆", "答复", "答覆", "返信", "回信", "답장", "회신",
    ];

    private static readonly string[] Forwards =
    [
        "fwd", "fw", "wg", "tr", "rv", "enc", "pd", "vb", "vl", "doorst", "i", "inoltra", "továbbítás", "trs", "πρθ", "i̇lt", "ilt", "пер", "пересл",
        "הועבר", "إعادة توجيه", "转发", "轉寄", "転送", "전달",
    ];

    /// <summary>A subject without its marks: "Re: AW: hello" is "hello".</summary>
    public static string Bare(string subject)
    {
        var rest = subject.AsSpan().Trim();
        while (Math.Max(LengthOf(rest, Answers), LengthOf(rest, Forwards)) is > 0 and var length)
        {
            rest = rest[length..].TrimStart();
        }

        return rest.ToString();
    }

    /// <summary>A subject without the marks of answers: "Re: Fwd: hello" is "Fwd: hello".</summary>
    public static string WithoutAnswers(string subject)
    {
        var rest = subject.AsSpan().Trim();
        while (LengthOf(rest, Answers) is > 0 and var length)
        {
            rest = rest[length..].TrimStart();
        }

        return rest.ToString();
    }

    /// <summary>True when the outermost mark says that a mail is an answer.</summary>
    public static bool IsAnswer(string? subject) => subject is not null && LengthOf(subject.AsSpan().TrimStart(), Answers) > 0;

    /// <summary>True when the outermost mark says that a mail is passed on.</summary>
    public static bool IsForward(string? subject) => subject is not null && LengthOf(subject.AsSpan().TrimStart(), Forwards) > 0;

    private static int LengthOf(ReadOnlySpan<char> text, string[] marks)
    {
        foreach (var mark in marks)
        {
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase) && CounterAndColon(text[mark.Length..]) is > 0 and var rest)
            {
                return mark.Length + rest;
            }
        }

        return 0;
    }

    /// <summary>The length of ":", "[2]:", "(2):", "^2:" or "*2:"; 0 for anything else.</summary>
    private static int CounterAndColon(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (text is ['[' or '(' or '^' or '*', ..])
        {
            at++;
            while (at < text.Length && at < 6 && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            at += at < text.Length && text[at] is ']' or ')' ? 1 : 0;
        }

        // French sets a space before the colon.
        at += at < text.Length && text[at] is ' ' or '\u00A0' && at + 1 < text.Length && text[at + 1] is ':' or '：' ? 1 : 0;
        return at < text.Length && text[at] is ':' or '：' ? at + 1 : 0;
    }
}
