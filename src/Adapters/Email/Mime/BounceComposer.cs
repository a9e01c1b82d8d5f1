using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// RFC 3464 in RFC 6522: tells the author of an incoming mail that it was not delivered. To be sent with the null sender
/// (<c>MAIL FROM:&lt;&gt;</c>); returns the header of the mail only, so that a forged sender is not mailed foreign content.
/// </summary>
internal static class BounceComposer
{
    private const int MostReturnedBytes = 32 * 1024;

    public static byte[] Compose(BounceDraft draft)
    {
        // Only dots and ids of our own go in, so it cannot occur in a line of a part.
        var boundary = "=_" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(draft.MessageId)))[..32];
        var original = MessageView.Read(draft.Original);
        var header = new HeaderWriter()
            .Date(draft.Date)
            .Mailboxes("From", [draft.From])
            .Mailboxes("To", [new Mailbox(null, Spell(draft.To))])
            .Unstructured("Subject", "Undelivered Mail Returned to Sender")
            .Ids("Message-ID", [draft.MessageId])
            .Ids("In-Reply-To", original.MessageId is { } id ? [id] : [])
            .Ids("References", original.MessageId is { } reference ? [reference] : [])
            .Fixed("Auto-Submitted", "auto-replied")
            .Fixed("MIME-Version", "1.0")
            .Fixed("Content-Type", $"multipart/report; report-type=delivery-status; boundary=\"{boundary}\"");
        var global = draft.Recipients.Any(recipient => recipient.Address.NeedsSmtpUtf8);

        var text = new StringBuilder(header.ToString()).Append("\r\n");
        AppendPart(text, boundary, "text/plain; charset=utf-8", Explanation(draft));
        AppendRaw(text, boundary, global ? "message/global-delivery-status" : "message/delivery-status", global ? "8bit" : "7bit", Status(draft, global));
        AppendPart(text, boundary, "text/rfc822-headers; charset=utf-8", ReturnedHeader(original));
        return Encoding.UTF8.GetBytes(text.Append("--").Append(boundary).Append("--\r\n").ToString());
    }

    private static string Explanation(BounceDraft draft)
    {
        var text = new StringBuilder("Your message could not be delivered.\n");
        foreach (var recipient in draft.Recipients)
        {
            text.Append('\n').Append(recipient.Address.Text).Append(": ").Append(recipient.Reason.ReplaceLineEndings(" ")).Append('\n');
        }

        return text.ToString();
    }

    // RFC 3464 §2: a group for the message, then one for each recipient, separated by blank lines.
    private static string Status(BounceDraft draft, bool global)
    {
        var text = new StringBuilder();
        var message = new HeaderWriter().Fixed("Reporting-MTA", "dns; " + draft.ReportingMta);
        if (draft.OriginalEnvelopeId is not null)
        {
            message.Fixed("Original-Envelope-Id", OnlyAscii(draft.OriginalEnvelopeId));
        }

        text.Append(message);
        foreach (var recipient in draft.Recipients)
        {
            // RFC 6533 §3: an address that is not ASCII has the type utf-8.
            var type = recipient.Address.NeedsSmtpUtf8 ? "utf-8; " : "rfc822; ";
            text.Append("\r\n").Append(new HeaderWriter()
                .Fixed("Final-Recipient", type + Spell(recipient.Address))
                .Fixed("Action", "failed")
                .Fixed("Status", OnlyAscii(recipient.Status))
                .Fixed("Diagnostic-Code", "X-XMPP-Gateway; " + (global ? recipient.Reason : OnlyAscii(recipient.Reason))));
        }

        return text.ToString();
    }

    // Only what has no A-labels asks for SMTPUTF8.
    private static string Spell(EmailAddress address) => address.NeedsSmtpUtf8 ? address.Text : address.LocalPart + "@" + address.ToAsciiDomain();

    private static string ReturnedHeader(MessageView original)
    {
        var text = new StringBuilder();
        foreach (var field in original.Headers)
        {
            if (text.Length > MostReturnedBytes)
            {
                break;
            }

            text.Append(field.Name).Append(": ").Append(field.Unfolded).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendPart(StringBuilder text, string boundary, string type, string content)
    {
        var (encoding, body) = BodyEncoder.Encode(content);
        AppendRaw(text, boundary, type, encoding, body);
    }

    private static void AppendRaw(StringBuilder text, string boundary, string type, string encoding, string body) =>
        text.Append("--").Append(boundary).Append("\r\nContent-Type: ").Append(type)
            .Append("\r\nContent-Transfer-Encoding: ").Append(encoding).Append("\r\n\r\n").Append(body).Append("\r\n");

    private static string OnlyAscii(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : char.IsControl(c) ? ' ' : '?'));
}
