using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What users want done in a group: another subject, another name of their own, somebody asked in. There is nothing else: mails have no owner.</summary>
internal sealed class GroupOrders(IAdapterContext context, UserAddresses users, GroupNotes notes, Conversations conversations, int most)
{
    private static readonly RoomAnswer Done = new RoomAnswer.Done();
    private static readonly RoomAnswer NothingToDo = new RoomAnswer.Refused(GroupTexts.NothingToDo, FailureCondition.NotAllowed);
    private static readonly RoomAnswer NotNow = new RoomAnswer.Refused(MailTexts.NoNotes, FailureCondition.RemoteServerTimeout);

    public async ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await notes.BeginAsync(cancellationToken);
            return !users.TryGetAddress(user, out var address) || await notes.FindAsync(room.Value, cancellationToken) is not { } group
                || !group.Inside.TryGetValue(address.Canonical, out var seat)
                    ? new RoomAnswer.Refused(GroupTexts.NotAmongPeople, FailureCondition.NotAllowed)
                    : change switch
                    {
                        RoomChange.Subject subject => await SetSubjectAsync(group, By(address, seat), subject.Text.Trim(), cancellationToken),
                        RoomChange.Nick nick => await RenameAsync(group, address.Canonical, nick.Name, cancellationToken),
                        RoomChange.Invite invite => await InviteAsync(group, user, By(address, seat), invite, cancellationToken),
                        RoomChange.Photo or RoomChange.Configuration => new RoomAnswer.Refused(GroupTexts.NothingToDo, FailureCondition.NotSupported),
                        _ => NothingToDo,
                    };
        }
        catch (StateUnavailableException)
        {
            return NotNow;
        }
    }

    private static RemoteContact By(EmailAddress address, GroupSeat seat) => new(new(address.Canonical), address.Text, seat.Nick);

    /// <summary>The next mail from here has it, and begins a thread of its own, as in a chat of two.</summary>
    private async ValueTask<RoomAnswer> SetSubjectAsync(Group group, RemoteContact by, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0 || text.Length > Group.LongestSubject)
            return new RoomAnswer.Refused(GroupTexts.NoSubject(Group.LongestSubject), FailureCondition.PolicyViolation);
        if (text == group.Subject)
            return Done;

        var at = context.Time.GetUtcNow();
        var key = FormattableString.Invariant($"subject {group.Id} {at.UtcTicks} {by.Id}");
        if (await context.PublishAsync([new Arrival.Ready(key, GroupEvents.About(group.Id, text, by, at))], cancellationToken) != Acceptance.Taken)
            return NotNow;

        await notes.PutAsync(group with { Subject = text, NextSubject = text }, cancellationToken);
        return Done;
    }

    private async ValueTask<RoomAnswer> RenameAsync(Group group, string id, string name, CancellationToken cancellationToken)
    {
        await notes.PutAsync(
            group with { Inside = new Dictionary<string, GroupSeat>(group.Inside) { [id] = group.Inside[id] with { Nick = name } } }, cancellationToken);
        return Done;
    }

    private async ValueTask<RoomAnswer> InviteAsync(Group group, Jid user, RemoteContact by, RoomChange.Invite invite, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(invite.Who.Value, out var address))
            return new RoomAnswer.Refused(GroupTexts.NotPossible, FailureCondition.InvalidAddress);

        var invited = users.FindUser(address);
        if (invited is not null && (!users.TryGetAddress(invited, out address) || await context.FindUserAsync(invited, cancellationToken) != UserStanding.Reachable))
            return new RoomAnswer.Refused(GroupTexts.NotPossible, FailureCondition.NoSuchRecipient);

        var person = GroupPerson.Of(address, null, isCopied: true);
        if (invited is null && !context.Allows(person.Contact))
            return new RoomAnswer.Refused(GroupTexts.NotAllowed, FailureCondition.NotAllowed);
        if (invited is null && (await conversations.ReadAsync(user, person.Contact.Id, cancellationToken)).IsStopped)
            return new RoomAnswer.Refused(MailTexts.Stopped, FailureCondition.NotAllowed);
        if (group.Stopped.Contains(person.Id))
            return new RoomAnswer.Refused(GroupTexts.Stopped, FailureCondition.NotAllowed);
        if (invited is null && group.Stopped.Count >= Group.MostStopped)
            return new RoomAnswer.Refused(GroupTexts.TooManyStopped, FailureCondition.NotAllowed);

        var arrivals = new List<Arrival>();
        var at = context.Time.GetUtcNow();
        var key = FormattableString.Invariant($"asked {group.Id} {at.UtcTicks} {person.Id}");
        var next = group.WithAsked(person with { Since = at.ToUnixTimeMilliseconds() }, invited is null ? by.Id.Value : null);
        if (next is not null)
        {
            if (next.People.Count > Math.Min(most, GroupMail.MostPeople))
                return new RoomAnswer.Refused(GroupTexts.Full(most), FailureCondition.ResourceConstraint);

            arrivals.Add(new Arrival.Ready(key, GroupEvents.Came(group.Id, person, by, at)));
        }

        if (invited is not null && !group.Inside.ContainsKey(person.Id))
        {
            arrivals.Add(new Arrival.Ready(key + " invitation", new RoomInvitation
            {
                User = invited,
                Contact = by,
                Timestamp = at,
                Room = new(group.Id),
                Reason = invite.Reason,
            }));
        }
        else if (next is null && group.Find(person.Id) is null)
        {
            return new RoomAnswer.Refused(GroupTexts.WentByThemselves, FailureCondition.NotAllowed);
        }

        // First the note: who is asked in and not told so is told by the next try.
        if (next is not null)
            await notes.PutAsync(next, cancellationToken);
        return arrivals.Count == 0 || await context.PublishAsync(arrivals, cancellationToken) == Acceptance.Taken ? Done : NotNow;
    }
}
