using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Where mail is handed over, and as whom. No record: its text form would hold the password.</summary>
internal sealed class SmtpSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>What the client calls itself in EHLO.</summary>
    public required string ClientName { get; init; }

    /// <summary>Null: no AUTH.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Trusted besides the system's authorities: a private CA, or the server's own certificate.</summary>
    public X509Certificate2Collection TrustedCertificates { get; init; } = [];

    /// <summary>A password may go in clear to this machine itself, nowhere else.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
