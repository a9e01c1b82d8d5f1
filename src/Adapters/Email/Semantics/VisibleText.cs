using System.Globalization;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>The text that a person is meant to read, chosen from the parts of a mail, and a list of everything else.</summary>
internal sealed class VisibleText
{
    private readonly List<string> _texts = [];
    private readonly List<MailAttachment> _attachments = [];

    private VisibleText()
    {
    }

    public IReadOnlyList<MailAttachment> Attachments => _attachments;

    /// <summary>True when a text was longer than the limits allow.</summary>
    public bool IsCut { get; private set; }

    public bool IsEmpty => _texts.Count == 0 && _attachments.Count == 0;

    public static VisibleText Of(MimePart root)
    {
        var result = new VisibleText();
        result.Take(root);
        return result;
    }

    public string Render()
    {
        var lines = _attachments.Select(a => $"[attachment: {a.Name}, {a.Type}, {Size(a.Size)}]");
        return string.Join("\n\n", _texts.Append(string.Join('\n', lines)).Where(text => text.Length > 0));
    }

    // Depth is bounded by MimeLimits.Depth.
    private void Take(MimePart part)
    {
        var type = part.ContentType;
        if (type.Is("multipart", "alternative"))
        {
            TakeAlternative(part);
        }
        else if (type.IsMultipart && part.Children.Count > 0)
        {
            foreach (var child in part.Children)
            {
                Take(child);
            }
        }
        else if (IsShown(part))
        {
            TakeText(part);
        }
        else if (!IsMachinery(part))
        {
            _attachments.Add(Describe(part));
        }
    }

    /// <summary>RFC 2046 §5.1.4 orders by fidelity; a chat prefers what needs no conversion. What is no text is listed all the same.</summary>
    private void TakeAlternative(MimePart part)
    {
        var chosen = part.Children.FirstOrDefault(child => Holds(child, "plain")) ?? part.Children.FirstOrDefault(child => Holds(child, "html"));
        foreach (var child in part.Children)
        {
            if (child == chosen || chosen is null)
            {
                Take(child);
                continue;
            }

            foreach (var inner in child.Walk())
            {
                if (!inner.ContentType.IsMultipart && !IsShown(inner) && !IsMachinery(inner) && !InsideMessage(inner, child))
                {
                    _attachments.Add(Describe(inner));
                }
            }
        }
    }

    private static bool InsideMessage(MimePart part, MimePart top)
    {
        for (var above = part; above != top && above.Parent is { } parent; above = parent)
        {
            if (parent.ContentType.IsMessage)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(MimePart part, string subtype) =>
        part.Walk().Any(inner => IsShown(inner) && inner.ContentType.Subtype == subtype && !string.IsNullOrWhiteSpace(inner.Text));

    private void TakeText(MimePart part)
    {
        IsCut |= part.IsTextCut;
        var text = part.ContentType.Subtype == "html" ? HtmlText.Of(part.Text) : FlowedText.Unflow(part);
        text = string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim('\n');
        if (text.Length > 0)
        {
            _texts.Add(text);
        }
    }

    private static bool IsShown(MimePart part) =>
        part.ContentType is { Type: "text", Subtype: "plain" or "html" or "enriched" or "richtext" } or { IsMultipart: true }
        && part.Children.Count == 0
        && part.Disposition?.IsAttachment != true;

    /// <summary>Parts that are about the mail and not in it: signatures, and the machine-readable halves of reports.</summary>
    private static bool IsMachinery(MimePart part) =>
        part.ContentType.ToString() is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature"
            or "message/delivery-status" or "message/global-delivery-status" or "message/disposition-notification"
            or "message/feedback-report" or "text/rfc822-headers" or "message/global-headers"
        || part.Parent?.ContentType.Is("multipart", "report") == true;

    private static MailAttachment Describe(MimePart part)
    {
        var subject = part.ContentType.IsMessage && part.Children is [var inner] ? inner.Header("Subject") : null;
        var name = part.FileName ?? (string.IsNullOrWhiteSpace(subject) ? "unnamed" : subject.Trim());
        long size = part.ContentType.IsMessage ? part.Children.Sum(child => (long)child.RawBody.Length) : TransferDecoder.Length(part.RawBody.Span, part.TransferEncoding);
        return new MailAttachment(name.ReplaceLineEndings(" "), part.ContentType.ToString(), size);
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
    };
}
