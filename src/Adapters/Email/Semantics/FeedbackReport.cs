using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>RFC 5965: somebody complained about a mail, or its authentication failed (RFC 6591).</summary>
internal static class FeedbackReport
{
    private const int MostRecipients = 1000;

    /// <summary>Null when the mail is no such report.</summary>
    public static DeliveryReport? Read(MessageView mail)
    {
        var part = mail.Root.Walk().FirstOrDefault(inner => inner.ContentType.Is("message", "feedback-report"));
        if (part is null)
        {
            // COMPAT(Hotmail): the complaint is a header field, and the mail follows.
            var told = Complained(mail);
            return told is null && mail.Root.ContentType.Parameter("report-type") != "feedback-report"
                ? null
                : new DeliveryReport([new RecipientReport(told ?? "", "", "", "")], DeliveryReport.OriginalId(mail), null);
        }

        var fields = StatusFields.Groups(part.DecodeBeginning());
        var recipients = fields.SelectMany(group => group.All("original-rcpt-to")).ToList();
        if (recipients.Count == 0)
        {
            recipients = [.. fields.SelectMany(group => group.All("removal-recipient"))];
        }

        if (recipients.Count == 0)
        {
            var returned = mail.Root.Walk().FirstOrDefault(inner => inner.ContentType.IsMessage && inner.Children.Count > 0);
            recipients = [.. AddressParser.Parse(returned?.Children[0].Find("To")?.Unfolded ?? "", MostRecipients).Select(mailbox => mailbox.Address).Where(address => address.Length > 0)];
        }

        var kind = fields.Select(group => group.Find("feedback-type")).FirstOrDefault(type => type is not null) ?? "";
        return new DeliveryReport(
            [.. recipients.DefaultIfEmpty("").Take(MostRecipients).Select(address => new RecipientReport(address.Trim('<', '>', ' '), "", "", kind))],
            DeliveryReport.OriginalId(mail),
            null);
    }

    private static string? Complained(MessageView mail) =>
        mail.Root.ContentType.IsMultipart && mail.Root.Children is [{ ContentType.IsMessage: true, Children: [var returned] }, ..]
            ? returned.Header("X-HmXmrOriginalRecipient")
            : null;
}
