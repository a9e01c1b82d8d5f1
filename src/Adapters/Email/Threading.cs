using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email;

/// <summary>Decides which thread an outgoing message continues, and under which subject. Pure.</summary>
internal static class Threading
{
    private const int MaxSubjectLength = 60;

    /// <summary>
    /// An answer goes to the thread of what it answers, a message with a thread's name to that thread, one with a new subject begins a
    /// thread, and everything else continues the latest one, as people expect it of a chat.
    /// </summary>
    public static ReplyContext Place(Message message, Conversation known)
    {
        var parent = message.ReplyTo?.Value;
        var thread = (parent is null ? null : known.FindThread([parent]))
            ?? known.FindThread(message.Thread)
            ?? (parent is null && IsNewSubject(message.Subject, known) ? null : known.Threads is [.., var latest] ? latest : null);

        if (parent is not null && thread?.Ids.Contains(parent) != true)
            return new(WithRe(thread?.Subject ?? FirstSubject(message)), parent, [parent]);
        if (thread is null)
            return new(FirstSubject(message), null, []);

        return new(WithRe(thread.Subject), parent ?? thread.Ids[^1], thread.Ids);
    }

    /// <summary>A subject without the marks of answers: "Re: AW: hello" is "hello".</summary>
    public static string BareSubject(string subject)
    {
        var rest = subject.AsSpan().Trim();
        while (AnswerMark(rest) is > 0 and var length)
            rest = rest[length..].TrimStart();

        return rest.ToString();
    }

    private static string WithRe(string subject) => "Re: " + BareSubject(subject);

    private static bool IsNewSubject(string? subject, Conversation known) =>
        !string.IsNullOrWhiteSpace(subject)
        && (known.Threads.Count == 0 || !BareSubject(subject).Equals(known.Threads[^1].Subject, StringComparison.OrdinalIgnoreCase));

    /// <summary>A chat has no subject: the first line stands for it, or, where that says nothing, the name of the user.</summary>
    private static string FirstSubject(Message message)
    {
        if (!string.IsNullOrWhiteSpace(message.Subject))
            return message.Subject.Trim();

        var line = message.Body.Plain.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.Any(char.IsLetterOrDigit));
        if (line is null)
            return "Chat with " + (message.User.Local ?? message.User.Domain);
        if (line.Length <= MaxSubjectLength)
            return line;

        var end = line.LastIndexOf(' ', MaxSubjectLength);
        end = end > 0 ? end : char.IsHighSurrogate(line[MaxSubjectLength - 1]) ? MaxSubjectLength - 1 : MaxSubjectLength;
        return line[..end].TrimEnd() + "…";
    }

    /// <summary>The length of "Re:", "AW:", "Re[2]:" and their like at the start; 0 when there is none.</summary>
    private static int AnswerMark(ReadOnlySpan<char> text)
    {
        foreach (var mark in (ReadOnlySpan<string>)["re", "aw", "sv", "vs", "antw", "odp", "res", "回复", "答复"])
        {
            if (!text.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                continue;

            var rest = text[mark.Length..];
            var counter = rest is ['[', ..] && rest.IndexOf(']') is > 0 and < 6 and var close ? close + 1 : 0;
            if (rest[counter..] is [':' or '：', ..])
                return mark.Length + counter + 1;
        }

        return 0;
    }
}
