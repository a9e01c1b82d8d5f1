using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>A mail between several people. Bcc is read nowhere: who stands there is nobody's business, and gets such a mail one to one.</summary>
/// <param name="Author">Who wrote it; one of <paramref name="People"/>.</param>
/// <param name="People">The author, those of To and those of Cc, in this order and nobody twice.</param>
internal sealed record GroupMail(GroupPerson Author, IReadOnlyList<GroupPerson> People)
{
    /// <summary>What is noted of a group has room for so many.</summary>
    public const int MostPeople = 50;

    /// <summary>The user, and two others.</summary>
    public const int LeastPeople = 3;

    private const int MostAddressBytes = 128;

    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The people of a mail; null for one that belongs into no room.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="users">Knows who is one of ours, under whatever address.</param>
    /// <param name="most">So many people are a group at most.</param>
    public static GroupMail? Read(IncomingMail mail, UserAddresses users, int most)
    {
        // A room has one voice for each person and no remarks on who they are: what may be forged, comes from a program, or wants its answers
        // elsewhere stays one to one, with the warning.
        if (mail.Content.Kind != MailKind.Message || mail.List is not null || mail.Trust == SenderTrust.Failed || mail.IsSpam
            || AutomationSigns.IsProgram(mail.Signs) || (mail.Signs & (Automation.Bulk | Automation.List | Automation.Role)) != 0)
        {
            return null;
        }

        if (PersonOf(mail.View.From is [var from] ? from : null, users, false) is not { } author || !AnswersGoToAuthor(mail.View, author, users))
            return null;

        var people = new List<GroupPerson> { author };
        foreach (var (mailbox, isCopied) in mail.View.To.Select(to => (to, false)).Concat(mail.View.Cc.Select(cc => (cc, true))))
        {
            if (!EmailAddress.TryParse(mailbox.Address, out var address))
                continue;

            // Mail to a role is for whoever has the office, and others answer it.
            if (users.FindUser(address) is { } user && users.IsRole(user))
                return null;
            if (PersonOf(mailbox, users, isCopied) is { } person && people.All(other => other.Id != person.Id))
                people.Add(person);
        }

        // Who is not proven to be the author says who they are, and nothing of what they are called.
        people = mail.MayChange ? [author with { Spelling = GroupSpelling.Own }, .. people.Skip(1)]
            : [.. people.Select(person => person with { Name = null, Spelling = GroupSpelling.Unproven })];
        author = people[0];

        return people.Count >= LeastPeople && people.Count <= Math.Min(most, MostPeople) && people.All(IsNotable) ? new(author, people) { At = mail.Arrived } : null;
    }

    /// <summary>Whether somebody is among the people whom everybody sees.</summary>
    public bool Names(string id) => People.Any(person => person.Id == id);

    /// <summary>RFC 5233: one of ours is the same person under each address of theirs.</summary>
    private static GroupPerson? PersonOf(Mailbox? mailbox, UserAddresses users, bool isCopied) =>
        mailbox is null || !EmailAddress.TryParse(mailbox.Address, out var address) ? null
        : GroupPerson.Of(users.FindUser(address) is { } user && users.TryGetAddress(user, out var own) ? own : address, mailbox.DisplayName, isCopied);

    // RFC 5322 §3.6.2: who wants answers elsewhere does not want them from all to all.
    private static bool AnswersGoToAuthor(MessageView mail, GroupPerson author, UserAddresses users) =>
        mail.ReplyTo.All(mailbox => PersonOf(mailbox, users, false)?.Id == author.Id);

    private static bool IsNotable(GroupPerson person) => Encoding.UTF8.GetByteCount(person.Address) <= MostAddressBytes;
}
