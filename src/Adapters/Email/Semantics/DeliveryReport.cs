using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>RFC 3464 and RFC 6533, reading.</summary>
internal sealed record DeliveryReport(IReadOnlyList<RecipientReport> Recipients, string? OriginalMessageId, string? OriginalEnvelopeId)
{
    private const int MostRecipients = 1000;

    /// <summary>Null when the mail is no delivery report.</summary>
    public static DeliveryReport? Read(MessageView mail)
    {
        var status = mail.Root.Walk().FirstOrDefault(part =>
            part.ContentType.Type == "message" && part.ContentType.Subtype is "delivery-status" or "global-delivery-status");
        if (status is not null)
        {
            var groups = StatusFields.Groups(status.DecodeBody());
            return new DeliveryReport(Named(groups), OriginalId(mail), Envelope(groups));
        }

        return FailedRecipients.Read(mail) is { } report
            ? report with { OriginalMessageId = report.OriginalMessageId ?? OriginalId(mail) }
            : null;
    }

    private static List<RecipientReport> Named(IReadOnlyList<StatusFields> groups)
    {
        var recipients = new List<RecipientReport>();
        foreach (var group in groups.Where(group => group.IsRecipient).Take(MostRecipients))
        {
            // What we wrote to is the original recipient; the final one may be an alias of theirs.
            var recipient = group.Address("original-recipient") ?? group.Address("final-recipient") ?? "";
            var action = group.Word("action");
            recipients.Add(new RecipientReport(recipient, action, group.Status, group.Typed("diagnostic-code") ?? ""));
        }

        return recipients;
    }

    private static string? Envelope(IReadOnlyList<StatusFields> groups) =>
        groups.Count > 0 && groups[0].Find("original-envelope-id") is { Length: > 0 } id ? id : null;

    private static string? OriginalId(MessageView report)
    {
        foreach (var part in report.Root.Walk())
        {
            var header = part.ContentType.IsMessage && part.Children is [var inner] ? inner.Find("Message-ID")?.Unfolded
                : part.ContentType.Is("text", "rfc822-headers") || part.ContentType.Is("message", "global-headers") || part.ContentType.IsMessage
                    ? MessageView.Read(part.DecodeBody()).Root.Find("Message-ID")?.Unfolded
                : null;
            if (header is not null && MessageIds.Parse(header) is [var id, ..])
            {
                return id;
            }
        }

        // Some reports return nothing but answer the mail in the usual way.
        return report.InReplyTo is [var answered, ..] ? answered : null;
    }
}
