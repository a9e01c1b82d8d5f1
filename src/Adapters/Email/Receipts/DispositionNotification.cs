using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Receipts;

/// <summary>A disposition notification (RFC 8098 §3) as it came in. Pure.</summary>
/// <param name="MessageId">The mail that it is about, without brackets; null where it names none.</param>
/// <param name="IsDisplayed">The mail was shown to somebody. Deleted, dispatched and processed are not.</param>
internal sealed record DispositionNotification(string? MessageId, bool IsDisplayed)
{
    /// <summary>The notification; null for a mail that is none.</summary>
    public static DispositionNotification? Read(MessageView mail)
    {
        // §3: the second part of a multipart/report. One that somebody sends on stands deeper.
        if (!mail.Root.ContentType.Is("multipart", "report"))
            return null;

        var part = mail.Root.Children.FirstOrDefault(
            child => child.ContentType.Is("message", "disposition-notification") || child.ContentType.Is("message", "global-disposition-notification"));
        if (part is null)
            return null;

        var groups = StatusFields.Groups(part.DecodeBeginning());
        var id = groups.Select(group => group.Find("original-message-id")).FirstOrDefault(text => text is not null);
        var disposition = groups.Select(group => group.Find("disposition")).FirstOrDefault(text => text is not null) ?? "";
        return new(id is not null && MessageIds.Parse(id) is [var only] ? only : null, IsShown(disposition));
    }

    // disposition-mode ";" OWS disposition-type [ "/" disposition-modifier *( "," disposition-modifier ) ]
    private static bool IsShown(string disposition)
    {
        var type = disposition[(disposition.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim();
        var slash = type.IndexOf('/', StringComparison.Ordinal);

        // §3.2.6.3: "error" says that something went wrong, so that nobody knows what was shown.
        return (slash < 0 ? type : type[..slash].TrimEnd()).Equals("displayed", StringComparison.OrdinalIgnoreCase)
            && (slash < 0 || !type[slash..].Contains("error", StringComparison.OrdinalIgnoreCase));
    }
}
