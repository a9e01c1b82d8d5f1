using AngleSharp.Dom;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>How mail programs mark in HTML what is not the author's own. Names of their elements, as they write them.</summary>
internal static class HtmlReplyMarks
{
    /// <summary>From here on it is the mail that is answered or passed on.</summary>
    private static readonly string[] BeginningIds =
    [
        "divRplyFwdMsg", "appendonsend", "stopSpelling", "zwchr", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "isReplyContent",
        "replySplit", "reply-intro", "origbody",
    ];

    private static readonly string[] BeginningClasses =
        ["OutlookMessageHeader", "yahoo_quoted", "protonmail_quote", "zmail_extra", "quote-pipe", "WordSection1-reply", "iphone-reply"];

    private static readonly string[] IntroductionClasses = ["gmail_attr", "moz-cite-prefix", "tutanota_quote_header", "moz-email-headers-table"];

    private static readonly string[] SignatureIds = ["Signature", "ms-outlook-mobile-signature", "AppleMailSignature", "ymail_android_signature", "signature"];

    private static readonly string[] SignatureClasses =
        ["gmail_signature", "moz-signature", "protonmail_signature_block", "yahoo-signature", "tutanota_signature", "mail-signature", "gmail_signature_prefix"];

    private static readonly string[] QuoteClasses = ["gmail_quote", "moz-cite", "tutanota_quote", "protonmail_quote", "yahoo_quoted", "iphone_quote", "zmail_quote"];

    /// <summary>What an element says of the lines in it.</summary>
    public static LineHint HintOf(IElement element) =>
        Has(element.Id, BeginningIds) || HasClass(element, BeginningClasses) || IsGmxQuote(element) ? LineHint.BeginsOther
        : HasClass(element, IntroductionClasses) ? LineHint.Introduces
        : Has(element.Id, SignatureIds) || HasClass(element, SignatureClasses) || element.HasAttribute("data-signatureblock") ? LineHint.Signs
        : LineHint.None;

    /// <summary>True for quotations that a program made; others are the author's way to set text apart.</summary>
    public static bool IsCited(IElement blockquote) =>
        blockquote.GetAttribute("type") == "cite" || blockquote.HasAttribute("cite") || HasClass(blockquote, QuoteClasses);

    /// <summary>COMPAT(GMX, web.de): `div name="quote"`.</summary>
    private static bool IsGmxQuote(IElement element) => element.LocalName == "div" && element.GetAttribute("name") == "quote";

    /// <summary>COMPAT(Outlook on the web): ids and classes of an answered mail get `x_` before them, once for each answer.</summary>
    private static string Bare(string name)
    {
        while (name.StartsWith("x_", StringComparison.Ordinal))
        {
            name = name[2..];
        }

        return name;
    }

    private static bool Has(string? id, string[] names) => id is { Length: > 0 and < 100 } && names.Contains(Bare(id));

    private static bool HasClass(IElement element, string[] names) =>
        element.ClassName is { Length: > 0 and < 200 } classes && classes.Split(' ').Any(name => names.Contains(Bare(name)));
}
