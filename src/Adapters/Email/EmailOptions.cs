using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>The section of one email network, read and checked. No record: its text form would hold the password.</summary>
internal sealed class EmailOptions
{
    /// <summary>The domain of the users' addresses.</summary>
    public required string MailDomain { get; init; }

    /// <summary>Who reads mail to postmaster and abuse; null refuses it.</summary>
    public Jid? Postmaster { get; init; }

    /// <summary>As written; see <see cref="Lmtp.LmtpEndpoint"/>.</summary>
    public required string LmtpListen { get; init; }

    public required int MaxMessageBytes { get; init; }

    public required string SmtpHost { get; init; }

    public required int SmtpPort { get; init; }

    public required SmtpSecurity SmtpSecurity { get; init; }

    public string? SmtpUsername { get; init; }

    public string? SmtpPassword { get; init; }

    /// <summary>A file that holds the password, in place of it.</summary>
    public string? SmtpPasswordFile { get; init; }

    /// <summary>A PEM file of further authorities, or of the server's own certificate.</summary>
    public string? TrustedCertificate { get; init; }
}
