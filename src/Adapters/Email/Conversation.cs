using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Reactions;

namespace XmppGateway.Adapters.Email;

/// <summary>
/// What is remembered of the mails between one user and one contact, so that answers land in the right thread and failures at the right
/// address. Immutable and pure; small enough for one note whatever arrives.
/// </summary>
internal sealed record Conversation
{
    private const int MaxThreads = 6;
    private const int MaxReceived = 30;
    private const int MaxReacted = 4;
    private const int MaxEmoji = 6;
    private const int MaxSaid = 12;
    private const int MaxAnswerTo = 120;

    /// <summary>RFC 5321 §4.5.3.1.3, as <see cref="Mime.EmailAddress"/> has it: nothing longer can be written to.</summary>
    private const int MaxReturnPath = 254;
    private const int FewReceived = 10;

    public static readonly Conversation Empty = new();

    /// <summary>The latest last.</summary>
    public IReadOnlyList<MailThread> Threads { get; init; } = [];

    /// <summary>The latest last.</summary>
    public IReadOnlyList<ReceivedMail> Received { get; init; } = [];

    /// <summary>What the contact has said to mails by emoji, the latest last.</summary>
    public IReadOnlyList<ReactedMail> Reacted { get; init; } = [];

    /// <summary>What the user has said to mails by emoji where each goes by itself and none can be taken back, the latest last.</summary>
    public IReadOnlyList<SaidReaction> Said { get; init => field = value ?? field; } = [];

    /// <summary>The latest mail whose sender was checked was from the contact for sure.</summary>
    public bool IsVerified { get; init; }

    /// <summary>How the user gets out of this list or newsletter; null for people.</summary>
    public Subscription? Subscription { get; init; }

    /// <summary>The Message-ID of the first mail to the contact, which told them how to get no more; null when they had written before.</summary>
    public string? Introduction { get; init; }

    /// <summary>The contact has asked for no more mails, and has not written since.</summary>
    public bool IsStopped { get; init; }

    /// <summary>The id of the user's picture that the contact's chat program was told; null for none.</summary>
    public string? ToldPicture { get; init; }

    /// <summary>How long after its last mail a thread is found by its subject alone.</summary>
    private static readonly TimeSpan SubjectLives = TimeSpan.FromDays(14);

    /// <summary>The thread that one of the ids belongs to; where they belong to several, that of the last id, which is the nearest.</summary>
    public MailThread? FindThread(IReadOnlyList<string> ids)
    {
        for (var i = ids.Count - 1; i >= 0; i--)
        {
            if (Threads.LastOrDefault(thread => thread.Ids.Contains(ids[i])) is { } thread)
                return thread;
        }

        return null;
    }

    /// <summary>
    /// The thread that an answer goes on with whose ids nobody knows: programs lose References, servers rewrite Message-IDs. The participants are
    /// the same, because it is one conversation.
    /// </summary>
    public MailThread? FindThreadBySubject(string bareSubject, DateTimeOffset at) => bareSubject.Length == 0
        ? null
        : Threads.LastOrDefault(thread => thread.Has(bareSubject) && at.ToUnixTimeSeconds() - thread.Latest <= SubjectLives.TotalSeconds);

    /// <summary>Whether a mail's subject tells the chat something: it begins to speak of something else.</summary>
    public bool IsNews(string bareSubject) => bareSubject.Length > 0 && (Threads.Count == 0 || !Threads[^1].Has(bareSubject));

    /// <summary>What is remembered of a received mail.</summary>
    public ReceivedMail? FindReceived(string messageId) => Received.LastOrDefault(mail => mail.Id == messageId);

    /// <summary>
    /// Where a message goes that continues a thread, when that is not the contact: as the mail wants that it answers (RFC 5322 §3.6.2), or, of what came
    /// from the contact themself, the latest one in the thread.
    /// </summary>
    /// <param name="answered">The mail that the user has picked; null for a message that only goes on.</param>
    /// <param name="thread">The ids of the thread, the latest last.</param>
    public string? AnswerTo(string? answered, IReadOnlyList<string> thread) =>
        answered is not null && FindReceived(answered) is { } picked ? picked.AnswerTo
        : thread.Reverse().Select(FindReceived).FirstOrDefault(mail => mail is not null) is { AnswersFollow: true } latest ? latest.AnswerTo
        : null;

    /// <summary>The thread by its name in the neutral model.</summary>
    public MailThread? FindThread(string? name) =>
        name is null ? null : Threads.LastOrDefault(thread => EmailIds.ThreadOf(thread.Ids[0]) == name);

    /// <summary>Puts a mail on the thread that its ids belong to, or on a new one, and makes it the latest.</summary>
    /// <param name="ids">Its References, In-Reply-To and Message-ID, in this order.</param>
    /// <param name="subject">Without marks of answers.</param>
    /// <param name="at">When it came or went.</param>
    /// <param name="isAnswer">It says that it is an answer: without a known id its subject finds its thread.</param>
    /// <param name="leads">What is said next goes on with it; not after a mail that may be somebody else's.</param>
    public Conversation WithMail(IReadOnlyList<string> ids, string subject, DateTimeOffset at, bool isAnswer = false, bool leads = true)
    {
        var noted = ids.Where(MailThread.IsNotable).Distinct(StringComparer.Ordinal).ToList();
        if (noted.Count == 0)
            return this;

        var old = FindThread(noted) ?? (isAnswer ? FindThreadBySubject(subject, at) : null);
        var thread = (old ?? MailThread.Begin(subject, noted[0])).With(noted, at);
        List<MailThread> others = [.. Threads.Where(other => other != old).TakeLast(MaxThreads - 1)];
        return leads || others.Count == 0 || old == Threads[^1]
            ? this with { Threads = [.. others, thread] }
            : this with { Threads = [.. others[..^1], thread, others[^1]] };
    }

