namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>The commands of RFC 2033 and RFC 5321 that the server knows.</summary>
internal enum LmtpVerb
{
    Unknown,
    Lhlo,
    Mail,
    Rcpt,
    Data,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Help,

    /// <summary>HELO and EHLO: RFC 2033 §4.1 forbids them here.</summary>
    Helo,

    /// <summary>No verb: a line beyond the limit, thrown away up to its CRLF.</summary>
    TooLong,
}
