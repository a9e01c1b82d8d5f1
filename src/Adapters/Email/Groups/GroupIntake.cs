using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What a mail of a group is for one of its readers.</summary>
/// <param name="IsInside">They are in the room and see it there; everybody else gets it one to one, so that nobody misses anything.</param>
/// <param name="Arrivals">For the room, the same for each of the readers; and the invitation, where one is due.</param>
internal sealed record GroupPlace(bool IsInside, IReadOnlyList<Arrival> Arrivals)
{
    /// <summary>Said beside a mail of a room that they belong to, and see nothing of; null for none.</summary>
    public LocalText? Remark { get; init; }

    /// <summary>Notes that the room has it; done when the engine has taken it.</summary>
    public Func<CancellationToken, ValueTask> Shown { get; init; } = _ => ValueTask.CompletedTask;
}

/// <summary>Mails of several people on their way into rooms. Everything is noted before the engine gets it, and a repeated mail gives the same again.</summary>
internal sealed class GroupIntake(IAdapterContext context, GroupSeats seats, UserAddresses users, EmailIds ids, SentMails sent, GroupNotes notes, int most)
{
    /// <summary>Of what a mail names of its thread: the nearest count.</summary>
    private const int LookedUp = 20;

    /// <summary>The place of a mail for one reader; null for what belongs into no room, or is none of their business there.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<GroupPlace?> TakeAsync(IncomingMail mail, KeptParts kept, MailOwner owner, CancellationToken cancellationToken)
    {
        if (owner is not { Role: null, About: null } || IdOf(mail) is not { } messageId || !MailThread.IsNotable(messageId)
            || !users.TryGetAddress(owner.User, out var address) || GroupMail.Read(mail, users, most) is not { } read
            || !read.Names(address.Canonical) || !await IsGenuineAsync(messageId, read.Author, cancellationToken))
        {
            return null;
        }

        using var turn = await notes.BeginAsync(cancellationToken);

        // What goes out from here is noted by who sends it: a mail that only has such an id says nothing new in a room.
        var isOwn = ids.IsOwn(messageId);
        if (!isOwn && ChangedBy(mail) is { Count: > 0 } changed)
        {
            var (change, isOfGroup) = await ChangeAsync(mail, read, address.Canonical, changed, messageId, cancellationToken);
            if (change is not null || !isOfGroup)
                return change;
        }

        var noted = await FindNotedAsync(messageId, cancellationToken)
            ?? (isOwn ? null : await NoteAsync(mail, kept, read, messageId, cancellationToken));
        if (noted is null)
            return null;

        // Somebody else has used the id of another mail, or the mail of one of ours is here before its sending is over.
        if (noted.Entry is not { } entry)
            return isOwn && await IsSeenAsync(messageId, noted.Group, address.Canonical, cancellationToken) ? new(true, []) : null;
        if (entry.By.Id != read.Author.Id || (entry.Digest is { } digest && digest != EmailIds.DigestOf(mail.View)))
            return null;

        var key = EmailIds.ArrivalKey(mail.View, noted.Group.Id);
        var arrivals = new List<Arrival>();
        if (!isOwn && (noted.Group.Inside.Count > 0 || entry.Change.Gone.Count > 0))
        {
            var message = entry.ToMessage(noted.Group.Id, FromMail.BodyOf(mail.Content, kept));
            arrivals.AddRange(GroupEvents.Of(noted.Group, entry.Change, message.By, message.Timestamp)
                .Append(message).Select((what, i) => new Arrival.Ready($"{key} {i}", what)));
        }

        // A mail that is handed over again goes the way that it went.
        var isInside = entry.Shown.Contains(address.Canonical)
            || (!isOwn && await seats.IsThereAsync(noted.Group, address.Canonical, cancellationToken));
        var belongs = noted.Group.Inside.ContainsKey(address.Canonical);
        if (!isInside && !belongs && await InviteAsync(noted, owner.User, address.Canonical, mail, cancellationToken) is { } invitation)
            arrivals.Add(new Arrival.Ready($"{key} {owner.User} invitation", invitation));

        return new(isInside, arrivals)
        {
            Remark = !isInside && belongs ? GroupTexts.InRoom(noted.Group.Name, $"xmpp:{noted.Group.Id}@{context.Configuration["Domain"]}?join") : null,
            Shown = token => isInside && !isOwn ? ShownAsync(noted.Group.Id, noted.Number, messageId, address.Canonical, token) : ValueTask.CompletedTask,
        };
    }

    /// <summary>COMPAT(Outlook.com): a mail of one of ours under the id that it was given here.</summary>
    private string? IdOf(IncomingMail mail) => mail.View.GivenId is { } given && ids.IsOwn(given) ? given : mail.View.MessageId;

    private async ValueTask<bool> IsSeenAsync(string messageId, Group group, string reader, CancellationToken cancellationToken) =>
        ids.DeliveryOf(messageId) is { } delivery && await notes.FindSendingAsync(delivery, cancellationToken) is { } sending
            ? !sending.Receivers.Contains(reader) : group.Inside.ContainsKey(reader);

