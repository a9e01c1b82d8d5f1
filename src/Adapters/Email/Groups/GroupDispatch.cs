using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What one of ours says in a room, as one mail to everybody who was in the group at that moment, and to nobody else.</summary>
internal sealed partial class GroupDispatch(
    GroupCarriage carriage, GroupRests rests, GroupGuests guests, GroupSeats seats, UserAddresses users, EmailIds ids, SentMails sent, AutomaticMails automatic, UserNames names,
    GroupNotes notes, IAdapterContext context, ILogger logger)
{
    private static readonly DeliveryResult.Rejected Nowhere = new(GroupTexts.NoSuchGroup, FailureCondition.NoSuchRecipient);
    private static readonly DeliveryResult.Rejected Nobody = new(GroupTexts.NobodyLeft, FailureCondition.NoSuchRecipient);
    private static readonly DeliveryResult.Rejected Outside = new(GroupTexts.NotAmongPeople, FailureCondition.NotAllowed);

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return delivery.Event switch
            {
                Message message => await SendAsync(delivery, message, cancellationToken),

                // To a mail program they are mails like any other; in the room they are what they are.
                Edit edit => await SendAsync(delivery, InWords(edit, GroupTexts.Corrected(edit.Body.Plain), edit.Target, delivery), cancellationToken),
                Retraction taken => await SendAsync(delivery, InWords(taken, GroupTexts.TookBack, taken.Target, delivery), cancellationToken, isTakenBack: true),
                Abstractions.Reactions reactions => await SendAsync(
                    delivery, InWords(reactions, LocalText.Same(""), reactions.Target, delivery), cancellationToken, reactions),
                _ => new DeliveryResult.Delivered(null),
            };
        }
        catch (StateUnavailableException)
        {
            return new DeliveryResult.Retry(MailTexts.NoNotes);
        }
    }

    private static Message InWords(GatewayEvent what, LocalText words, RemoteMessageId target, Delivery delivery) => new()
    {
        User = what.User,
        Contact = what.Contact,
        Timestamp = what.Timestamp,
        Body = new(words.In(delivery.Language)),
        ReplyTo = target,
    };

    private async ValueTask<DeliveryResult> SendAsync(
        Delivery delivery, Message message, CancellationToken cancellationToken, Abstractions.Reactions? reactions = null, bool isTakenBack = false)
    {
        if (!users.TryGetAddress(message.User, out var from))
            return new DeliveryResult.Rejected(MailTexts.OwnAddressTooLong, FailureCondition.NotAllowed);
        if (await notes.FindAsync(message.Contact.Id.Value, cancellationToken) is not { } group)
            return Nowhere;

        // Decided once: a mail whose second attempt has other recipients than the first would be two, and who has left since has said it all the same.
        var sending = await carriage.FindAsync(delivery.Id, cancellationToken);
        if (sending is null)
        {
            var (begun, refusal) = await BeginAsync(delivery, message, from, group, reactions is null, cancellationToken);
            if (begun is null)
                return refusal!;

            sending = begun;
        }

        var place = sending.Place ?? await PlaceAsync(message, group, cancellationToken);
        var messageId = ids.MessageIdOf(delivery.Id);
        await notes.PutMailAsync(messageId, group.Id, await NumberOfAsync(messageId, cancellationToken), cancellationToken);
        while (!sending.GoesOn && sending.Open.Any())
        {
            byte[] mail = [];
            var (next, failure) = await carriage.CarryAsync(
                delivery,
                message.Attachments,
                async known =>
                {
                    mail = await ComposeAsync(message, messageId, from, known, place, reactions, delivery.Language, cancellationToken);
                    return (await sent.NoteAsync(delivery.Id, message.User, message.Contact, cancellationToken), mail);
                },
                sending,
                cancellationToken);
            sending = next;
            if (failure is DeliveryResult.Retry && sending.HasReached && mail.Length > 0
                && await rests.TakeAsync(delivery, message, mail, sending, cancellationToken))
            {
                sending = sending with { GoesOn = true };
            }
            else if (failure is not null)
            {
                return failure;
            }

            sending = await WithThoseWhoWentAsync(delivery.Id, sending, group.Id, from.Canonical, cancellationToken);
        }

        if (!await guests.TellFailedAsync(message.User, group.Id, delivery.Id, sending, cancellationToken))
            return new DeliveryResult.Retry(MailTexts.NoNotes);
        if (sending.Receivers.Count > 0 && sending.Failures is [var first, ..] && sending.Failures.Count == sending.Receivers.Count)
        {
            var all = string.Join(", ", sending.Failures.Select(failed => failed.Address));
            return new DeliveryResult.Rejected((first with { Address = all }).Words, first.Condition);
        }

        if (reactions is null)
            await NoteSentAsync(group.Id, message, from, place, messageId, sending, isTakenBack);
        if (!await GroupFailures.TellAsync(context, message.User, group.Id, delivery.Id, messageId, sending, cancellationToken))
            return new DeliveryResult.Retry(MailTexts.NoNotes);

        if (!sending.GoesOn)
            carriage.Forget(delivery.Id);
        return new DeliveryResult.Delivered(reactions is null ? new(messageId) : null);
    }

    /// <summary>For whom it is, and which thread it continues; or why it is not for anybody.</summary>
    private async ValueTask<(GroupSending? Sending, DeliveryResult? Refusal)> BeginAsync(
        Delivery delivery, Message message, EmailAddress from, Group group, bool hasWords, CancellationToken cancellationToken)
    {
        if (!group.Inside.ContainsKey(from.Canonical) && group.PeopleAt(message.Timestamp).All(person => person.Id != from.Canonical))
            return (null, Outside);
        if (message.Kind == MessageKind.Notice
            && await automatic.JudgeAsync(MailDirection.Out, message.User, group.Id, null, delivery.Id, cancellationToken) != AllowanceOutcome.Passes)
        {
            return (null, new DeliveryResult.Rejected(MailTexts.Loop, FailureCondition.PolicyViolation));
        }

        var (to, cc) = group.RecipientsOf(from.Canonical, message.Timestamp);
        if (to.Count == 0)
            return (null, Nobody);

        List<GroupPerson> receivers = [];
        foreach (var person in to.Concat(cc))
        {
            if (!await seats.IsThereAsync(group, person.Id, cancellationToken))
                receivers.Add(person);
        }

        // One of ours is no contact: rules on them are rules on who uses the gateway.
        var denied = receivers.Where(person => !IsOurs(person) && !context.Allows(person.Contact)).ToList();
        var sending = new GroupSending(to, cc, [.. receivers.Select(person => person.Id)])
        {
            Place = await PlaceAsync(message, group, cancellationToken),
            Guests = hasWords ? [.. receivers.Except(denied).Select(person => person.Id).Where(id => group.Guests.GetValueOrDefault(id) is { Introduction: null })] : [],
            Done = [.. denied.Select(person => person.Id)],
            Failures = [.. denied.Select(person => new GroupFailure(person.Address, FailureCondition.NotAllowed, GroupTexts.NotAllowed.English, GroupTexts.NotAllowed.German))],
        };
        await notes.PutSendingAsync(delivery.Id, sending, cancellationToken);
        return (sending, null);
    }

    private bool IsOurs(GroupPerson person) => EmailAddress.TryParse(person.Address, out var address) && users.FindUser(address) is not null;

    private async ValueTask<ReplyContext> PlaceAsync(Message message, Group group, CancellationToken cancellationToken) => Threading.Place(
        message with { Subject = message.ReplyTo is null ? group.NextSubject : null }, await notes.ReadThreadsAsync(group.Id, cancellationToken));

    /// <summary>Who has gone out of the room while it was sent does not see it there, and gets the mail.</summary>
    private async ValueTask<GroupSending> WithThoseWhoWentAsync(
        string deliveryId, GroupSending sending, string id, string author, CancellationToken cancellationToken)
    {
        if (sending.GoesOn || await notes.FindAsync(id, cancellationToken) is not { } group)
            return sending;

        List<string> went = [];
        foreach (var person in sending.To.Concat(sending.Cc).Where(person => person.Id != author && !sending.Receivers.Contains(person.Id)))
        {
            if (!await seats.IsThereAsync(group, person.Id, cancellationToken))
                went.Add(person.Id);
        }

        if (went.Count == 0)
            return sending;

        var next = sending with { Receivers = [.. sending.Receivers, .. went] };
        await notes.PutSendingAsync(deliveryId, next, cancellationToken);
        return next;
    }

    private async ValueTask<int?> NumberOfAsync(string messageId, CancellationToken cancellationToken) =>
        await notes.FindMailAsync(messageId, cancellationToken) is var (_, number) ? number : null;

    private async ValueTask<byte[]> ComposeAsync(
        Message message, string messageId, EmailAddress from, GroupSending sending, ReplyContext place, Abstractions.Reactions? reactions, string? language,
        CancellationToken cancellationToken)
    {
        var author = await names.AuthorAsync(message.User, from, cancellationToken);
        var (namedTo, namedCc) = sending.Named();
        IReadOnlyList<Mailbox> to = [.. namedTo.Select(person => person.Mailbox)];
        IReadOnlyList<Mailbox> cc = [.. namedCc.Select(person => person.Mailbox)];
        var asked = namedTo.Concat(namedCc).Where(person => sending.Guests.Contains(person.Id)).Select(person => person.Address).ToList();
        var footer = asked.Count == 0 ? null : FirstContact.GroupFooter(author.DisplayName ?? author.Address, string.Join(", ", asked)).In(language);
        return reactions is null
            ? ToMail.Compose(message, messageId, author, to, cc, place, footer)
            : ReactionComposer.Compose(reactions, messageId, author, to, cc, place, ReactionDialect.Standard);
    }

    /// <summary>The mail is out: a history that misses it is better than a mail that goes out twice.</summary>
    private async ValueTask NoteSentAsync(
        string id, Message message, EmailAddress from, ReplyContext place, string messageId, GroupSending sending, bool isTakenBack) => await TryNoteAsync(async () =>
    {
        // The attempt may be at its end by now, and what went out has to be noted all the same.
        using var patience = new CancellationTokenSource(Patience.ToNote, context.Time);
        var cancellationToken = patience.Token;
        using var turn = await notes.BeginAsync(cancellationToken);
        if (await notes.FindAsync(id, cancellationToken) is not { } group || await IsNotedAsync(group, messageId, cancellationToken))
            return;

        var self = GroupPerson.Of(from, group.Inside.GetValueOrDefault(from.Canonical)?.Nick);
        var entry = new GroupEntry(
            messageId, self, message.Timestamp.ToUnixTimeSeconds(), message.Body.Plain, [self.Id, .. sending.To.Concat(sending.Cc).Select(person => person.Id)])
        {
            Thread = EmailIds.ThreadOf(place.References is [var root, ..] ? root : messageId),
            ReplyTo = message.ReplyTo?.Value,
            Files = [.. message.Attachments.Select(GroupFile.Of)],
            Shown = [self.Id, .. sending.To.Concat(sending.Cc).Select(person => person.Id).Where(id => !sending.Receivers.Contains(id))],
        };
        if (isTakenBack)
            await EmptyAsync(id, message.ReplyTo?.Value, self.Id, cancellationToken);

        // Nothing stands in the room in the place of these words, as of the message that they take back.
        await notes.PutEntryAsync(id, group.Count, isTakenBack ? entry with { Text = "", For = [] } : entry, cancellationToken);
        await notes.PutMailAsync(messageId, id, group.Count, cancellationToken);
        var threads = await notes.ReadThreadsAsync(id, cancellationToken);
        await notes.PutThreadsAsync(id, threads.WithMail([.. place.References, messageId], SubjectMarks.Bare(place.Subject), message.Timestamp), cancellationToken);
        var next = group.WithSent(place.Subject, [.. entry.For.Except(sending.LeftOut)], sending.LeftOut).WithIntroduced([.. sending.Guests.Except(sending.Failed)], messageId);
        if (next.Subject != group.Subject)
        {
            await context.PublishAsync(
                [new Arrival.Ready("subject " + messageId, GroupEvents.About(id, next.Subject, self.Contact, message.Timestamp))], cancellationToken);
        }

        await notes.PutAsync(next, cancellationToken);
        await notes.PutPeopleAsync(group, cancellationToken);
    });

    /// <summary>Of what was taken back nothing is left for who comes later.</summary>
    private async ValueTask EmptyAsync(string id, string? messageId, string author, CancellationToken cancellationToken)
    {
        if (messageId is not null && await notes.FindMailAsync(messageId, cancellationToken) is ({ } found, { } number) && found == id
            && await notes.FindEntryAsync(id, number, cancellationToken) is { } entry && entry.Id == messageId && entry.By.Id == author)
        {
            await notes.PutEntryAsync(id, number, entry with { Text = "", For = [], Files = [], Whole = null, Remarks = [] }, cancellationToken);
        }
    }

    /// <summary>The group is noted last, and another mail may have taken the number of one that was broken off.</summary>
    private async ValueTask<bool> IsNotedAsync(Group group, string messageId, CancellationToken cancellationToken) =>
        await NumberOfAsync(messageId, cancellationToken) is { } known && known < group.Count
        && (await notes.FindEntryAsync(group.Id, known, cancellationToken) is not { } entry || entry.Id == messageId);

    private async ValueTask<bool> TryNoteAsync(Func<ValueTask> note)
    {
        try
        {
            await note();
            return true;
        }
#pragma warning disable CA1031 // The mail is out: whatever goes wrong with a note, it must not go out again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotNoted(logger, error);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5240, LogLevel.Warning, "A mail that was sent to a group could not be noted there")]
        public static partial void NotNoted(ILogger logger, Exception error);
    }
}
