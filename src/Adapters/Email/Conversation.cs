using System.Text;

namespace XmppGateway.Adapters.Email;

/// <summary>
/// What is remembered of the mails between one user and one contact, so that answers land in the right thread and failures at the right
/// address. Immutable and pure; small enough for one note whatever arrives.
/// </summary>
internal sealed record Conversation
{
    private const int MaxThreads = 6;
    private const int MaxReceived = 30;

    public static readonly Conversation Empty = new();

    /// <summary>The latest last.</summary>
    public IReadOnlyList<MailThread> Threads { get; init; } = [];

    /// <summary>The latest last.</summary>
    public IReadOnlyList<ReceivedMail> Received { get; init; } = [];

    /// <summary>The thread that one of the ids belongs to.</summary>
    public MailThread? FindThread(IEnumerable<string> ids) => Threads.LastOrDefault(thread => ids.Any(thread.Ids.Contains));

    /// <summary>The thread by its name in the neutral model.</summary>
    public MailThread? FindThread(string? name) =>
        name is null ? null : Threads.LastOrDefault(thread => EmailIds.ThreadOf(thread.Ids[0]) == name);

    /// <summary>Where failures of a received mail go; null when nobody may be told.</summary>
    public string? ReturnPathOf(string messageId) => Received.LastOrDefault(mail => mail.Id == messageId)?.ReturnPath;

    /// <summary>Puts a mail on the thread that its ids belong to, or on a new one, and makes it the latest.</summary>
    /// <param name="ids">Its References, In-Reply-To and Message-ID, in this order.</param>
    public Conversation WithMail(IReadOnlyList<string> ids, string subject)
    {
        var noted = ids.Where(MailThread.IsNotable).Distinct(StringComparer.Ordinal).ToList();
        if (noted.Count == 0)
            return this;

        var old = FindThread(noted);
        var thread = (old ?? MailThread.Begin(subject, noted[0])).With(noted);
        return this with { Threads = [.. Threads.Where(other => other != old).TakeLast(MaxThreads - 1), thread] };
    }

    /// <summary>Remembers whom to tell about a failure of a received mail.</summary>
    public Conversation WithReceived(string messageId, string? returnPath) =>
        !MailThread.IsNotable(messageId) ? this : this with
        {
            Received = [.. Received.Where(mail => mail.Id != messageId).TakeLast(MaxReceived - 1), new(messageId, returnPath)],
        };
}

/// <summary>One thread of mails.</summary>
/// <param name="Subject">Without "Re:".</param>
/// <param name="Ids">Oldest first; the first is the root and stays.</param>
internal sealed record MailThread(string Subject, IReadOnlyList<string> Ids)
{
    private const int MaxIds = 20;
    private const int MaxIdBytes = 250;
    private const int MaxSubjectLength = 200;

    /// <summary>Whether an id is of a size to be kept, also as JSON. Real ones are; RFC 5322 §2.1.1 allows almost a kilobyte.</summary>
    public static bool IsNotable(string id) =>
        Encoding.UTF8.GetByteCount(id) <= MaxIdBytes && !id.Any(c => c is '"' or '\\' || char.IsControl(c));

    public static MailThread Begin(string subject, string root) => new(subject.Length <= MaxSubjectLength ? subject : subject[..MaxSubjectLength], [root]);

    /// <summary>RFC 5322 §3.6.4 lets References be shortened; the first and the latest ids matter to those who read them.</summary>
    public MailThread With(IReadOnlyList<string> ids)
    {
        List<string> all = [.. Ids.Where(id => !ids.Contains(id) || id == Ids[0]), .. ids.Where(id => id != Ids[0])];
        return this with { Ids = all.Count <= MaxIds ? all : [all[0], .. all.TakeLast(MaxIds - 1)] };
    }
}

/// <summary>One received mail.</summary>
/// <param name="ReturnPath">Null: never answer this mail with a failure.</param>
internal sealed record ReceivedMail(string Id, string? ReturnPath);
