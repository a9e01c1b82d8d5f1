using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Receipts;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email;

/// <summary>Writes what goes out: messages as mails, failures as bounces. Pure.</summary>
internal static class ToMail
{
    // COMPAT(Delta Chat): what stands before the new text for those who do not know Chat-Edit; its own readers take it away.
    private const string EditMark = "✏️";

    /// <summary>Tokens by which lists know their readers stand in subjects.</summary>
    private const int LongestSubject = 200;

    /// <summary>A correction for a program that shows it as one.</summary>
    public static Message Correction(Edit edit) => new()
    {
        User = edit.User,
        Contact = edit.Contact,
        Timestamp = edit.Timestamp,
        Body = new(EditMark + edit.Body.Plain),
        ReplyTo = edit.Target,
    };

    /// <param name="isChat">The reader's program is one for chats.</param>
    /// <param name="edited">The Message-ID of the mail that this one corrects; null for a mail of its own.</param>
    /// <param name="footer">Stands below the text; null without one.</param>
    /// <param name="receiptTo">
    /// Where every mail program is asked to say that the mail was displayed. RFC 8098 §2.1: with another address than the return path programs ask their user.
    /// </param>
    /// <param name="picture">What is new about the author's picture, for chat programs; null for no news.</param>
    /// <param name="chatReceiptTo">The same for chat programs, which take the address of From only.</param>
    public static byte[] Compose(
        Message message, string messageId, Mailbox from, EmailAddress to, ReplyContext place, bool isChat = false, string? edited = null,
        string? footer = null, EmailAddress? receiptTo = null, EmailAddress? chatReceiptTo = null, PictureNews? picture = null) =>
        MailComposer.Compose(new MailDraft
        {
            From = from,
            To = [new Mailbox(null, Spell(to))],
            Subject = place.Subject,
            MessageId = messageId,
            InReplyTo = place.InReplyTo,

            // COMPAT(Outlook.com, Gmail): some providers write another Message-ID. Answers name this one all the same, because they repeat References.
            References = [.. place.References, messageId],
            Date = message.Timestamp,
            Text = WithFooter(message, footer),

            // A chat program shows the text part as it is.
            Html = !isChat && HtmlWriter.NeedsHtml(message.Body.Blocks) ? HtmlWriter.Write(message.Body.Blocks, footer) : null,

            // RFC 3834 §5: so that no program answers a program.
            AutoSubmitted = message.Kind == MessageKind.Notice ? "auto-generated" : null,
            ExtraHeaders =
            [
                .. isChat ? [("Chat-Version", "1.0")] : Array.Empty<(string, string)>(),
                .. receiptTo is { NeedsSmtpUtf8: false } ? [(ReceiptRequest.Field, Spell(receiptTo))] : Array.Empty<(string, string)>(),
                .. isChat && chatReceiptTo is { NeedsSmtpUtf8: false } ? [(ReceiptRequest.ChatField, Spell(chatReceiptTo))] : Array.Empty<(string, string)>(),
            ],

            // COMPAT(Delta Chat): these count there only, as servers cut large fields off the header of a mail.
            PartFields = (edited is null ? "" : new HeaderWriter().Ids("Chat-Edit", [edited]).ToString())
                + (isChat && picture is not null ? $"Chat-User-Avatar: {picture.Value}\r\n" : ""),
        });

    /// <summary>The mail to a group.</summary>
    public static byte[] Compose(
        Message message, string messageId, Mailbox from, IReadOnlyList<Mailbox> to, IReadOnlyList<Mailbox> cc, ReplyContext place, string? footer) =>
        MailComposer.Compose(new MailDraft
        {
            From = from,
            To = to,
            Cc = cc,
            Subject = place.Subject,
            MessageId = messageId,
            InReplyTo = place.InReplyTo,

            // COMPAT(Outlook.com, Gmail): as in a mail to one.
            References = [.. place.References, messageId],
            Date = message.Timestamp,
            Text = WithFooter(message, footer),
            Html = HtmlWriter.NeedsHtml(message.Body.Blocks) ? HtmlWriter.Write(message.Body.Blocks, footer) : null,
            AutoSubmitted = message.Kind == MessageKind.Notice ? "auto-generated" : null,
        });

    /// <summary>The mail that a list's own link asks for (RFC 2369 §3.2). No program's mail in the sense of RFC 3834: the user asked for it.</summary>
    public static byte[] ComposeUnsubscription(MailtoLink link, string messageId, EmailAddress from, DateTimeOffset at) =>
        MailComposer.Compose(new MailDraft
        {
            From = new Mailbox(null, Spell(from)),
            To = [new Mailbox(null, Spell(link.To))],
            Subject = link.Subject.Length is > 0 and <= LongestSubject ? link.Subject : "unsubscribe",
            MessageId = messageId,
            Date = at,

            // Never the link's own words: the mail is the user's.
            Text = "unsubscribe",
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
            Original = Encoding.UTF8.GetBytes(failure.Failed is { } id && !EmailIds.IsUnnamed(id.Value) ? $"Message-ID: <{id}>\r\n\r\n" : "\r\n"),
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

    private static string WithFooter(Message message, string? footer) =>
        footer is null ? message.Body.Plain : $"{message.Body.Plain}\n\n-- \n{footer}";

    /// <summary>As in the envelope: with an ASCII local part the domain goes as A-labels, and the header needs no RFC 6532.</summary>
    public static string Spell(EmailAddress address) =>
        address.NeedsSmtpUtf8 ? address.Text : address.LocalPart + "@" + address.ToAsciiDomain();
}
