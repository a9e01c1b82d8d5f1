using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What becomes of those whom one of ours has asked into a group, and who did not ask for its mails.</summary>
internal sealed class GroupGuests(IAdapterContext context, GroupSeats seats, UserAddresses users, EmailIds ids, GroupNotes notes)
{
    /// <summary>Of what a mail names of its thread: the nearest count.</summary>
    private const int LookedUp = 20;

    /// <summary>
    /// The place of a mail in which somebody who was asked in says that they want no more (<see cref="FirstContact"/>); null for any other mail. Only an
    /// answer to the first mail that they got from here counts, or to one after it: between people of a group "stop" is a word like any other.
    /// </summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<GroupPlace?> StopAsync(IncomingMail mail, KeptParts kept, MailOwner owner, CancellationToken cancellationToken)
    {
        if (owner is not { Role: null, About: null } || mail.List is not null || mail.Trust == SenderTrust.Failed || !FirstContact.IsStop(mail.Content.Body)
            || !users.TryGetAddress(owner.User, out var reader))
        {
            return null;
        }

        var author = mail.Author.Id.Value;
        using var turn = await notes.BeginAsync(cancellationToken);
        foreach (var id in mail.View.References.Concat(mail.View.InReplyTo).Reverse().Distinct(StringComparer.Ordinal).Take(LookedUp))
        {
            if (await notes.FindMailAsync(id, cancellationToken) is not var (room, _) || await notes.FindAsync(room, cancellationToken) is not { } group
                || !group.Guests.TryGetValue(author, out var guest))
            {
                continue;
            }

            // A mail that is handed over again says the same again.
            if (!group.Stopped.Contains(author))
            {
                if (guest.Introduction != id && !await IsIntroductionAsync(id, author, cancellationToken))
                    continue;

                await notes.PutAsync(group.WithStopped(author), cancellationToken);
            }

            var left = new Arrival.Ready(EmailIds.ArrivalKey(mail.View, group.Id) + " stop", new RoomMemberChange
            {
                Room = new(group.Id),
                By = mail.Author,
                Timestamp = mail.Arrived,
                Member = new(mail.Author, RoomRank.Guest),
                Passage = RoomPassage.Left,
                Reason = mail.Content.Body.Trim(),
                InvitedBy = UserOf(guest.By),
            });
            return kept.Files.Count == 0 && await seats.IsThereAsync(group, reader.Canonical, cancellationToken)
                ? new(true, [left])
                : new(false, [left]) { Remark = GroupTexts.StoppedIn(mail.Author.Address, group.Name) };
        }

        return null;
    }

    /// <summary>Tells of those to whom a mail was the first one, and who do not get it. False when that cannot be said now.</summary>
    /// <param name="author">Who wrote it, and is told of all who do not get it.</param>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<bool> TellFailedAsync(Jid author, string room, string deliveryId, GroupSending sending, CancellationToken cancellationToken)
    {
        var arrivals = await FailAsync(
            author,
            room,
            deliveryId,
            [
                .. from person in sending.To.Concat(sending.Cc)
                   join failure in sending.Failures on person.Address equals failure.Address
                   select (person.Id, failure.Words, IsOfAddress(failure.Condition)),
            ],
            cancellationToken);
        return arrivals.Count == 0 || await context.PublishAsync(arrivals, cancellationToken) == Acceptance.Taken;
    }

    /// <summary>The same of a bounce, which comes when the mail is long out.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<IReadOnlyList<Arrival>> ReadBounceAsync(IncomingMail bounce, SentMail about, CancellationToken cancellationToken)
    {
        if (about is not { Contact.IsRoom: true, IsCertain: true } || bounce.Content.Kind != MailKind.Bounce || !MailReport.IsFromProgram(bounce)
            || ids.DeliveryOf(about.MessageId) is not { } delivery)
        {
            return [];
        }

        var failures = new List<(string Id, LocalText Reason, bool IsForGood)>();
        foreach (var report in bounce.Content.Recipients.Where(report => report.IsFailure))
        {
            if (EmailAddress.TryParse(report.Recipient, out var address))
                failures.Add((address.Canonical, MailReport.ReasonOf(about, report), report.IsHard));
        }

        return await FailAsync(about.User, about.Contact.Id.Value, delivery, failures, cancellationToken);
    }

