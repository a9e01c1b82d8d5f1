namespace XmppGateway.Adapters.Email.Dns;

/// <summary>What a name server has said.</summary>
/// <param name="Code">RFC 1035 §4.1.1: 0 for an answer, 3 for "there is no such name".</param>
/// <param name="IsTruncated">The answer did not fit: it has to be asked for by TCP.</param>
/// <param name="Records">Of the type that was asked for, as text: an MX as <c>10 mail.example.org</c>, a TXT as one text, of A and AAAA that there is one.</param>
internal sealed record DnsReply(int Code, bool IsTruncated, IReadOnlyList<string> Records)
{
    public const int NoError = 0;
    public const int NoSuchName = 3;

    /// <summary>True when the server knows what it says; otherwise it could not find out.</summary>
    public bool IsDefinite => Code is NoError or NoSuchName;
}
