using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Receipts;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email;

/// <summary>One incoming mail as events for one user. Pure: the same mail always gives the same events.</summary>
internal sealed class FromMail(EmailIds ids, EmailOptions options)
{
    /// <summary>A mail that is older than this has a wrong clock behind it, not a slow server (RFC 5321 §4.5.4.1: at most 5 days).</summary>
    private static readonly TimeSpan OldestDate = TimeSpan.FromDays(30);

    /// <summary>Reads all of a mail that does not depend on whom it is for.</summary>
    public IncomingMail Read(MessageView view, MailContent content, string envelopeSender, DateTimeOffset arrived)
    {
        var list = ListOf(view);
        var writer = Author(view, envelopeSender);
        var domain = EmailAddress.TryParse(writer.Address, out var address) ? address.ToAsciiDomain() : null;
        var signs = AutomationSigns.Read(view, envelopeSender);
        var trust = SenderCheck.TrustIn(view, domain, options.TrustedAuthServers, list is not null || MailingList.IsProven(view, options.TrustedAuthServers));
        var isSpam = SenderCheck.IsSpam(view, options.SpamHeaders);
        var mayChange = trust is SenderTrust.Verified or SenderTrust.Unknown && !isSpam;

        // Name and spelling are those of the contact for everybody: what somebody else may have written is not taken.
        var author = list is not null ? ContactOf(list.Address, list.Name) : mayChange ? writer : Unnamed(writer);

        // RFC 5321 §4.5.5: reports have the null reverse path. What a person has written about one is theirs, and so is the answer to it.
        if (content.Kind is MailKind.Bounce or MailKind.Delay && envelopeSender.Length > 0 && !AutomationSigns.IsProgram(signs) && !signs.HasFlag(Automation.Role))
            content = content with { Kind = MailKind.Message };

        // What changes or stands for other messages is not taken from somebody who is not who they say.
        var reaction = mayChange ? MailReaction.Read(view) : null;
        if (reaction is not null)
            content = content with { Attachments = [.. content.Attachments.Where(part => part.Part != reaction.Part)] };

        return new(view, content, author, envelopeSender, arrived)
        {
            Signs = signs,
            Trust = trust,
            IsSpam = isSpam,
            List = list,
            Writer = list is null ? null : writer,

            AnswerTo = list is null && mayChange ? AnswerTo(view, author) : null,
            Reaction = reaction,
            Chat = mayChange ? ChatHeaders.Read(view) : new(),
            Subscription = trust == SenderTrust.Failed ? null : Subscription.Read(view, options.TrustedAuthServers, [domain, list?.Address.ToAsciiDomain(), DomainOf(envelopeSender)]),
            Notification = trust == SenderTrust.Failed ? null : DispositionNotification.Read(view),
            AsksReceipt = IsPersonal() && ReceiptRequest.IsIn(view),
            GetsReceipt = IsPersonal() && AutomationSigns.MayAnswer(signs) && ReceiptRequest.MayBeAnswered(view, envelopeSender),
        };

        bool IsPersonal() => content.Kind == MailKind.Message && list is null && trust != SenderTrust.Failed && !isSpam;

        static string? DomainOf(string sender) => EmailAddress.TryParse(sender, out var path) ? path.ToAsciiDomain() : null;
    }

    /// <summary>The list that a mail says it came by, where its domain stands for that.</summary>
    private MailingList? ListOf(MessageView view)
    {
        var claimed = MailingList.Read(view, address => address.ToAsciiDomain().Equals(options.MailDomain, StringComparison.OrdinalIgnoreCase));
        return claimed is not null && SenderCheck.MaySpeakFor(view, claimed.Address.ToAsciiDomain(), options.TrustedAuthServers) ? claimed : null;
    }

    /// <summary>A mail that says it came by a list or is a newsletter, in the name of somebody who is neither: as one of its author's.</summary>
    public static IncomingMail WithoutList(IncomingMail mail) => mail with
    {
        List = null,
        Writer = null,
        Author = mail.Writer is null ? mail.Author : mail.MayChange ? mail.Writer : Unnamed(mail.Writer),
        Subscription = null,
    };

    /// <summary>A mail that could not be read: nothing of it is believed but its envelope.</summary>
    public IncomingMail Unread(MessageView view, string envelopeSender, DateTimeOffset arrived) => new(
        view,
        new MailContent { Kind = MailKind.Unreadable, Text = new RichText("") },
        EmailAddress.TryParse(envelopeSender, out var sender) ? ContactOf(sender, null) with { IsProven = false } : MailSystem(),
        envelopeSender,
        arrived)
    {
        Signs = envelopeSender.Length == 0 ? Automation.NullSender : Automation.None,
    };

    private static EmailAddress? AnswerTo(MessageView view, RemoteContact author) =>
        view.ReplyTo is [var only] && EmailAddress.TryParse(only.Address, out var address) && address.Canonical != author.Id.Value ? address : null;

