using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Groups as rooms: who may come in, who is there, what was said. Everything is in the notes, and nobody decides over others.</summary>
internal sealed class GroupRooms(UserAddresses users, GroupNotes notes, TimeProvider time)
{
    private static readonly RoomAnswer Done = new RoomAnswer.Done();

    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        if (!users.TryGetAddress(user, out var address))
            return new RoomEntry.Refused(MailTexts.OwnAddressTooLong, FailureCondition.InvalidAddress);

        try
        {
            using var turn = await notes.BeginAsync(cancellationToken);
            if (await notes.FindAsync(room.Value, cancellationToken) is not { } group)
                return new RoomEntry.Refused(GroupTexts.NoSuchGroup, FailureCondition.NoSuchRecipient);
            if (!group.MayEnter(address.Canonical))
                return new RoomEntry.Refused(GroupTexts.NotAmongPeople, FailureCondition.MembersOnly);

            var entered = group.WithEntered(GroupPerson.Of(address, null, isCopied: true), nick, time.GetUtcNow());
            await notes.PutAsync(entered, cancellationToken);
            return new RoomEntry.Entered(StateOf(entered), new(address.Canonical));
        }
        catch (StateUnavailableException)
        {
            return new RoomEntry.Refused(MailTexts.NoNotes, FailureCondition.RemoteServerTimeout);
        }
    }

    public async ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await notes.BeginAsync(cancellationToken);
            if (users.TryGetAddress(user, out var address) && await notes.FindAsync(room.Value, cancellationToken) is { } group)
                await notes.PutAsync(group.WithLeft(address.Canonical, time.GetUtcNow()), cancellationToken);

            return Done;
        }
        catch (StateUnavailableException)
        {
            return new RoomAnswer.Refused(MailTexts.NoNotes, FailureCondition.RemoteServerTimeout);
        }
    }

    /// <summary>
    /// An invitation was not shown, as one by somebody whom the user did not know: without another one they would never hear of the room.
    /// </summary>
    public async ValueTask<DeliveryResult> NoteNotInvitedAsync(RoomAddress room, Jid user, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await notes.BeginAsync(cancellationToken);
            if (users.TryGetAddress(user, out var address) && await notes.FindAsync(room.Value, cancellationToken) is { } group
                && group.Invited.ContainsKey(address.Canonical))
            {
                await notes.PutAsync(group.WithNotInvited(address.Canonical), cancellationToken);
            }

            return new DeliveryResult.Delivered(null);
        }
        catch (StateUnavailableException)
        {
            return new DeliveryResult.Retry(MailTexts.NoNotes);
        }
    }

    public async ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        await FindAsync(room, user, cancellationToken) is var (group, _) ? StateOf(group) : null;

    public async ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        await FindAsync(room, user, cancellationToken) is var (group, id) && group.Inside.ContainsKey(id) ? [.. group.People.Select(person => MemberOf(group, person))] : null;

    public async ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        rank != RoomRank.Member ? [] : await GetMembersAsync(room, user, cancellationToken);

    /// <summary>What was said while this user was in the group, in the room or not.</summary>
    public async ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken)
    {
        if (await FindAsync(room, user, cancellationToken) is not var (group, id))
            return null;

        try
        {
            var events = new List<RoomEvent>();
            var next = int.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? Math.Min(mark, group.Count) : group.Count;
            while (next > 0 && events.Count < limit)
            {
                next--;
                if (await notes.FindEntryAsync(group.Id, next, cancellationToken) is not { } entry)
                {
                    // Notes go by their age: what is older is gone, too.
                    next = 0;
                }
                else if (entry.For.Contains(id))
                {
                    events.Add(entry.ToMessage(group.Id, new(entry.Text)));
                }
            }

            return new(events, next > 0 ? next.ToString(CultureInfo.InvariantCulture) : null);
        }
        catch (StateUnavailableException)
        {
            return null;
        }
    }

    public RemoteUserId? IdentityOf(Jid user) => users.TryGetAddress(user, out var address) ? new(address.Canonical) : null;

    public Jid? UserOf(RemoteUserId identity) =>
        EmailAddress.TryParse(identity.Value, out var address) && users.FindUser(address) is { } user
        && users.TryGetAddress(user, out var own) && own.Canonical == identity.Value ? user : null;

    private async ValueTask<(Group Group, string Id)?> FindAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken)
    {
        try
        {
            return users.TryGetAddress(user, out var address) && await notes.FindAsync(room.Value, cancellationToken) is { } group && group.MayEnter(address.Canonical)
                ? (group, address.Canonical) : null;
        }
        catch (StateUnavailableException)
        {
            return null;
        }
    }

    private static RoomMember MemberOf(Group group, GroupPerson person) =>
        GroupEvents.MemberOf(group.Inside.TryGetValue(person.Id, out var seat) ? person with { Name = seat.Nick } : person);

    private static RoomState StateOf(Group group) => new()
    {
        Id = new(group.Id),
        Address = new(group.Id),
        Name = group.Name,
        Subject = new(group.Subject),
        IsMembersOnly = true,
        EverybodySetsSubject = true,
        EverybodyInvites = true,
        MemberCount = group.People.Count,
    };
}