    /// <summary>
    /// As it was before a mail of ours was noted: a delivery that a crash interrupted after that is made again, and the mail must neither answer itself
    /// nor what was an answer to it. Its thread is the latest again.
    /// </summary>
    public Conversation Without(string messageId) => Threads.LastOrDefault(thread => thread.Ids.Contains(messageId)) is not { } own ? this : this with
    {
        Threads =
        [
            .. Threads.Where(thread => thread != own),
            .. own.Ids[0] == messageId ? (MailThread[])[] : [own with { Ids = [.. own.Ids.TakeWhile(id => id != messageId)] }],
        ],
    };

    /// <summary>Remembers a received mail: whom to tell about a failure, and what the chat was told.</summary>
    public Conversation WithReceived(ReceivedMail received) =>
        !MailThread.IsNotable(received.Id) ? this : this with
        {
            Received =
            [
                .. Received.Where(mail => mail.Id != received.Id).TakeLast(MaxReceived - 1),
                received with
                {
                    AnswerTo = received.AnswerTo?.Length <= MaxAnswerTo ? received.AnswerTo : null,
                    ReturnPath = received.ReturnPath?.Length <= MaxReturnPath ? received.ReturnPath : null,
                },
            ],
        };

    /// <summary>Without what is missed least, the oldest first; null when nothing can go.</summary>
    public Conversation? Shorter() =>
        Received.Count > FewReceived ? this with { Received = [.. Received.TakeLast(FewReceived)] }
        : Threads.Count > 1 ? this with { Threads = [.. Threads.Skip(1)] }
        : Received.Count > 0 ? this with { Received = [.. Received.Skip(1)] }
        : Threads is [{ Ids.Count: > 1 } only] ? this with { Threads = [only with { Ids = [only.Ids[0], .. only.Ids.Skip(2)] }] }
        : Reacted.Count > 0 ? this with { Reacted = [.. Reacted.Skip(1)] }
        : Said.Count > 0 ? this with { Said = [.. Said.Skip(1)] }
        : null;

    /// <summary>The mails that the user has displayed with this one (XEP-0333 §4.2: all before it), and that ask to be told so, the oldest first.</summary>
    public IReadOnlyList<ReceivedMail> AsksReceiptUpTo(string messageId)
    {
        var newest = Received.ToList().FindLastIndex(mail => mail.Id == messageId);
        return [.. Received.Take(newest + 1).Where(mail => mail.AsksReceipt)];
    }

    /// <summary>The author of a mail was told that it was displayed.</summary>
    public Conversation WithReceiptSent(string messageId) =>
        this with { Received = [.. Received.Select(mail => mail.Id == messageId ? mail with { AsksReceipt = false } : mail)] };

    /// <summary>The contact has written: who says STOP to the first mail gets no more, and who writes anything else lifts that.</summary>
    /// <param name="answered">What the mail answers.</param>
    /// <param name="isStop">It says the word, and nothing else.</param>
    public Conversation WithAnswer(IReadOnlyList<string> answered, bool isStop) =>
        this with { IsStopped = isStop && (IsStopped || (Introduction is { } first && answered.Contains(first))) };

    /// <summary>Adds to what the contact has said to a mail.</summary>
    /// <param name="target">The mail.</param>
    /// <param name="reaction">What comes now.</param>
    public Conversation WithReaction(string target, MailReaction reaction)
    {
        var before = reaction.Dialect == ReactionDialect.Gmail ? EmojiOn(target) : [];
        List<string> all = [.. before.Union(reaction.Emoji, StringComparer.Ordinal)];
        return !MailThread.IsNotable(target) ? this : this with
        {
            Reacted = [.. Reacted.Where(mail => mail.Target != target).TakeLast(MaxReacted - 1), new(target, [.. all.TakeLast(MaxEmoji)])],
        };
    }

    /// <summary>All that the contact has said to a mail.</summary>
    public IReadOnlyList<string> EmojiOn(string target) => Reacted.LastOrDefault(mail => mail.Target == target)?.Emoji ?? [];

    /// <summary>What the user has said to a mail; null for nothing.</summary>
    public SaidReaction? SaidTo(string target) => Said.LastOrDefault(mail => mail.Target == target);

    /// <summary>The user has said one more.</summary>
    /// <param name="target">The mail.</param>
    /// <param name="emoji">What it said.</param>
    /// <param name="messageId">The mail that said it.</param>
    public Conversation WithSaid(string target, string emoji, string messageId) => !MailThread.IsNotable(target) ? this : this with
    {
        Said =
        [
            .. Said.Where(mail => mail.Target != target).TakeLast(MaxReacted - 1),
            new(target, [.. (SaidTo(target)?.Mails ?? []).Where(mail => mail.Emoji != emoji).Append(new(emoji, messageId)).TakeLast(MaxSaid)]),
        ],
    };

    /// <summary>What a mail has said did not arrive, and may be said again. This, where it had said nothing.</summary>
    public Conversation WithoutSaid(string messageId) => !Said.Any(said => said.Mails.Any(mail => mail.MessageId == messageId)) ? this : this with
    {
        Said = [.. Said.Select(said => said with { Mails = [.. said.Mails.Where(mail => mail.MessageId != messageId)] }).Where(said => said.Mails.Count > 0)],
    };
}
