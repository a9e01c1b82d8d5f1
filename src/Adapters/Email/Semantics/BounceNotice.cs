using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a mail system says about a mail that it returns, without the mail itself.</summary>
internal sealed class BounceNotice
{
    private const int MostLines = 2000;
    private const int MostTexts = 10;

    private BounceNotice(IReadOnlyList<string> lines, string returned, bool returnsMail)
    {
        Lines = lines;
        Returned = returned;
        ReturnsMail = returnsMail;
    }

    /// <summary>Without the white space around them; blank ones are kept.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The returned mail, or its header, as far as it stands in the text; empty when it does not.</summary>
    public string Returned { get; }

    /// <summary>True when the mail or its header is attached, or stands in the text.</summary>
    public bool ReturnsMail { get; }

    public static BounceNotice Of(MessageView mail)
    {
        var lines = new List<string>();
        var returned = "";
        foreach (var text in Texts(mail.Root).Take(MostTexts))
        {
            var position = 0;
            while (position < text.Length && lines.Count < MostLines)
            {
                var end = text.IndexOf('\n', position);
                end = end < 0 ? text.Length : end;
                var line = text[position..end];
                if (BouncePhrases.BeginsOriginal(line))
                {
                    returned = returned.Length > 0 ? returned : text[position..];
                    break;
                }

                lines.Add(line.Trim());
                position = end + 1;
            }
        }

        return new BounceNotice(lines, returned, returned.Length > 0 || mail.Root.Walk().Any(IsReturned));
    }

    public string Join()
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsReturned(MimePart part) =>
        part.ContentType.IsMessage || part.ContentType.ToString() is "text/rfc822-headers" or "message/global-headers";

    /// <summary>The plain texts outside of attached mails, or the HTML where there is none.</summary>
    private static IEnumerable<string> Texts(MimePart root)
    {
        var texts = Outer(root).Where(part => part.ContentType.IsText && part.ContentType.Subtype != "rfc822-headers").ToList();
        var plain = texts.Where(part => part.ContentType.Subtype != "html").ToList();
        return plain.Count > 0 ? plain.Select(part => part.Text)
            : texts.Count > 0 ? texts.Select(part => RichText.Of([.. HtmlMail.Read(part.Text, trims: false, isForward: false).Visible]).Plain)
            : Outer(root).Where(part => part.Children.Count == 0 && part.ContentType.IsMultipart).Select(part => part.Text);
    }

    private static IEnumerable<MimePart> Outer(MimePart part) =>
        part.ContentType.IsMessage && part.Parent is not null ? [part] : [part, .. part.Children.SelectMany(Outer)];
}
