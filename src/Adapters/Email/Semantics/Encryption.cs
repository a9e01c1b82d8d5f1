using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Mail that only its reader's own program can open. Pure.</summary>
internal static class Encryption
{
    /// <summary>OpenPGP or another scheme (RFC 1847 §2.2, RFC 3156 §4), or S/MIME (RFC 8551 §3.3 and §3.4). Attached mails do not count.</summary>
    public static bool IsIn(MimePart part) =>
        part.ContentType.Is("multipart", "encrypted")
        || (part.ContentType is { Type: "application", Subtype: "pkcs7-mime" or "x-pkcs7-mime" } type
            && type.Parameter("smime-type")?.ToLowerInvariant() is "enveloped-data" or "authenveloped-data")
        || (part.ContentType.IsMultipart && part.Children.Any(IsIn));

    /// <summary>The part that says only which scheme it is (RFC 3156 §4: <c>Version: 1</c>).</summary>
    public static bool IsControl(MimePart part) =>
        part.Parent?.ContentType.Is("multipart", "encrypted") == true && part.Parent.Children is [var first, _, ..] && first == part;
}
