namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>How the connection to the submission server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>Not at all: for a server on this machine.</summary>
    None,

    /// <summary>STARTTLS (RFC 3207), mandatory: without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 §3.3).</summary>
    Tls,
}
