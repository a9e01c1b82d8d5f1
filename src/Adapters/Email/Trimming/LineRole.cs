namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>What one line of a mail is.</summary>
internal enum LineRole
{
    /// <summary>The author's own words.</summary>
    Own,

    /// <summary>A line of a quotation.</summary>
    Quote,

    /// <summary>Who is quoted: "On Monday Bob wrote:".</summary>
    Introduction,

    /// <summary>A signature, or what a program writes in its place.</summary>
    Signature,

    /// <summary>The mail that is answered, without signs of quotation. Nothing of the author follows.</summary>
    Answered,

    /// <summary>A mail that is passed on: what the author wants to be read.</summary>
    Forwarded,
}
