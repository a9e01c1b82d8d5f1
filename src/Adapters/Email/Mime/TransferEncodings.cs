namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2045 §6: how the bytes of a part travel.</summary>
internal enum TransferEncoding
{
    /// <summary>7bit, 8bit, binary, and everything unknown.</summary>
    Identity,
    Base64,
    QuotedPrintable,
    Uuencode,
}

internal static class TransferEncodings
{
    public static TransferEncoding Parse(string? value) => Token(value) switch
    {
        "base64" => TransferEncoding.Base64,
        "quoted-printable" => TransferEncoding.QuotedPrintable,
        "x-uuencode" or "uuencode" or "x-uue" or "uue" => TransferEncoding.Uuencode,
        _ => TransferEncoding.Identity,
    };

    private static string Token(string? value)
    {
        var text = (value ?? "").AsSpan().Trim();
        var end = text.IndexOfAny(" \t;(,");
        return (end < 0 ? text : text[..end]).Trim('"').ToString().ToLowerInvariant();
    }
}
