using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email;

/// <summary>Writes what goes out: messages as mails, failures as bounces. Pure.</summary>
internal static class ToMail
{
    public static byte[] Compose(Message message, string messageId, EmailAddress from, EmailAddress to, ReplyContext place) =>
        MailComposer.Compose(new MailDraft
        {
            From = new Mailbox(message.User.Local, Spell(from)),
            To = [new Mailbox(null, Spell(to))],
            Subject = place.Subject,
            MessageId = messageId,
            InReplyTo = place.InReplyTo,
            References = place.References,
            Date = message.Timestamp,
            Text = message.Body.Plain,

            // RFC 3834 §5: so that no program answers a program.
            AutoSubmitted = message.Kind == MessageKind.Notice ? "auto-generated" : null,
        });

    public static byte[] ComposeBounce(Undeliverable failure, string messageId, EmailAddress user, EmailAddress author, string mailDomain) =>
        BounceComposer.Compose(new BounceDraft
        {
            From = new Mailbox("Mail Delivery System", "mailer-daemon@" + mailDomain),
            To = author,
            ReportingMta = mailDomain,
            MessageId = messageId,
            Date = failure.Timestamp,
            Recipients = [new BounceRecipient(user, StatusOf(failure.Condition), failure.Reason)],

            // The mail itself is long gone; its id is what its author's program needs to find it.
            Original = Encoding.UTF8.GetBytes(failure.Failed is { } id ? $"Message-ID: <{id}>\r\n\r\n" : "\r\n"),
        });

    /// <summary>RFC 3463 §3, the counterpart of <see cref="Smtp.ReplyClassification"/>.</summary>
    public static string StatusOf(FailureCondition condition) => condition switch
    {
        FailureCondition.InvalidAddress => "5.1.3",
        FailureCondition.NoSuchRecipient => "5.1.1",
        FailureCondition.RecipientUnavailable => "5.2.1",
        FailureCondition.NotAllowed => "5.7.1",
        FailureCondition.PolicyViolation => "5.7.0",
        FailureCondition.NotSupported => "5.6.1",
        FailureCondition.ResourceConstraint => "5.2.2",
        FailureCondition.RemoteServerTimeout => "5.4.7",
        FailureCondition.RemoteServerNotFound => "5.4.4",
        FailureCondition.ServiceUnavailable => "5.3.0",
        FailureCondition.InternalError => "5.3.0",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>As in the envelope: with an ASCII local part the domain goes as A-labels, and the header needs no RFC 6532.</summary>
    private static string Spell(EmailAddress address) =>
        address.NeedsSmtpUtf8 ? address.Text : address.LocalPart + "@" + address.ToAsciiDomain();
}
