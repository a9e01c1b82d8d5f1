using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Views;

/// <summary>
/// A whole mail as a page that can be opened in any browser: nothing in it runs, sends or fetches anything, but for the mail's own pictures. The page is
/// written anew from what is permitted, and forbids the rest to the browser, too. Pure; never throws.
/// </summary>
internal static class MailPage
{
    private static readonly LocalText From = new("From", "Von");
    private static readonly LocalText To = new("To", "An");
    private static readonly LocalText Cc = new("Cc", "Kopie");
    private static readonly LocalText Date = new("Date", "Datum");
    private static readonly LocalText NoSubject = new("(no subject)", "(ohne Betreff)");
    private static readonly LocalText Attachments = new("Attachments", "Anhänge");
    private static readonly LocalText TooLong = new("The rest of this mail is too long for this page.", "Der Rest dieser Mail ist zu lang für diese Seite.");

    /// <summary>In characters, after which no further part is begun: a mail of many large parts costs what the largest one does.</summary>
    private const int Longest = 4_000_000;

    /// <param name="mail">The mail.</param>
    /// <param name="imageLink">Gives the address of the part with a Content-ID, on the host of the page; null where there is none.</param>
    /// <param name="language">The reader's, for the words around the mail.</param>
    /// <param name="pictures">Addresses of pictures that the text does not show in their place.</param>
    public static string Write(
        MessageView mail, Func<string, string?> imageLink, string? language = null, Func<IEnumerable<string>>? pictures = null)
    {
        var page = new StringBuilder();
        var subject = string.IsNullOrWhiteSpace(mail.Subject) ? NoSubject.In(language) : mail.Subject.Trim();
        page.Append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">")
            .Append("<meta name=\"referrer\" content=\"no-referrer\"><meta name=\"robots\" content=\"noindex\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><title>");
        Escape(subject, page);
        page.Append("</title></head><body><h1>");
        Escape(subject, page);
        page.Append("</h1><table>");
        AddField(From.In(language), Names(mail.From), page);
        AddField(To.In(language), Names(mail.To), page);
        AddField(Cc.In(language), Names(mail.Cc), page);
        AddField(Date.In(language), mail.Date?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture) ?? "", page);
        page.Append("</table><hr>");
        if (!AddPart(mail.Root, imageLink, page))
        {
            page.Append("<p>");
            Escape(TooLong.In(language), page);
            page.Append("</p>");
        }

        foreach (var picture in pictures?.Invoke() ?? [])
        {
            page.Append("<p><img src=\"");
            Escape(picture, page);
            page.Append("\" alt=\"\" style=\"max-width:100%\"></p>");
        }

        AddAttachments(Attachments.In(language), VisibleText.Of(mail.Root).Attachments, page);
        return page.Append("</body></html>\n").ToString();
    }

    /// <summary>
    /// What the page permits itself (Content Security Policy 3): its pictures stand in it. Whoever serves it sends the same in the header, with
    /// <c>sandbox</c>.
    /// </summary>
    public static string Policy => "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>False when the page, or what is read of one part, was too long for some of it. Depth is bounded by MimeLimits.Depth.</summary>
    private static bool AddPart(MimePart part, Func<string, string?> imageLink, StringBuilder page)
    {
        if (part.ContentType.Is("multipart", "alternative"))
        {
            // A page can show the richest (RFC 2046 §5.1.4).
            return part.Children.LastOrDefault(child => child.Walk().Any(IsShown)) is not { } best || AddPart(best, imageLink, page);
        }

        if (part.ContentType.IsMultipart && part.Children.Count > 0)
        {
            // What follows a part that is cut may be short enough.
            return part.Children.Aggregate(true, (all, child) => AddPart(child, imageLink, page) && all);
        }

        if (IsShown(part))
        {
            if (page.Length > Longest)
            {
                return false;
            }

            page.Append("<div>");
            if (part.ContentType.Subtype == "html")
            {
                SafeHtml.Write(part.Text, imageLink, page);
            }
            else
            {
                page.Append("<pre style=\"white-space:pre-wrap\">");
                Escape(FlowedText.Unflow(part), page);
                page.Append("</pre>");
            }

            page.Append("</div>");
            return !part.IsTextCut;
        }

        return true;
    }

    private static bool IsShown(MimePart part) =>
        part.ContentType is { Type: "text", Subtype: "plain" or "html" } && part.Children.Count == 0 && part.Disposition?.IsAttachment != true
        && !string.IsNullOrWhiteSpace(part.Text);

    private static void AddField(string name, string value, StringBuilder page)
    {
        if (value.Length > 0)
        {
            page.Append("<tr><th align=\"left\">");
            Escape(name, page);
            page.Append("</th><td>");
            Escape(OneWay(value), page);
            page.Append("</td></tr>");
        }
    }

    private static void AddAttachments(string title, IReadOnlyList<MailAttachment> attachments, StringBuilder page)
    {
        if (attachments.Count == 0)
        {
            return;
        }

        page.Append("<hr><p>");
        Escape(title, page);
        page.Append("</p><ul>");
        foreach (var attachment in attachments)
        {
            page.Append("<li>");
            Escape(string.Create(CultureInfo.InvariantCulture, $"{OneWay(attachment.Name)} ({attachment.Type}, {attachment.Size} B)"), page);
            page.Append("</li>");
        }

        page.Append("</ul>");
    }

    /// <summary>Names are not to be trusted, so that the address stands with each.</summary>
    private static string Names(IReadOnlyList<Mailbox> mailboxes) =>
        string.Join(", ", mailboxes.Select(mailbox => string.IsNullOrWhiteSpace(mailbox.DisplayName) ? mailbox.Address : $"{mailbox.DisplayName} <{mailbox.Address}>"));

    /// <summary>Without the characters that turn the direction of reading (UAX #9 §2): a name could seem to end in another way than it does.</summary>
    private static string OneWay(string name) => string.Concat(
        name.Where(c => c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C')));

    private static void Escape(string text, StringBuilder page) => SafeHtml.Escape(text, page);
}
