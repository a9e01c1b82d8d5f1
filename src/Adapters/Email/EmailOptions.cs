using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>The section of one email network, read and checked. No record: its text form would hold the password.</summary>
internal sealed class EmailOptions
{
    /// <summary>The domain of the users' addresses.</summary>
    public required string MailDomain { get; init; }

    /// <summary>Whose Authentication-Results to believe (authserv-ids, in lower case); empty believes nobody's.</summary>
    public IReadOnlyList<string> TrustedAuthServers { get; init; } = [];

    /// <summary>The fields in which the operator's filter says that a mail is spam; empty where it says so nowhere.</summary>
    public IReadOnlyList<string> SpamHeaders { get; init; } = [];

    /// <summary>Who reads mail to postmaster and the other roles; null for everybody who runs the gateway.</summary>
    public Jid? Postmaster { get; init; }

    /// <summary>Mails of several people are rooms, too.</summary>
    public bool HasRooms { get; init; } = true;

    /// <summary>Mails of more people than this are none.</summary>
    public int GroupLimit { get; init; } = Groups.GroupMail.MostPeople;

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

    /// <summary>How to reach the server that takes outgoing mail, with what the files hold that are named here.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate.</exception>
    public SmtpSettings ReadSmtp(Func<string, string> resolvePath)
    {
        var trusted = new X509Certificate2Collection();
        if (TrustedCertificate is { } file)
            trusted.ImportFromPemFile(resolvePath(file));

        return new()
        {
            Host = SmtpHost,
            Port = SmtpPort,
            Security = SmtpSecurity,
            ClientName = MailDomain,
            Username = SmtpUsername,
            Password = SmtpPasswordFile is { } secret ? File.ReadAllText(resolvePath(secret)).TrimEnd('\r', '\n') : SmtpPassword,
            TrustedCertificates = trusted,
        };
    }
}
