namespace XmppGateway.Adapters.Email.Mime;

/// <summary>What a message may cost. What lies beyond a limit is left out and named in <see cref="MessageView.Damage"/>.</summary>
internal sealed record MimeLimits
{
    public static MimeLimits Default { get; } = new();

    /// <summary>Bytes of one header field, folded lines included.</summary>
    public int HeaderFieldBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of all header fields of one part.</summary>
    public int HeaderBytes { get; init; } = 256 * 1024;

    /// <summary>Header fields of one part.</summary>
    public int HeaderCount { get; init; } = 1000;

    /// <summary>Parts of one message, containers included.</summary>
    public int Parts { get; init; } = 1000;

    /// <summary>Containers around one part.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Addresses in one header field.</summary>
    public int Addresses { get; init; } = 2000;

    /// <summary>Bytes of an encoded message inside a message: it is decoded into memory. Larger ones are files, whose parts are not looked at.</summary>
    public int EncodedMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of one text part that are turned into characters: the bound of every expansion.</summary>
    public int TextBytes { get; init; } = 1024 * 1024;
}
