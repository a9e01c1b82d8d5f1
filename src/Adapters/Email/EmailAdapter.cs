using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>One mail domain: mail comes in by LMTP and goes out by SMTP. Puts the parts together; what they do stands with them.</summary>
internal sealed class EmailAdapter : IAdapter, INamesDomains, IReportsTrouble, IAsyncDisposable
{
    private static readonly NetworkDescription Self = new(
        "Email",
        "smtp",
        new("Email address", "E-Mail-Adresse"),
        new(
            "Enter the email address of the person to write to, for example bob@example.org.",
            "Geben Sie die E-Mail-Adresse der Person ein, der Sie schreiben möchten, zum Beispiel bob@example.org."));

    private readonly IAdapterContext _context;
    private readonly EmailOptions _options;
    private readonly UserAddresses _users;
    private readonly EmailIds _ids;
    private readonly Conversations _conversations;
    private LmtpServer? _lmtp;
    private SmtpClient? _smtp;
    private MailDispatch? _dispatch;

    public EmailAdapter(IAdapterContext context, EmailOptions options)
    {
        _context = context;
        _options = options;
        _users = new(options.MailDomain, context.LocalDomains);
        _ids = new(options.MailDomain);
        _conversations = new(context.State);
    }

    public NetworkDescription Description => Self;

    /// <summary>Where mail is taken; known after the start.</summary>
    public System.Net.EndPoint? LmtpEndPoint => _lmtp?.LocalEndPoint;

    public string? Trouble => _lmtp?.Trouble;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!LmtpEndpoint.TryParse(_options.LmtpListen, _context.ResolvePath, out var endpoint))
            throw new AdapterStartException($"{_options.LmtpListen} is nothing to listen on.");

        var settings = ReadSettings();
        _smtp = new(new SmtpDialer(settings, _context.Time), _context.Time);
        _dispatch = new(
            _smtp, _users, _ids, _conversations, _options.MailDomain, _context.Loggers.CreateLogger(typeof(MailDispatch).FullName!));

        var limits = new LmtpLimits { MaxMessageBytes = _options.MaxMessageBytes };
        limits = limits with { MaxBufferedBytes = Math.Max(limits.MaxBufferedBytes, 4L * limits.MaxMessageBytes) };
        var server = new LmtpServerContext(
            _options.MailDomain,
            limits,
            new BufferBudget(limits.MaxBufferedBytes),
            _context.Time,
            _context.Loggers.CreateLogger(typeof(LmtpServer).FullName!));
        _lmtp = new(endpoint, new MailIntake(_context, _options, _users, _ids, _conversations), server);
        _lmtp.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            _lmtp?.StopAsync(cancellationToken) ?? Task.CompletedTask,
            _smtp?.StopAsync(cancellationToken) ?? Task.CompletedTask);
        _conversations.Dispose();
    }

    public RemoteContact? ParseAddress(string text)
    {
        var trimmed = text.Trim();
        trimmed = trimmed.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? trimmed["mailto:".Length..] : trimmed;
        return EmailAddress.TryParse(trimmed, out var address) ? new(new(address.Canonical), address.Text) : null;
    }

    // All mail leaves through one server; whether the contact's own server is there is that one's concern.
    public string ServerOf(RemoteContact contact) => $"{_options.SmtpHost}:{_options.SmtpPort}";

    public string? DomainOf(RemoteContact contact) =>
        DomainName.ToAscii(contact.Id.Value[(contact.Id.Value.LastIndexOf('@') + 1)..])?.ToLowerInvariant();

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
        _dispatch is null
            ? throw new InvalidOperationException("Not started.")
            : _dispatch.SendAsync(delivery, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_lmtp is not null)
            await _lmtp.DisposeAsync();
        if (_smtp is not null)
            await _smtp.DisposeAsync();

        _conversations.Dispose();
    }

    private SmtpSettings ReadSettings()
    {
        var trusted = new X509Certificate2Collection();
        try
        {
            if (_options.TrustedCertificate is { } file)
                trusted.ImportFromPemFile(_context.ResolvePath(file));

            return new()
            {
                Host = _options.SmtpHost,
                Port = _options.SmtpPort,
                Security = _options.SmtpSecurity,
                ClientName = _options.MailDomain,
                Username = _options.SmtpUsername,
                Password = _options.SmtpPasswordFile is { } secret
                    ? File.ReadAllText(_context.ResolvePath(secret)).TrimEnd('\r', '\n')
                    : _options.SmtpPassword,
                TrustedCertificates = trusted,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AdapterStartException($"Cannot read a file of network {_context.Network}: {error.Message}", error);
        }
    }
}
