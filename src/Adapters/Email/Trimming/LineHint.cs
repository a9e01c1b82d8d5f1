namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>What is known of a line from elsewhere: HTML names its quotations.</summary>
internal enum LineHint
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It introduces a quotation, whatever its words.</summary>
    Introduces,

    /// <summary>From here on it is another mail.</summary>
    BeginsOther,

    /// <summary>It belongs to a signature.</summary>
    Signs,

    /// <summary>It is the author's own, also when it looks like a quotation.</summary>
    Own,
}
