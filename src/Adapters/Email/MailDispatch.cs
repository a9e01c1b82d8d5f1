using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Receipts;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>Outgoing events on their way to the submission server.</summary>
internal sealed partial class MailDispatch(
    SmtpClient smtp, OutgoingFiles files, UserAddresses users, EmailIds ids, Conversations conversations, SentMails sent, AutomaticMails automatic,
    PeerPrograms programs, UserNames names, UserPictures pictures, string mailDomain, IAdapterContext context, ILogger logger)
{
    private static readonly DeliveryResult.Rejected Stopped = new(MailTexts.Stopped, FailureCondition.NotAllowed);

    private readonly ReceiptSender _receipts = new(smtp, users, ids, conversations, programs, names, mailDomain);
    private readonly WaysBack _waysBack = new(context.State, context.Time);
    private readonly Unsubscriber _unsubscriber = new(context, smtp, ids, sent);

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return delivery.Event switch
            {
                Message message => await SendMessageAsync(message, delivery, null, cancellationToken),
                Edit edit => await SendMessageAsync(ToMail.Correction(edit), delivery, edit.Target.Value, cancellationToken),
                Abstractions.Reactions reactions => await SendReactionsAsync(reactions, delivery.Id, cancellationToken),
                Displayed displayed => await _receipts.SendAsync(displayed, cancellationToken),
                Undeliverable failure => await SendBounceAsync(failure, delivery.Id, cancellationToken),
                var other => throw new ArgumentOutOfRangeException(nameof(delivery), other.GetType().Name, "Cannot be sent as mail."),
            };
        }
        catch (StateUnavailableException)
        {
            return new DeliveryResult.Retry(MailTexts.NoNotes);
        }
    }

    /// <param name="edited">The Message-ID of the mail that this one corrects.</param>
    private async ValueTask<DeliveryResult> SendMessageAsync(
        Message message, Delivery delivery, string? edited, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(message.Contact.Address, out var to))
            return InvalidAddress(message.Contact);
        if (!users.TryGetAddress(message.User, out var from))
            return NoAddress(message.User);

        var known = await conversations.ReadAsync(message.User, message.Contact.Id, cancellationToken);
        if (edited is null && known.Subscription is { } subscription)
        {
            if (Subscription.IsWordFor(message.Body.Plain))
                return await _unsubscriber.LeaveAsync(message, subscription, from, delivery, cancellationToken);

            // One of several quick lines: everybody on the list would read it.
            if (Subscription.HasWordAlone(message.Body.Plain))
                return new DeliveryResult.Rejected(MailTexts.LeaveAlone, FailureCondition.PolicyViolation);
        }

        if (known.IsStopped)
            return Stopped;

        var messageId = ids.MessageIdOf(delivery.Id);
        known = known.Without(messageId);
        var place = Threading.Place(message, known);
        if (message.Kind == MessageKind.Notice
            && await automatic.JudgeAsync(MailDirection.Out, message.User, to.Canonical, ThreadOf(place), delivery.Id, cancellationToken) != AllowanceOutcome.Passes)
        {
            return new DeliveryResult.Rejected(MailTexts.Loop, FailureCondition.PolicyViolation);
        }

        if (EmailAddress.TryParse(known.AnswerTo(message.ReplyTo?.Value, place.References), out var answerTo))
            to = answerTo;

        var author = await names.AuthorAsync(message.User, from, cancellationToken);
        var isFirst = known is { Threads: [], Received: [] } && message.Kind == MessageKind.Chat && edited is null;
        var footer = isFirst && author.DisplayName is { } name ? FirstContact.Footer(name).In(delivery.Language) : null;
        var (fetched, failure) = await files.FetchAsync(delivery, message.Attachments, cancellationToken);
        if (failure is not null)
            return failure;

        long[] sizes = [.. fetched.Select(file => file.Length)];
        PictureNews? picture = null;
        SmtpEnvelope envelope;
        try
        {
            envelope = await ComposeAsync();
        }
        catch
        {
            // Once it is handed over the envelope's reader disposes of them.
            foreach (var file in fetched)
                await file.DisposeAsync();

            throw;
        }

        var result = files.Judge(await HandOverAsync(envelope, cancellationToken), message.Attachments, sizes);
        if (result is not DeliveryResult.Delivered)
            return result;

        await NoteSentAsync(message, [.. place.References, messageId], place.Subject, footer is null ? null : messageId, picture);
        return new DeliveryResult.Delivered(new(messageId));

        async ValueTask<SmtpEnvelope> ComposeAsync()
        {
            var returnPath = await sent.NoteAsync(delivery.Id, message.User, message.Contact, cancellationToken);
            var asks = delivery.WantsReadMarkers && message.Kind == MessageKind.Chat && edited is null && to.Canonical == message.Contact.Id.Value;
            var isChat = programs.IsForChats(message.Contact.Id);

            // Beside files the text would be one part deeper, where nobody looks for it: the next mail tells it.
            if (isChat && message.Kind == MessageKind.Chat && edited is null && fetched.Count == 0)
                picture = await pictures.NewsAsync(message.User, known.ToldPicture, cancellationToken);

            var mail = ToMail.Compose(
                message, messageId, author, to, place, isChat, edited, footer,
                asks && programs.KnowsReceipts(message.Contact.Id) ? returnPath : null, asks ? from : null, picture);
            return OutgoingFiles.Attach(new SmtpEnvelope(delivery.Id, returnPath, [to], mail), fetched);
        }
    }

    private async ValueTask<DeliveryResult> SendReactionsAsync(Abstractions.Reactions reactions, string deliveryId, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(reactions.Contact.Address, out var to))
            return InvalidAddress(reactions.Contact);
        if (!users.TryGetAddress(reactions.User, out var from))
            return NoAddress(reactions.User);

        // Forgotten since the engine asked: the standard form is text to everybody else.
        var dialect = programs.DialectOf(reactions.Contact.Id) is var known and not ReactionDialect.None ? known : ReactionDialect.Standard;
        var conversation = await conversations.ReadAsync(reactions.User, reactions.Contact.Id, cancellationToken);
        if (conversation.IsStopped)
            return Stopped;

        if (EmailIds.IsUnnamed(reactions.Target.Value))
            return new DeliveryResult.Rejected(MailTexts.Unnamed, FailureCondition.NotSupported);

        var messageId = ids.MessageIdOf(deliveryId);
        if (dialect == ReactionDialect.Gmail)
        {
            var said = conversation.SaidTo(reactions.Target.Value);
            if (said?.Mails.Any(mail => mail.MessageId == messageId) == true)
                return new DeliveryResult.Delivered(null);

            if (reactions.Emoji.LastOrDefault(emoji => said?.Has(emoji) != true) is not { } news)
            {
                // Gmail has no way to take a reaction back.
                return reactions.Emoji.Count > 0 && said!.Mails.All(mail => reactions.Emoji.Contains(mail.Emoji))
                    ? new DeliveryResult.Delivered(null)
                    : new DeliveryResult.Rejected(MailTexts.NoTakingBack, FailureCondition.NotSupported);
            }

            reactions = reactions with { Emoji = [news] };
        }

        var place = Threading.Place(
            new Message { User = reactions.User, Contact = reactions.Contact, Timestamp = reactions.Timestamp, Body = new(""), ReplyTo = reactions.Target },
            conversation);
        var author = await names.AuthorAsync(reactions.User, from, cancellationToken);
        var mail = ReactionComposer.Compose(reactions, messageId, author, to, place, dialect);
        var returnPath = await sent.NoteAsync(deliveryId, reactions.User, reactions.Contact, cancellationToken);
        var result = await HandOverAsync(new SmtpEnvelope(deliveryId, returnPath, [to], mail), cancellationToken);
        if (result is not DeliveryResult.Delivered)
            return result;

        if (dialect == ReactionDialect.Gmail)
            await NoteAsync(reactions, known => known.WithSaid(reactions.Target.Value, reactions.Emoji.Single(), messageId));

        return new DeliveryResult.Delivered(null);
    }

    private async ValueTask<DeliveryResult> SendBounceAsync(Undeliverable failure, string deliveryId, CancellationToken cancellationToken)
    {
        var returnPath = failure.Failed is { } id ? await _waysBack.FindAsync(failure.User, id, cancellationToken) : null;
        if (!EmailAddress.TryParse(returnPath, out var author) || !users.TryGetAddress(failure.User, out var user))
        {
            // RFC 3834 §2: programs, lists and the null sender are never told; nor is anybody whom the notes do not name.
            Log.NobodyToTell(logger, failure.Condition);
            return new DeliveryResult.Delivered(null);
        }

        if (await automatic.JudgeReportAsync(failure.User, author.Canonical, deliveryId, cancellationToken) is { } wait)
        {
            Log.TooManyReports(logger);
            return new DeliveryResult.Retry(MailTexts.TooManyReports, wait);
        }

        var bounce = ToMail.ComposeBounce(failure, ids.MessageIdOf(deliveryId), user, author, mailDomain);
        return await HandOverAsync(new SmtpEnvelope(deliveryId, null, [author], bounce), cancellationToken);
    }

    private static DeliveryResult.Rejected InvalidAddress(RemoteContact contact) => new(
        MailTexts.NoAddress(contact.Address, EmailAddress.FaultOf(contact.Address)), FailureCondition.InvalidAddress);

    private DeliveryResult.Rejected NoAddress(Jid user) => new(
        users.IsRole(user) ? MailTexts.IsRole($"{user.Local}@{mailDomain}") : MailTexts.OwnAddressTooLong, FailureCondition.NotAllowed);

    private static string? ThreadOf(ReplyContext place) => place.References is [var root, ..] ? EmailIds.ThreadOf(root) : null;

    private async ValueTask<DeliveryResult> HandOverAsync(SmtpEnvelope envelope, CancellationToken cancellationToken) =>
        (await smtp.SendAsync(envelope, cancellationToken))[0];

    private ValueTask NoteSentAsync(Message message, IReadOnlyList<string> chain, string subject, string? introduction, PictureNews? picture) => NoteAsync(
        message,
        known => known.WithMail(chain, SubjectMarks.Bare(subject), message.Timestamp) with
        {
            Introduction = known.Introduction ?? introduction,
            ToldPicture = picture is null ? known.ToldPicture : picture.Id,
        });

    private async ValueTask NoteAsync(GatewayEvent sent, Func<Conversation, Conversation> change)
    {
        try
        {
            // The attempt may be at its end by now, and what went out has to be noted all the same.
            using var patience = new CancellationTokenSource(Patience.ToNote, context.Time);
            await conversations.ChangeAsync(sent.User, sent.Contact.Id, change, patience.Token);
        }
#pragma warning disable CA1031 // The mail is out. A thread that loses one id is better than a mail that goes out twice.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotNoted(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5211, LogLevel.Information, "An incoming mail could not be shown ({Condition}); its author is not to be told")]
        public static partial void NobodyToTell(ILogger logger, FailureCondition condition);

        [LoggerMessage(5213, LogLevel.Warning, "An incoming mail could not be shown; its author has been told so often in a short time, and is told later")]
        public static partial void TooManyReports(ILogger logger);

        [LoggerMessage(5212, LogLevel.Warning, "A sent mail could not be noted in its thread")]
        public static partial void NotNoted(ILogger logger, Exception error);
    }
}
