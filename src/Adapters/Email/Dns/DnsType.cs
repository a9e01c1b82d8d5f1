namespace XmppGateway.Adapters.Email.Dns;

/// <summary>The types of records that are asked for (RFC 1035 §3.2.2, RFC 3596 §2.1).</summary>
internal enum DnsType
{
    A = 1,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
}
