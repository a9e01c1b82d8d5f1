using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>A part that is not shown as text.</summary>
/// <param name="Size">Bytes after decoding.</param>
internal sealed record MailAttachment(string Name, string Type, long Size)
{
    /// <summary>Where it is.</summary>
    public required MimePart Part { get; init; }
}