    private async ValueTask ShownAsync(string id, int number, string messageId, string reader, CancellationToken cancellationToken)
    {
        using var turn = await notes.BeginAsync(cancellationToken);
        if (await notes.FindEntryAsync(id, number, cancellationToken) is { } entry && entry.Id == messageId && !entry.Shown.Contains(reader))
            await notes.PutEntryAsync(id, number, entry with { Shown = [.. entry.Shown, reader] }, cancellationToken);
    }

    /// <summary>The mails that this one only changes; none for one with words of its own.</summary>
    private static IReadOnlyList<string> ChangedBy(IncomingMail mail) =>
        FromMail.ReactionTarget(mail) is { } target && mail.Reaction!.IsAlone ? [target]
        : mail.Chat.Edits is { } edited && !string.IsNullOrWhiteSpace(mail.Content.Body) ? [edited]
        : mail.Chat.Deletes;

    /// <summary>
    /// What one of the people says about mails of groups that the reader is in; it changes nothing else. Null where there is none, or none that they may
    /// change: then, of a group, it is a mail with words.
    /// </summary>
    private async ValueTask<(GroupPlace? Change, bool IsOfGroup)> ChangeAsync(
        IncomingMail mail, GroupMail read, string reader, IReadOnlyList<string> targets, string messageId, CancellationToken cancellationToken)
    {
        // Several that are taken back may be in several groups.
        var changes = new List<RoomEvent>();
        bool isInside = false, isOfGroup = false;
        foreach (var target in targets)
        {
            if (await notes.FindMailAsync(target, cancellationToken) is not var (id, number)
                || await notes.FindAsync(id, cancellationToken) is not { } group || group.Find(read.Author.Id) is null || !group.Inside.ContainsKey(reader))
            {
                continue;
            }

            isOfGroup = true;
            if (mail.Reaction is not null || await IsTheirsAsync(mail, read, id, number, cancellationToken))
            {
                changes.Add(GroupEvents.Change(id, mail, read.Author.Contact, target, messageId));
                isInside |= await seats.IsThereAsync(group, reader, cancellationToken);
            }
        }

        if (changes.Count == 0)
            return (null, isOfGroup);

        var key = EmailIds.ArrivalKey(mail.View, changes[0].Room.Value);
        return (new(isInside, [.. changes.Select((change, i) => new Arrival.Ready(i == 0 ? key : FormattableString.Invariant($"{key} {i}"), change))]), isOfGroup);
    }

    /// <summary>Everybody who got a mail knows its id, and a sender that nothing proves may be anybody.</summary>
    private async ValueTask<bool> IsTheirsAsync(IncomingMail mail, GroupMail read, string id, int? number, CancellationToken cancellationToken) =>
        mail.MayChange && number is { } known && await notes.FindEntryAsync(id, known, cancellationToken) is { } entry && entry.By.Id == read.Author.Id;

    /// <summary>Who writes as one of ours has to be them, in this room: whoever got another mail of theirs knows an id of theirs, too.</summary>
    private async ValueTask<bool> IsGenuineAsync(string messageId, GroupPerson author, CancellationToken cancellationToken)
    {
        // Whom the operator's rules keep out is kept out of rooms, too: one to one the engine says so.
        if (!Mime.EmailAddress.TryParse(author.Address, out var address) || users.FindUser(address) is not { } user)
            return context.Allows(author.Contact);

        return ids.DeliveryOf(messageId) is { } delivery
            && await sent.FindAsync(delivery, cancellationToken) is { Contact.IsRoom: true } known && known.User == user
            && await notes.FindMailAsync(messageId, cancellationToken) is var (group, _) && known.Contact.Id.Value == group;
    }

    /// <summary>A mail that is noted already; without an entry while it is just going out from here.</summary>
    private async ValueTask<Noted?> FindNotedAsync(string messageId, CancellationToken cancellationToken)
    {
        if (await notes.FindMailAsync(messageId, cancellationToken) is not var (id, number) || await notes.FindAsync(id, cancellationToken) is not { } group)
            return null;
        if (number is not { } known)
            return ids.IsOwn(messageId) ? new(group, null, -1) : null;

        // Noted last: without it the rest was not finished.
        if (group.Count <= known)
            return null;

        // Another mail may have taken the number of one that was broken off.
        var entry = await notes.FindEntryAsync(id, known, cancellationToken);
        return entry is null || entry.Id == messageId ? new(group, entry, known) : ids.IsOwn(messageId) ? new(group, null, -1) : null;
    }

