using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>RFC 3464 and RFC 6533, reading.</summary>
internal sealed record DeliveryReport(IReadOnlyList<RecipientReport> Recipients, string? OriginalMessageId, string? OriginalEnvelopeId)
{
    private const int MostRecipients = 1000;

    /// <summary>Null when the mail is no delivery report.</summary>
    public static DeliveryReport? Read(MessageView mail)
    {
        // What stands in an attached mail is about that mail: somebody shows a report to somebody else.
        var status = OuterParts(mail.Root).FirstOrDefault(part =>
            part.ContentType.Type == "message" && IsStatus(part));
        if (status is not null)
        {
            var groups = StatusFields.Groups(status.DecodeBeginning());
            if (RecipientsOf(groups) is { Count: > 0 } recipients)
            {
                return new DeliveryReport(UnformattedBounce.Complete(mail, recipients), OriginalId(mail), Envelope(groups));
            }
        }

        return (NotificationJson.Read(mail) ?? UnformattedBounce.Read(mail)) is { } report
            ? report with { OriginalMessageId = report.OriginalMessageId ?? OriginalId(mail) }
            : null;
    }

    /// <summary>What the fields say about each recipient.</summary>
    public static IReadOnlyList<RecipientReport> RecipientsOf(IReadOnlyList<StatusFields> groups)
    {
        var recipients = new List<RecipientReport>();
        foreach (var group in groups.Where(group => group.IsRecipient).Take(MostRecipients))
        {
            // What we wrote to is the original recipient; the final one may be an alias of theirs.
            var recipient = group.Address("original-recipient") ?? group.Address("final-recipient") ?? "";
            // COMPAT(SendGrid): "expired" is a failure, too; others say "failure", "fail", "failed (permanently)".
            var action = group.Word("action") is var word && (word is "expired" or "error" || word.StartsWith("fail", StringComparison.Ordinal)) ? "failed" : word;
            recipients.Add(new RecipientReport(recipient, action, group.Status, group.Typed("diagnostic-code") ?? ""));
        }

        return recipients;
    }

    private static IEnumerable<MimePart> OuterParts(MimePart part) =>
        part.ContentType.IsMessage && part.Parent is not null && !IsStatus(part) ? [] : [part, .. part.Children.SelectMany(OuterParts)];

    private static bool IsStatus(MimePart part) => part.ContentType.Subtype is "delivery-status" or "global-delivery-status";

    private static string? Envelope(IReadOnlyList<StatusFields> groups) =>
        groups.Count > 0 && groups[0].Find("original-envelope-id") is { Length: > 0 } id ? id : null;

    private static string? IdIn(MimePart returned) => (returned.Find(MessageView.GivenIdField) ?? returned.Find("Message-ID"))?.Unfolded;

    /// <summary>The Message-ID of the returned mail.</summary>
    public static string? OriginalId(MessageView report)
    {
        foreach (var part in report.Root.Walk())
        {
            var header = part.ContentType.IsMessage && part.Children is [var inner] ? IdIn(inner)
                : part.ContentType.Is("text", "rfc822-headers") || part.ContentType.Is("message", "global-headers") || part.ContentType.IsMessage
                    ? IdIn(MessageView.Read(part.DecodeBeginning()).Root)
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