    /// <summary>What <see cref="LoopGuard"/> wants to know of a mail for one user.</summary>
    /// <param name="isOwn">The user for whom it is has sent it.</param>
    public MailTraits TraitsOf(IncomingMail mail, bool isOwn, SentMail? about) => new(
        mail.Signs,
        mail.View.Headers.Count(field => field.Is("Received")),
        ids.IsOwn(mail.View.GivenId),
        isOwn,
        mail.View.InReplyTo.Any(ids.IsOwn) || mail.View.ReferencedIds.Any(ids.IsOwn),
        about is not null && MailReport.IsOne(mail));

    /// <summary>
    /// The mail that a reaction is about, which is always what In-Reply-To names (RFC 9078 §3); null for a mail that is no reaction. Those of the members
    /// of a list are words: in its chat they would be those of one person, each in the place of the one before.
    /// </summary>
    public static string? ReactionTarget(IncomingMail mail) => mail.Reaction is null || mail.List is not null ? null : mail.View.InReplyTo[0];

    /// <summary>The mail that a mail answers; null for one that answers none.</summary>
    public string? FindParent(IncomingMail mail, Func<string, bool> isKnown) => ids.FindParent(mail.View, isKnown);

    /// <param name="about">The mail of ours that a report is about; null for every other mail.</param>
    public static IReadOnlyList<GatewayEvent> Translate(IncomingMail mail, KeptParts kept, MailOwner owner, MailPlace place, SentMail? about)
    {
        if (MailReport.Read(mail, DateOf(mail), about) is { } told)
            return told;

        var user = owner.User;
        return 0 switch
        {
            _ when place.Automatic == AllowanceOutcome.Silent => [],
            _ when place.Automatic == AllowanceOutcome.FallsSilent => [FellSilent(mail, user)],
            _ when mail.Reaction is not null && ReactionTarget(mail) is { } target => mail.Reaction.IsAlone
                ? [Reacted(mail, user, target, place.Emoji ?? mail.Reaction.Emoji)]
                : [Text(mail, kept, user, place), Reacted(mail, user, target, place.Emoji ?? mail.Reaction.Emoji)],
            _ when mail.Reaction is { IsAlone: true } => [Text(mail, kept, user, place) with { Body = new(""), Attachments = [], Whole = null, Remarks = [.. RemarksOn(mail, place)] }],

            // All members of a list are one contact: nobody changes the words of another.
            _ when mail.List is not null => [Text(mail, kept, user, place)],
            _ when mail.Chat.Edits is { } edited && !string.IsNullOrWhiteSpace(mail.Content.Body) => kept is { Files.Count: 0, Remarks.Count: 0 }
                ? [Edited(mail, user, edited)]

                // A correction is one of words (XEP-0308 as well): what else the mail brings is a message, and has its id.
                : [Edited(mail, user, edited) with { Id = null }, Text(mail, kept, user, place) with { Body = new("") }],
            _ when mail.Chat.Deletes.Count > 0 => [.. mail.Chat.Deletes.Select(id => TakenBack(mail, user, id))],
            _ => [Text(mail, kept, user, place)],
        };
    }


    /// <summary>A mail that could not be read, as it came.</summary>
    public static Message PassOn(IncomingMail unread, KeptParts original, Jid user) => new()
    {
        User = user,
        Contact = unread.Author,
        Timestamp = unread.Arrived,
        Body = new(""),
        Remarks = original.Remarks,
        Whole = original.Whole,
        Id = EmailIds.ReceivedId(unread.View),
    };

    /// <summary>
    /// Whom a mail is from. RFC 5322 §3.6.2 demands a usable From; without one the envelope tells, and without that it is the mail system.
    /// </summary>
    public RemoteContact Author(MessageView mail, string envelopeSender)
    {
        foreach (var mailbox in mail.From.Concat(mail.Sender is { } sender ? [sender] : []))
        {
            if (EmailAddress.TryParse(mailbox.Address, out var address))
                return ContactOf(address, mailbox.DisplayName);
        }

        return EmailAddress.TryParse(envelopeSender, out var fallback) ? ContactOf(fallback, null) : MailSystem();
    }

    /// <summary>Whether the author may be told that his mail did not arrive (RFC 3834 §2, RFC 5321 §4.5.5).</summary>
    public static bool MayBounce(IncomingMail mail) =>
        mail.Content.Kind is MailKind.Message or MailKind.Unreadable && AutomationSigns.MayReport(mail.Signs)

        // A forged sender would get the report of what somebody else has sent.
        && mail.Trust != SenderTrust.Failed && !mail.IsSpam;

