using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Groups;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>Reads one section and collects everything that is wrong with it.</summary>
internal sealed class EmailOptionsReader(IConfigurationSection section)
{
    private const int DefaultMaxMessageBytes = 25 * 1024 * 1024;
    private const int LargestMaxMessageBytes = 512 * 1024 * 1024;
    private readonly List<ConfigurationError> _errors = [];

    public IReadOnlyList<ConfigurationError> Errors => _errors;

    /// <summary>The options; usable only when there are no <see cref="Errors"/>.</summary>
    public EmailOptions Read()
    {
        if (!Jid.TryParse(Required("Domain", "the XMPP domain of this network, for example mail.example.org"), out var domain) || domain.Local is not null)
            Error("Domain", "is no domain name.");

        var security = ReadSecurity();
        var (host, port) = ReadServer(security);
        var options = new EmailOptions
        {
            MailDomain = ReadMailDomain(),
            Postmaster = ReadPostmaster(),
            TrustedAuthServers = ReadList("TrustedAuthServers", text => !text.Any(c => c is ';' or '"' or '(' || char.IsWhiteSpace(c)), "the name of a mail server, as mx.example.org"),
            SpamHeaders = ReadList("SpamHeaders", HeaderWriter.IsFieldName, "the name of a header field, as X-Spam-Flag"),
            HasRooms = ReadGroups(),
            GroupLimit = ReadGroupLimit(),
            LmtpListen = ReadListen(),
            MaxMessageBytes = ReadMaxMessageBytes(),
            SmtpHost = host,
            SmtpPort = port,
            SmtpSecurity = security,
            SmtpUsername = Optional("Smtp:Username"),
            SmtpPassword = Optional("Smtp:Password"),
            SmtpPasswordFile = Optional("Smtp:PasswordFile"),
            TrustedCertificate = Optional("Smtp:TrustedCertificate"),
        };
        CheckLogin(options);
        CheckFile("Smtp:PasswordFile", options.SmtpPasswordFile);
        CheckFile("Smtp:TrustedCertificate", options.TrustedCertificate);
        return options;
    }

    private string ReadMailDomain()
    {
        var text = Required("MailDomain", "the domain of your users' mail addresses, for example bridge.example.org");
        if (text.Length > 0 && DomainName.ToAscii(text) is null)
            Error("MailDomain", "is no domain name.");

        return DomainName.ToAscii(text)?.ToLowerInvariant() ?? text;
    }

    private Jid? ReadPostmaster()
    {
        if (Optional("Postmaster") is not { } text)
            return null;
        if (Jid.TryParse(text, out var jid) && jid is { Local: not null, IsBare: true })
            return jid;

        Error("Postmaster", "must be the address of an XMPP user, for example admin@example.org.");
        return null;
    }

    private IReadOnlyList<string> ReadList(string key, Func<string, bool> isRight, string meaning)
    {
        var items = section.GetSection(key).GetChildren().Select(child => child.Value?.Trim() ?? "").ToList();
        if (items.Any(item => item.Length == 0 || !isRight(item)))
            Error(key, $"must be a list; each item is {meaning}.");

        return [.. items.Select(item => item.ToLowerInvariant())];
    }

    private string ReadListen()
    {
        var text = Required("Lmtp:Listen", "where the mail server hands over mail, for example 127.0.0.1:15024 or unix:/run/xmpp-gateway/lmtp");
        if (text.Length > 0 && !LmtpEndpoint.TryParse(text, path => path, out _))
            Error("Lmtp:Listen", "must be an IP address with a port (127.0.0.1:15024) or unix: and a file name of at most 107 bytes.");
        else if (text.EndsWith(":25", StringComparison.Ordinal))
            Error("Lmtp:Listen", "must not use port 25: LMTP is not SMTP (RFC 2033 §5).");

        return text;
    }