    /// <summary>
    /// Who has asked somebody in hears that the first mail did not reach them, whoever wrote it; and where the address is none, they are not in the group.
    /// What is handed over again gives the same again.
    /// </summary>
    private async ValueTask<IReadOnlyList<Arrival>> FailAsync(
        Jid author, string room, string deliveryId, List<(string Id, LocalText Reason, bool IsForGood)> failures, CancellationToken cancellationToken)
    {
        if (failures.Count == 0 || await notes.FindSendingAsync(deliveryId, cancellationToken) is not { Guests.Count: > 0 } sending)
            return [];

        using var turn = await notes.BeginAsync(cancellationToken);
        if (await notes.FindAsync(room, cancellationToken) is not { } group)
            return [];

        var arrivals = new List<Arrival>();
        var next = group;
        foreach (var (id, reason, isForGood) in failures.Where(failure => sending.Guests.Contains(failure.Id)))
        {
            if (!group.Guests.TryGetValue(id, out var guest) || (guest.FailedBy is { } known && known != deliveryId) || group.Stopped.Contains(id))
                continue;

            var inviter = OtherThan(author, UserOf(guest.By));
            var key = $"guest not reached {deliveryId} {id}";
            if (isForGood || guest.FailedBy is not null)
            {
                next = guest.FailedBy is null ? next.WithUnreachable(id, deliveryId) : next;
                var who = new RemoteContact(new(id), id);
                arrivals.Add(new Arrival.Ready(key, new RoomMemberChange
                {
                    Room = new(room),
                    By = who,
                    Timestamp = context.Time.GetUtcNow(),
                    Member = new(who, RoomRank.Guest),
                    Passage = RoomPassage.Left,
                    Reason = reason.In(await context.FindLanguageAsync(inviter ?? author, cancellationToken)),
                    InvitedBy = inviter,
                }));
            }
            else
            {
                next = next.WithNotIntroduced(id);
                if (inviter is not null)
                    arrivals.Add(new Arrival.Ready(key, NotReached(inviter, room, reason)));
            }
        }

        if (next != group)
            await notes.PutAsync(next, cancellationToken);
        return arrivals;
    }

    /// <summary>An author who has asked them in hears of it as of everybody.</summary>
    private static Jid? OtherThan(Jid author, Jid? inviter) => inviter == author.Bare ? null : inviter;

    private Message NotReached(Jid inviter, string room, LocalText reason) => new()
    {
        User = inviter,
        Contact = new(new(room), room) { IsRoom = true },
        Timestamp = context.Time.GetUtcNow(),
        Body = new(""),
        Remarks = [reason],
        Kind = MessageKind.Notice,
    };

    /// <summary>RFC 3463 §3.2, §3.3: it will not be another one for the next mail. Of all else the mail may be the cause, or the moment.</summary>
    private static bool IsOfAddress(FailureCondition condition) => condition is FailureCondition.NoSuchRecipient or FailureCondition.InvalidAddress
        or FailureCondition.RecipientUnavailable or FailureCondition.RemoteServerNotFound or FailureCondition.NotSupported;

    /// <summary>Whether a mail that went out, which may not be noted in its group yet, was the first one to somebody.</summary>
    private async ValueTask<bool> IsIntroductionAsync(string messageId, string id, CancellationToken cancellationToken) =>
        ids.DeliveryOf(messageId) is { } delivery && await notes.FindSendingAsync(delivery, cancellationToken) is { } sending && sending.Guests.Contains(id);

    private Jid? UserOf(string id) => EmailAddress.TryParse(id, out var address) ? users.FindUser(address) : null;
}
