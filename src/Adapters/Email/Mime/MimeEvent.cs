namespace XmppGateway.Adapters.Email.Mime;

/// <summary>What <see cref="MimeReader.Read"/> stands on.</summary>
internal enum MimeEvent
{
    /// <summary>Before the first call, and after the last.</summary>
    None,

    /// <summary>A part opens; the first is the message itself.</summary>
    PartBegin,

    /// <summary>One header field of the open part.</summary>
    Header,

    /// <summary>The header is complete.</summary>
    HeaderEnd,

    /// <summary>The undecoded content of a part that has no children.</summary>
    Body,

    /// <summary>The open part closes.</summary>
    PartEnd,
}
