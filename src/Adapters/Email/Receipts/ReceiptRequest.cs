using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Receipts;

/// <summary>Whether a mail asks to be told that it was displayed, and in a way that may be answered without a question. Pure.</summary>
internal static class ReceiptRequest
{
    /// <summary>The field that all mail programs know (RFC 8098 §2.1).</summary>
    public const string Field = "Disposition-Notification-To";

    /// <summary>COMPAT(Delta Chat): the same for chat programs only, so that nobody else gets a question about it.</summary>
    public const string ChatField = "Chat-Disposition-Notification-To";

    /// <summary>Whether it asks at all.</summary>
    public static bool IsIn(MessageView mail) => mail.Root.Find(Field) is not null || mail.Root.Find(ChatField) is not null;

    /// <summary>
    /// Whether it may be answered as far as its fields say. RFC 8098 §2.1: without asking the user only where one address is named, which is that of the
    /// Return-Path; the domain in any case, the local part exactly. §2.2: not where it demands something that is not known here.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="returnPath">The reverse path; empty for the null sender.</param>
    public static bool MayBeAnswered(MessageView mail, string returnPath)
    {
        if (!EmailAddress.TryParse(returnPath, out var sender)
            || (mail.Root.Find("Disposition-Notification-Options")?.Unfolded.Contains("required", StringComparison.OrdinalIgnoreCase) ?? false))
        {
            return false;
        }

        var asked = (mail.Root.Find(Field) ?? mail.Root.Find(ChatField))?.Unfolded;
        return asked is not null
            && AddressParser.Parse(asked, 2) is [{ Address: var only }]
            && EmailAddress.TryParse(only, out var address)
            && address.LocalPart == sender.LocalPart
            && address.ToAsciiDomain().Equals(sender.ToAsciiDomain(), StringComparison.OrdinalIgnoreCase);
    }
}
