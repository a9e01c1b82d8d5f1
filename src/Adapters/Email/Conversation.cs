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
