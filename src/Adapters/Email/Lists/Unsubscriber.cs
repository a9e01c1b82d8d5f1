using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>Gets a user out of a list or newsletter: by one request where it offers that, by mail, or by the user themself on a page.</summary>
internal sealed class Unsubscriber(IAdapterContext context, SmtpClient smtp, EmailIds ids, SentMails sent)
{
    /// <summary>A server that is away for longer is not waited for where there is another way.</summary>
    private const int Attempts = 4;

    public async ValueTask<DeliveryResult> LeaveAsync(
        Message message, Subscription subscription, EmailAddress from, Delivery delivery, CancellationToken cancellationToken)
    {
        if (subscription is { IsOneClick: true, Page: { } page } && Uri.TryCreate(page, UriKind.Absolute, out var address))
        {
            switch (await context.PostFormAsync(address, OneClick.Form, cancellationToken))
            {
                case FormPost.Taken:
                    return new DeliveryResult.Delivered(null);
                case FormPost.Unavailable when subscription.Mail is null && delivery.Attempt < Attempts:
                    return new DeliveryResult.Retry(MailTexts.ListIsAway);
                case FormPost.Unavailable or FormPost.Refused:
                    break;
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }

        return subscription.Mail is { } link && MailtoLink.Parse(link) is { } mailto
            ? await WriteAsync(message, mailto, from, delivery.Id, cancellationToken)
            : new DeliveryResult.Rejected(MailTexts.UnsubscribeAt(subscription.Page), FailureCondition.NotSupported);
    }

    private async ValueTask<DeliveryResult> WriteAsync(
        Message message, MailtoLink mailto, EmailAddress from, string deliveryId, CancellationToken cancellationToken)
    {
        var id = ids.MessageIdOf(deliveryId);
        var mail = ToMail.ComposeUnsubscription(mailto, id, from, message.Timestamp);
        var returnPath = await sent.NoteAsync(deliveryId, message.User, message.Contact, cancellationToken);
        var result = (await smtp.SendAsync(new SmtpEnvelope(deliveryId, returnPath, [mailto.To], mail), cancellationToken))[0];
        return result is DeliveryResult.Delivered ? new DeliveryResult.Delivered(new(id)) : result;
    }
}