    private static Message Text(IncomingMail mail, KeptParts kept, Jid user, MailPlace place) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = DateOf(mail),
        Body = BodyOf(mail.Content, kept),
        Attachments = kept.Files,
        Remarks = [.. RemarksOn(mail, place), .. kept.Remarks],
        Whole = kept.Whole,
        Kind = mail.Content.Kind is MailKind.Message or MailKind.List && !AutomationSigns.IsProgram(mail.Signs) && !mail.Chat.IsProgramTalk
            ? MessageKind.Chat
            : MessageKind.Notice,
        Subject = place.ShowsSubject && mail.Content.Subject is { } subject ? SubjectMarks.WithoutAnswers(subject) : null,
        Thread = place.ThreadRoot is { } root ? EmailIds.ThreadOf(root) : null,
        Id = EmailIds.ReceivedId(mail.View),
        ReplyTo = place.Parent is { } parent ? new(parent) : null,
    };

    private static IEnumerable<LocalText> RemarksOn(IncomingMail mail, MailPlace place)
    {
        var writer = mail.Writer ?? mail.Author;
        if (place.Role is { } role)
            yield return MailRemarks.ForRole(role);
        if (mail.List is null && ParticipantsIn(mail.View) is { } participants)
            yield return participants;
        if (mail is { List: not null, Reaction: { } reaction })
            yield return MailRemarks.Reacted(reaction.Emoji);
        if (mail.Writer is not null)
            yield return MailRemarks.WrittenBy(writer);
        if (mail.Trust == SenderTrust.Failed)
            yield return MailRemarks.Forged(writer.Address);
        else if (place.LostTrust)
            yield return MailRemarks.NoLongerVerified(writer.Address);
        else if (place.IsUnproved)
            yield return MailRemarks.NotVerified(writer.Address);
        if (mail.AnswerTo is { } answerTo)
            yield return MailRemarks.AnswersGoTo(answerTo.Text);
        if (mail.IsSpam)
            yield return MailRemarks.Spam;
        if (mail.Signs.HasFlag(Automation.Replied))
            yield return MailRemarks.AutomaticAnswer;
        if (place.Stops)
            yield return MailRemarks.Stops(mail.Author.Address);
    }

    /// <summary>The people of To and Cc, where there are several. A reader of Bcc is in neither, and nobody is told of them.</summary>
    private static LocalText? ParticipantsIn(MessageView mail)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var to = Named(mail.To);
        var cc = Named(mail.Cc);
        return seen.Count > 1 ? MailRemarks.Participants(to, cc) : null;

        List<string> Named(IReadOnlyList<Mailbox> mailboxes) =>
        [
            .. mailboxes.Select(mailbox => EmailAddress.TryParse(mailbox.Address, out var address) && seen.Add(address.Canonical)
                ? ShownNames.Of(mailbox.DisplayName, address) is { } name ? $"{name} ({address.Text})" : address.Text
                : null).OfType<string>(),
        ];
    }

    private static Message FellSilent(IncomingMail mail, Jid user) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = mail.Arrived,
        Body = new(""),
        Kind = MessageKind.Notice,
        Remarks = [MailRemarks.FellSilent(mail.Author.Address)],
    };

    private static Abstractions.Reactions Reacted(IncomingMail mail, Jid user, string target, IReadOnlyList<string> emoji) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = DateOf(mail),
        Target = new(target),
        Emoji = [.. emoji],
    };

    private static Edit Edited(IncomingMail mail, Jid user, string target) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = DateOf(mail),
        Target = new(target),
        Body = new(ChatHeaders.WithoutSign(mail.Content.Body)),
        Id = EmailIds.ReceivedId(mail.View),
    };

    private static Retraction TakenBack(IncomingMail mail, Jid user, string target) => new()
    {
        User = user,
        Contact = mail.Author,
        Timestamp = DateOf(mail),
        Target = new(target),
    };

    /// <summary>Who it is, and nothing of what they call themselves: an address in its canonical spelling says nothing about the one that is shown.</summary>
    private static RemoteContact Unnamed(RemoteContact writer) => writer with { Address = writer.Id.Value, DisplayName = null, IsProven = false };

    private RemoteContact MailSystem() => new(new("mailer-daemon@" + options.MailDomain), "mailer-daemon@" + options.MailDomain);

    public static RemoteContact ContactOf(EmailAddress address, string? displayName) =>
        new(new(address.Canonical), address.Text, ShownNames.Of(displayName, address)) { IsProven = true };

    /// <summary>A mail that says nothing else says its subject.</summary>
    public static RichText BodyOf(MailContent content, KeptParts kept) =>
        !string.IsNullOrWhiteSpace(content.Body) ? content.Text
        : kept.Files.Count == 0 && content is { Kind: not MailKind.Unreadable, Subject: { } subject } ? new RichText(subject)
        : new RichText("");

    /// <summary>When it was written, as far as that can be.</summary>
    public static DateTimeOffset DateOf(IncomingMail mail) =>
        mail.View.Date is { } date && date <= mail.Arrived && date >= mail.Arrived - OldestDate ? date : mail.Arrived;
}