    private async ValueTask<Noted?> NoteAsync(IncomingMail mail, KeptParts kept, GroupMail read, string messageId, CancellationToken cancellationToken)
    {
        var chain = Threading.Chain(mail.View);
        var subject = Group.Cut(SubjectMarks.Bare(mail.Content.Subject ?? ""), Group.LongestSubject);
        var before = await FindGroupAsync(mail, read, cancellationToken) ?? Group.Begin(read, messageId, subject);
        var (group, change) = before.With(read, subject);

        // Who has stopped it comes back by a mail of theirs, and by no mail of somebody else in their name.
        if (!mail.MayChange && before.Stopped.Contains(read.Author.Id))
            return null;

        // Who is not proven to be one of the people says something, and changes nothing of who hears the others and what they are called.
        var author = read.Author;
        if (!mail.MayChange && before.Count > 0)
        {
            if (change.Joined.Count + change.Gone.Count > 0)
                return null;

            (group, change) = (before.WithUnproven(), GroupChange.None);
            author = group.Find(author.Id) ?? author;
        }

        var threads = (await notes.ReadThreadsAsync(group.Id, cancellationToken))
            .WithMail(chain, subject, mail.Arrived, chain.Count > 1 || SubjectMarks.IsAnswer(mail.Content.Subject), leads: mail.MayChange);
        // By the clock here: what the author's clock puts before somebody came in would not be theirs to read (RoomAudience.Invited).
        var entry = new GroupEntry(messageId, author, mail.Arrived.ToUnixTimeSeconds(), FromMail.BodyOf(mail.Content, kept).Plain, [.. group.Ids])
        {
            Digest = EmailIds.DigestOf(mail.View),
            Thread = EmailIds.ThreadOf(threads.FindThread(chain)?.Ids[0] ?? chain[0]),
            ReplyTo = ids.FindParent(mail.View, _ => false),
            Files = [.. kept.Files.Select(GroupFile.Of)],
            Whole = kept.Whole is null ? null : GroupFile.Of(kept.Whole),
            Remarks =
            [
                .. (DoubtOf(mail, read.Author, before) is { } doubt ? kept.Remarks.Prepend(doubt) : kept.Remarks)
                    .Select(remark => (IReadOnlyList<string>)[remark.English, remark.German]),
            ],

            // Nobody has seen a group before its first mail.
            Change = before.Count == 0 ? GroupChange.None : change,
        };
        group = group.WithTrust(read.Author.Id, mail.Trust);
        await notes.PutEntryAsync(group.Id, before.Count, entry, cancellationToken);
        await notes.PutMailAsync(messageId, group.Id, before.Count, cancellationToken);
        await notes.PutThreadsAsync(group.Id, threads, cancellationToken);
        await notes.PutPeopleAsync(group, cancellationToken);
        await notes.PutAsync(group, cancellationToken);
        return new(group, entry, before.Count);
    }

    /// <summary>What the room is told of an author whom nothing proves; null where that is no news. The same as one to one.</summary>
    private static LocalText? DoubtOf(IncomingMail mail, GroupPerson author, Group before) =>
        mail.Trust != SenderTrust.Unverified || before.Doubted.Contains(author.Id) ? null
        : before.Verified.Contains(author.Id) ? MailRemarks.NoLongerVerified(author.Address)
        : MailRemarks.NotVerified(author.Address);

    /// <summary>
    /// The group that a mail continues: that of its thread, when somebody of the group wrote it; else the latest one of just these people. Who is none of
    /// them cannot lead a group elsewhere, whatever ids they know.
    /// </summary>
    private async ValueTask<Group?> FindGroupAsync(IncomingMail mail, GroupMail read, CancellationToken cancellationToken)
    {
        foreach (var id in mail.View.References.Concat(mail.View.InReplyTo).Reverse().Distinct(StringComparer.Ordinal).Take(LookedUp))
        {
            if (await notes.FindMailAsync(id, cancellationToken) is var (found, _)
                && await notes.FindAsync(found, cancellationToken) is { } group && group.Find(read.Author.Id) is not null)
            {
                return group;
            }
        }

        var people = read.People.Select(person => person.Id).ToList();
        return await notes.FindByPeopleAsync(people, cancellationToken) is { } same && same.IsOf(people) ? same : null;
    }

    /// <summary>Once for each of ours; again only with the same mail, which may not have been taken the first time.</summary>
    private async ValueTask<RoomInvitation?> InviteAsync(Noted noted, Jid user, string id, IncomingMail mail, CancellationToken cancellationToken)
    {
        var group = noted.Group;
        if (group.Left.Contains(id) || (group.Invited.TryGetValue(id, out var asked) && asked != noted.Number))
            return null;
        if (!group.Invited.ContainsKey(id))
            await notes.PutAsync(group.WithInvited(id, noted.Number), cancellationToken);

        return new()
        {
            User = user,
            Contact = mail.Author,
            Timestamp = FromMail.DateOf(mail),
            Room = new(group.Id),
            Reason = group.Subject.Length > 0 ? group.Subject : null,
        };
    }

    /// <param name="Number">Of the mail in its group; -1 without an entry.</param>
    private sealed record Noted(Group Group, GroupEntry? Entry, int Number);
}
