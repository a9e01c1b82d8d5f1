namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A part that <see cref="MimeReader"/> is inside of.</summary>
internal sealed class OpenPart(bool insideDigest)
{
    /// <summary>Without a type of its own it is a message (RFC 2046 §5.1.5).</summary>
    public bool InsideDigest { get; } = insideDigest;

    /// <summary>Set while the part is a multipart whose end was not seen.</summary>
    public byte[]? Boundary { get; set; }

    public bool IsDigest { get; set; }

    /// <summary>A delimiter of its own was seen.</summary>
    public bool HasParts { get; set; }
}
