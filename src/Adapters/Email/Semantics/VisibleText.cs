using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>The text that a person is meant to read, chosen from the parts of a mail, and a list of everything else.</summary>
internal sealed class VisibleText
{
    /// <summary>Characters of the texts of one mail; what is left then stands in the original.</summary>
    private const int Longest = 1024 * 1024;

    private readonly List<(string Plain, Sequence<RichBlock> Blocks)> _texts = [];
    private readonly List<string> _cut = [];
    private readonly List<MailAttachment> _attachments = [];
    private readonly bool _trims;
    private readonly bool _isForward;
    private int _spent;

    private VisibleText(bool trims, bool isForward)
    {
        _trims = trims;
        _isForward = isForward;
    }

    public IReadOnlyList<MailAttachment> Attachments => _attachments;

    /// <summary>True when a text was longer than the limits allow.</summary>
    public bool IsCut { get; private set; }

    public bool IsEmpty => _texts.Count == 0 && _attachments.Count == 0;

    /// <summary>What was taken off: quotations of what is answered, signatures. Lines ending in LF; empty when nothing was.</summary>
    public string Cut => string.Join("\n\n", _cut);

    /// <param name="root">The mail.</param>
    /// <param name="trims">A person wrote it: what is not new is taken off.</param>
    /// <param name="isForward">Its subject says that it passes on another mail.</param>
    public static VisibleText Of(MimePart root, bool trims = false, bool isForward = false)
    {
        var result = new VisibleText(trims, isForward);
        result.Take(root);
        return result;
    }

    /// <summary>The texts, one after the other.</summary>
    public RichText Render() => _texts.Exists(text => text.Blocks.Count > 0)
        ? RichText.Of([.. _texts.SelectMany(text => text.Blocks.Count > 0 ? text.Blocks : [new RichBlock.Paragraph([new RichInline.Text(text.Plain)])])])
        : new RichText(string.Join("\n\n", _texts.Select(text => text.Plain)));

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
        else if (IsShown(part) && !Encryption.IsControl(part))
        {
            TakeText(part);
        }
        else if (!IsMachinery(part))
        {
            _attachments.Add(Describe(part));
        }
    }

    /// <summary>
    /// RFC 2046 §5.1.4 orders by fidelity; a chat prefers what needs no conversion, unless that is only a note for those who cannot read the other.
    /// What is no text is listed all the same.
    /// </summary>
    private void TakeAlternative(MimePart part)
    {
        var plain = IsFull ? null : part.Children.FirstOrDefault(child => Holds(child, "plain"));
        var html = IsFull ? null : part.Children.FirstOrDefault(child => Holds(child, "html"));
        var chosen = plain is not null && html is not null && PlainStub.Is(TextOf(plain, "plain"), TextOf(html, "html")) ? html : plain ?? html;
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

    private static string TextOf(MimePart part, string subtype) =>
        part.Walk().First(inner => IsShown(inner) && inner.ContentType.Subtype == subtype && !string.IsNullOrWhiteSpace(inner.Text)).Text;

    private bool IsFull => _spent >= Longest;

    private void TakeText(MimePart part)
    {
        if (IsFull)
        {
            IsCut = true;
            return;
        }

        IsCut |= part.IsTextCut;
        _spent += part.Text.Length;
        if (part.ContentType.Subtype == "html")
        {
            var (blocks, rest) = HtmlMail.Read(part.Text, _trims, _isForward);

            // The end of a very long page is on the page.
            Add("", blocks, part.Text.Length > HtmlMail.Longest ? rest + "…" : rest);
            return;
        }

        var (text, files) = UuencodedFiles.Take(FlowedText.Unflow(part));
        _attachments.AddRange(files.Select(Describe));
        var trimmed = _trims ? ReplyTrimmer.Trim(text, _isForward) : new TrimmedText(text, "");
        Add(Tidy(trimmed.Visible), [], Tidy(trimmed.Cut));
    }

    private void Add(string plain, Sequence<RichBlock> blocks, string cut)
    {
        if (plain.Length > 0 || blocks.Count > 0)
        {
            _texts.Add((plain, blocks));
        }

        if (cut.Length > 0)
        {
            _cut.Add(cut);
        }
    }

    private static string Tidy(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim('\n');

    private static bool IsShown(MimePart part) =>
        part.ContentType is { Type: "text", Subtype: "plain" or "html" or "enriched" or "richtext" } or { IsMultipart: true }
        && part.Children.Count == 0
        && part.Disposition?.IsAttachment != true;

    /// <summary>Parts that are about the mail and not in it: signatures, and the machine-readable halves of reports.</summary>
    private static bool IsMachinery(MimePart part) =>
        part.ContentType.ToString() is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature"
            or "message/delivery-status" or "message/global-delivery-status" or "message/disposition-notification"
            or "message/feedback-report" or "text/rfc822-headers" or "message/global-headers"
        || Encryption.IsControl(part)
        || part.Parent?.ContentType.Is("multipart", "report") == true;

    private static MailAttachment Describe(MimePart part)
    {
        var subject = part.ContentType.IsMessage && part.Children is [var inner] ? inner.Header("Subject") : null;
        var name = part.FileName ?? (string.IsNullOrWhiteSpace(subject) ? "unnamed" : subject.Trim());
        long size = part.ContentType.IsMessage && part.Children.Count > 0 ? part.Children.Sum(child => (long)child.RawBody.Length) : TransferDecoder.Length(part.RawBody.Span, part.TransferEncoding);
        return new MailAttachment(name.ReplaceLineEndings(" "), part.ContentType.ToString(), size) { Part = part };
    }
}
