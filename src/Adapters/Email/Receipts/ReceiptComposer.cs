using System.Security.Cryptography;
using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Receipts;

/// <summary>Writes disposition notifications (RFC 8098 §3), for the null sender. Pure.</summary>
internal static class ReceiptComposer
{
    /// <param name="original">The Message-ID of the mail that was displayed.</param>
    /// <param name="messageId">Of the notification.</param>
    /// <param name="from">The user: §2.1 wants the address of the person for whom it is issued.</param>
    /// <param name="user">The same without a name.</param>
    /// <param name="to">Who has asked.</param>
    /// <param name="at">When it was displayed.</param>
    /// <param name="isChat">The reader's program is one for chats.</param>
    /// <param name="mailDomain">Whose gateway says so.</param>
    public static byte[] Compose(
        string original, string messageId, Mailbox from, EmailAddress user, EmailAddress to, DateTimeOffset at, bool isChat, string mailDomain)
    {
        // RFC 6533 §5: an address that is not ASCII needs the type for all scripts.
        var isGlobal = user.NeedsSmtpUtf8;
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16));
        var header = new HeaderWriter()
            .Date(at)
            .Mailboxes("From", [from])
            .Mailboxes("To", [new Mailbox(null, ToMail.Spell(to))])
            .Unstructured("Subject", "Read: your message")
            .Ids("Message-ID", [messageId])
            .Ids("In-Reply-To", [original])
            .Ids("References", [original])

            // RFC 3834 §5, RFC 8098 §2.1: nobody answers it, and it never asks for one itself.
            .Fixed("Auto-Submitted", "auto-replied");
        if (isChat)
            header.Fixed("Chat-Version", "1.0");
        header.Fixed("MIME-Version", "1.0")
            .Fixed("Content-Type", $"multipart/report; report-type=disposition-notification; boundary=\"{boundary}\"");

        // §3.2.6: the user displayed it themself; that this is told was decided once, by their setting.
        var fields = new HeaderWriter()
            .Fixed("Reporting-UA", $"{mailDomain}; xmpp-gateway")
            .Fixed("Final-Recipient", (isGlobal ? "utf-8; " : "rfc822; ") + ToMail.Spell(user))
            .Ids("Original-Message-ID", [original])
            .Fixed("Disposition", "manual-action/MDN-sent-automatically; displayed");
        var text = new StringBuilder(header.ToString()).Append("\r\n")
            .Append("--").Append(boundary).Append("\r\n")
            .Append(WrittenParts.Text("text/plain; charset=utf-8", $"Your message to {user.Text} was displayed. This does not say that it was understood or agreed to.\n"))
            .Append("--").Append(boundary).Append("\r\nContent-Type: message/").Append(isGlobal ? "global-" : "").Append("disposition-notification\r\n")
            .Append("Content-Transfer-Encoding: ").Append(isGlobal ? "8bit" : "7bit").Append("\r\n\r\n").Append(fields).Append("\r\n")
            .Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