    private int ReadMaxMessageBytes()
    {
        if (Optional("Lmtp:MaxMessageBytes") is not { } text)
            return DefaultMaxMessageBytes;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= 65536 and <= LargestMaxMessageBytes)
            return bytes;

        Error("Lmtp:MaxMessageBytes", $"must be a number from 65536 to {LargestMaxMessageBytes}.");
        return DefaultMaxMessageBytes;
    }

    private bool ReadGroups()
    {
        if (Optional("Groups")?.ToLowerInvariant() is not (null or "rooms" or "off") and var other)
            Error("Groups", $"must be rooms or off, not {other}.");

        return Optional("Groups")?.ToLowerInvariant() != "off";
    }

    private int ReadGroupLimit()
    {
        if (Optional("GroupLimit") is not { } text)
            return GroupMail.MostPeople;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people is >= GroupMail.LeastPeople and <= GroupMail.MostPeople)
            return people;

        Error("GroupLimit", $"must be a number from {GroupMail.LeastPeople} to {GroupMail.MostPeople}.");
        return GroupMail.MostPeople;
    }

    private SmtpSecurity ReadSecurity()
    {
        switch (Optional("Smtp:Security")?.ToLowerInvariant())
        {
            case null or "starttls":
                return SmtpSecurity.StartTls;
            case "tls":
                return SmtpSecurity.Tls;
            case "none":
                return SmtpSecurity.None;
            default:
                Error("Smtp:Security", "must be starttls, tls or none.");
                return SmtpSecurity.StartTls;
        }
    }

    private (string Host, int Port) ReadServer(SmtpSecurity security)
    {
        var text = Required("Smtp:Server", "the server that takes your outgoing mail, for example 127.0.0.1:587");
        var port = security switch
        {
            SmtpSecurity.Tls => 465,
            SmtpSecurity.StartTls => 587,
            _ => 25,
        };
        var colon = text.LastIndexOf(':');
        var hasPort = text.StartsWith('[') ? colon > text.IndexOf(']', StringComparison.Ordinal) : text.Count(c => c == ':') == 1;
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        if (text.Length > 0 && !IPAddress.TryParse(host, out _) && DomainName.ToAscii(host) is null)
            Error("Smtp:Server", "must be a host name or an IP address, with or without a port.");
        if (hasPort && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
            Error("Smtp:Server", "has a port that is none.");

        return (host, port);
    }

    private void CheckLogin(EmailOptions options)
    {
        var hasPassword = options.SmtpPassword is not null || options.SmtpPasswordFile is not null;
        if (options is { SmtpPassword: not null, SmtpPasswordFile: not null })
            Error("Smtp:PasswordFile", "is given beside Smtp:Password; keep one of them.");
        if (options.SmtpUsername is not null && !hasPassword)
            Error("Smtp:Password", "is missing: a user name is given.");
        if (options.SmtpUsername is null && hasPassword)
            Error("Smtp:Username", "is missing: a password is given.");

        var server = new SmtpSettings { Host = options.SmtpHost, Port = options.SmtpPort, ClientName = options.MailDomain };
        if (hasPassword && options.SmtpSecurity == SmtpSecurity.None && !server.IsLoopback)
            Error("Smtp:Security", "must be starttls or tls: a password never goes in clear to another machine.");
    }

    /// <summary>Names that are relative to the configuration file are checked at the start, when it is known where that is.</summary>
    private void CheckFile(string key, string? file)
    {
        if (file is not null && Path.IsPathRooted(file) && !File.Exists(file))
            Error(key, "names a file that does not exist.");
    }

    private string Required(string key, string meaning)
    {
        var value = Optional(key);
        if (value is null)
            Error(key, $"is missing: {meaning}.");

        return value ?? "";
    }

    private string? Optional(string key) => section[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private void Error(string key, string text)
    {
        var path = $"{section.Path}:{key}";
        if (!_errors.Any(error => error.Path == path))
            _errors.Add(new(path, text));
    }
}
