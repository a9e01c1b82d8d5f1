using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

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
        // A mail that cannot be named is answered by what goes on where it stood.
        var parent = message.ReplyTo?.Value is { } id && !EmailIds.IsUnnamed(id) ? id : null;
        var thread = (parent is null ? null : known.FindThread([parent]))
            ?? known.FindThread(message.Thread)
            ?? (parent is null && IsNewSubject(message.Subject, known) ? null : known.Threads is [.., var latest] ? latest : null);

        if (parent is not null && thread?.Ids.Contains(parent) != true)
            return new(WithRe(thread?.Subject ?? FirstSubject(message)), parent, [parent]);
        if (thread is null)
            return new(FirstSubject(message), null, []);

        return new(WithRe(thread.Subject), parent ?? thread.Ids[^1], thread.Ids);
    }

    /// <summary>
    /// The ids that a mail names of its thread, from the farthest to the nearest, its own last: In-Reply-To names what is answered, and programs
    /// that send only that leave References out.
    /// </summary>
    public static IReadOnlyList<string> Chain(MessageView mail) =>
    [
        .. mail.InReplyTo.Except(mail.References), .. mail.ReferencedIds, .. mail.MessageId is { } own ? [own] : Array.Empty<string>(),
    ];

    private static string WithRe(string subject) => "Re: " + SubjectMarks.Bare(subject);

    private static bool IsNewSubject(string? subject, Conversation known) =>
        !string.IsNullOrWhiteSpace(subject)
        && known.IsNews(SubjectMarks.Bare(subject));

    /// <summary>A chat has no subject: the first line stands for it, or, where that says nothing, the name of the user.</summary>
    private static string FirstSubject(Message message)
    {
        if (!string.IsNullOrWhiteSpace(message.Subject))
            return message.Subject.Trim();

        var line = message.Body.Plain.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.Any(char.IsLetterOrDigit));
        if (line is null && message.Attachments is [var file, ..])
            return file.Name;
        if (line is null)
            return "Chat with " + (message.User.Local ?? message.User.Domain);
        if (line.Length <= MaxSubjectLength)
            return line;

        var end = line.LastIndexOf(' ', MaxSubjectLength);
        end = end > 0 ? end : char.IsHighSurrogate(line[MaxSubjectLength - 1]) ? MaxSubjectLength - 1 : MaxSubjectLength;
        return line[..end].TrimEnd() + "…";
    }
}
