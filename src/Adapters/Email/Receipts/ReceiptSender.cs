using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Receipts;

/// <summary>Tells those who have asked that the user has displayed their mails: once for each.</summary>
internal sealed class ReceiptSender(
    SmtpClient smtp, UserAddresses users, EmailIds ids, Conversations conversations, PeerPrograms programs, UserNames names, string mailDomain)
{
    /// <exception cref="StateUnavailableException">The store is down; what was told is told again under the same Message-ID.</exception>
    public async ValueTask<DeliveryResult> SendAsync(Displayed displayed, CancellationToken cancellationToken)
    {
        if (!users.TryGetAddress(displayed.User, out var from))
            return new DeliveryResult.Delivered(null);

        var contact = displayed.Contact.Id;
        var known = await conversations.ReadAsync(displayed.User, contact, cancellationToken);

        // STOP means receipts, too.
        if (known.IsStopped)
            return new DeliveryResult.Delivered(null);

        foreach (var mail in known.AsksReceiptUpTo(displayed.UpTo.Value))
        {
            // ReceivedMail.AsksReceipt: the address that has asked is that of the return path.
            if (EmailAddress.TryParse(mail.ReturnPath, out var to))
            {
                var id = EmailIds.ReceiptIdOf(mail.Id, displayed.User);
                var author = await names.AuthorAsync(displayed.User, from, cancellationToken);
                var notification = ReceiptComposer.Compose(
                    mail.Id, ids.MessageIdOf(id), author, from, to, displayed.Timestamp, programs.IsForChats(contact), mailDomain);
                var result = (await smtp.SendAsync(new SmtpEnvelope(id, null, [to], notification), cancellationToken))[0];

                // One that is refused for good is nobody's concern: the others still go.
                if (result is DeliveryResult.Retry)
                    return result;
            }

            await conversations.ChangeAsync(displayed.User, contact, now => now.WithReceiptSent(mail.Id), cancellationToken);
        }

        return new DeliveryResult.Delivered(null);
    }
}
