using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>Outgoing events on their way to the submission server.</summary>
internal sealed partial class MailDispatch(
    SmtpClient smtp, UserAddresses users, EmailIds ids, Conversations conversations, string mailDomain, ILogger logger)
{
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return delivery.Event switch
            {
                Message message => await SendMessageAsync(message, delivery.Id, cancellationToken),
                Undeliverable failure => await SendBounceAsync(failure, delivery.Id, cancellationToken),
                var other => throw new ArgumentOutOfRangeException(nameof(delivery), other.GetType().Name, "Cannot be sent as mail."),
            };
        }
        catch (StateUnavailableException)
        {
            return new DeliveryResult.Retry("The gateway's store is not available");
        }
    }

    private async ValueTask<DeliveryResult> SendMessageAsync(Message message, string deliveryId, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(message.Contact.Address, out var to))
            return new DeliveryResult.Rejected("This is no valid email address", FailureCondition.InvalidAddress);
        if (!users.TryGetAddress(message.User, out var from))
            return new DeliveryResult.Rejected("Your own address is too long to be an email address", FailureCondition.NotAllowed);

        var known = await conversations.ReadAsync(message.User, message.Contact.Id, cancellationToken);
        var place = Threading.Place(message, known);
        var messageId = ids.MessageIdOf(deliveryId);
        var mail = ToMail.Compose(message, messageId, from, to, place);
        var result = await HandOverAsync(new SmtpEnvelope(deliveryId, from, [to], mail), cancellationToken);
        if (result is not DeliveryResult.Delivered)
            return result;

        await NoteSentAsync(message, [.. place.References, messageId], place.Subject, cancellationToken);
        return new DeliveryResult.Delivered(new(messageId));
    }

    private async ValueTask<DeliveryResult> SendBounceAsync(Undeliverable failure, string deliveryId, CancellationToken cancellationToken)
    {
        var known = failure.Failed is null
            ? Conversation.Empty
            : await conversations.ReadAsync(failure.User, failure.Contact.Id, cancellationToken);
        var returnPath = failure.Failed is { } id ? known.ReturnPathOf(id.Value) : null;
        if (!EmailAddress.TryParse(returnPath, out var author) || !users.TryGetAddress(failure.User, out var user))
        {
            // RFC 3834 §2: programs, lists and the null sender are never told; nor is anybody whom the notes do not name.
            Log.NobodyToTell(logger, failure.Condition);
            return new DeliveryResult.Delivered(null);
        }

        var bounce = ToMail.ComposeBounce(failure, ids.MessageIdOf(deliveryId), user, author, mailDomain);
        return await HandOverAsync(new SmtpEnvelope(deliveryId, null, [author], bounce), cancellationToken);
    }

    private async ValueTask<DeliveryResult> HandOverAsync(SmtpEnvelope envelope, CancellationToken cancellationToken) =>
        (await smtp.SendAsync(envelope, cancellationToken))[0];

    private async ValueTask NoteSentAsync(
        Message message, IReadOnlyList<string> chain, string subject, CancellationToken cancellationToken)
    {
        try
        {
            await conversations.ChangeAsync(
                message.User, message.Contact.Id, known => known.WithMail(chain, Threading.BareSubject(subject)), cancellationToken);
        }
        catch (Exception error) when (error is StateUnavailableException or OperationCanceledException)
        {
            // The mail is out. A thread that loses one id is better than a mail that goes out twice.
            Log.NotNoted(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5211, LogLevel.Information, "An incoming mail could not be shown ({Condition}); its author is not to be told")]
        public static partial void NobodyToTell(ILogger logger, FailureCondition condition);

        [LoggerMessage(5212, LogLevel.Warning, "A sent mail could not be noted in its thread")]
        public static partial void NotNoted(ILogger logger);
    }
}
