using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Writes mails: flowed text, and a page beside it where there is one. Always UTF-8, CRLF only, no line beyond 998 octets; the header is ASCII
/// unless an address is not (RFC 6532).
/// </summary>
internal static class MailComposer
{
    /// <exception cref="ArgumentException">An address, our own Message-ID or the name of an extra field cannot be written.</exception>
    public static byte[] Compose(MailDraft draft)
    {
        if (!HeaderWriter.IsWritableId(draft.MessageId))
        {
            throw new ArgumentException("The Message-ID cannot be written.", nameof(draft));
        }

        var header = new HeaderWriter()
            .Date(draft.Date)
            .Mailboxes("From", [draft.From])
            .Mailboxes("To", draft.To);
        if (draft.Cc.Count > 0)
        {
            header.Mailboxes("Cc", draft.Cc);
        }

        if (draft.Subject.Length > 0)
        {
            header.Unstructured("Subject", draft.Subject);
        }

        header.Ids("Message-ID", [draft.MessageId])
            .Ids("In-Reply-To", draft.InReplyTo is null ? [] : [draft.InReplyTo])
            .Ids("References", draft.References);
        if (draft.AutoSubmitted is not null)
        {
            header.Fixed("Auto-Submitted", draft.AutoSubmitted);
        }

        foreach (var (name, value) in draft.ExtraHeaders)
        {
            header.Unstructured(name, value);
        }

        header.Fixed("MIME-Version", "1.0");
        var text = WrittenParts.Text("text/plain; charset=utf-8; format=flowed", FlowedWriter.Write(draft.Text));
        var content = draft.Html is null ? text : WrittenParts.Alternative(draft.MessageId, text, WrittenParts.Text("text/html; charset=utf-8", draft.Html));
        return Encoding.UTF8.GetBytes(header + (draft.PartFields.Length == 0 ? content : WrittenParts.Mixed(draft.MessageId, draft.PartFields + content)));
    }
}
