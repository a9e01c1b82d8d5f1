using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Reactions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What happens in a group as events of its room. Pure.</summary>
internal static class GroupEvents
{
    /// <summary>Who came, who went and what it is about now, in this order.</summary>
    /// <param name="group">As it is now.</param>
    /// <param name="change">What has become new.</param>
    /// <param name="by">Who brought it about.</param>
    /// <param name="at">When.</param>
    public static IEnumerable<RoomEvent> Of(Group group, GroupChange change, RemoteContact by, DateTimeOffset at)
    {
        foreach (var id in change.Joined)
        {
            if (group.Find(id) is { } person)
                yield return Came(group.Id, person, by, at);
        }

        // A mail that is handed over again says what it changed, and others may have changed that since.
        foreach (var id in change.Gone.Where(id => group.Find(id) is null))
        {
            yield return new RoomMemberChange
            {
                Room = new(group.Id),
                By = by,
                Timestamp = at,
                Member = new(new(new(id), id), RoomRank.Guest),
                Passage = RoomPassage.Removed,
            };
        }

        if (change.Subject is { } subject && subject == group.Subject)
            yield return About(group.Id, subject, by, at);
    }

    /// <summary>What a mail says of another one: a reaction, other words, or that it is taken back.</summary>
    public static RoomEvent Change(string room, IncomingMail mail, RemoteContact by, string target, string messageId) => mail switch
    {
        { Reaction: { } reaction } => new RoomReactions
        {
            Room = new(room),
            By = by,
            Timestamp = mail.Arrived,
            Target = new(target),
            Emoji = [.. reaction.Emoji],
            Audience = RoomAudience.Invited,
        },
        { Chat.Edits: not null } => new RoomEdit
        {
            Room = new(room),
            By = by,
            Timestamp = mail.Arrived,
            Target = new(target),
            Body = new(ChatHeaders.WithoutSign(mail.Content.Body)),
            Id = new(messageId),
            Audience = RoomAudience.Invited,
        },
        _ => new RoomRetraction { Room = new(room), By = by, Timestamp = mail.Arrived, Target = new(target) },
    };

    /// <summary>Somebody gets the mails of the group from now on.</summary>
    public static RoomMemberChange Came(string room, GroupPerson person, RemoteContact by, DateTimeOffset at) => new()
    {
        Room = new(room),
        By = by,
        Timestamp = at,
        Member = MemberOf(person),
        Passage = RoomPassage.Present,
    };

    /// <summary>Another subject.</summary>
    public static RoomSubjectChange About(string room, string subject, RemoteContact by, DateTimeOffset at) => new()
    {
        Room = new(room),
        By = by,
        Timestamp = at,
        Subject = new(subject, by, at),
    };

    /// <summary>Everybody in a group is the same: a mail has no owner.</summary>
    public static RoomMember MemberOf(GroupPerson person) => new(person.Contact, RoomRank.Member);
}
