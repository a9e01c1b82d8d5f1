using System.Security.Cryptography;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Groups;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email;

/// <summary>One mail domain: mail comes in by LMTP and goes out by SMTP. Puts the parts together; what they do stands with them.</summary>
internal sealed partial class EmailAdapter
    : IAdapter, IHostsRooms, ITakesSignals, IDeclaresCapabilities, INamesDomains, IKnowsProfiles, IReportsTrouble, IAsyncDisposable
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
    private readonly AutomaticMails _automatic;
    private readonly PeerPrograms _programs;
    private readonly SentMails _sent;
    private readonly UserPictures _pictures;
    private readonly ContactPictures _contactPictures;
    private readonly UserNames _names;
    private readonly GroupNotes _groupNotes;
    private readonly GroupRooms _rooms;
    private readonly GroupOrders _orders;
    private LmtpServer? _lmtp;
    private SmtpClient? _smtp;
    private OutgoingFiles? _files;
    private MailDispatch? _dispatch;
    private GroupDispatch? _groupDispatch;
    private GroupRests? _rests;

    public EmailAdapter(IAdapterContext context, EmailOptions options)
    {
        _context = context;
        _options = options;
        _users = new(options.MailDomain, context.LocalDomains);
        _ids = new(options.MailDomain);
        _conversations = new(context.State);
        _automatic = new(context.State, context.Time);
        _programs = new(context.State);
        _pictures = new(context.State);
        _contactPictures = new(context);
        _names = new(context.State);
        _sent = new(context.State, _ids, text => ParseAddress(text) ?? RoomOf(text), options.MailDomain, context.Time);
        _groupNotes = new(context.State, context.Time, context.DeliveryExpiry);
        _rooms = new(_users, _groupNotes, context.Time);
        _orders = new(context, _users, _groupNotes, _conversations, options.GroupLimit);
    }

    public NetworkDescription Description => Self;

    /// <summary>Where mail is taken; known after the start.</summary>
    public System.Net.EndPoint? LmtpEndPoint => _lmtp?.LocalEndPoint;

    public string? Trouble => _lmtp?.Trouble;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!LmtpEndpoint.TryParse(_options.LmtpListen, _context.ResolvePath, out var endpoint))
            throw new AdapterStartException($"{_options.LmtpListen} is nothing to listen on.");

        SpoolFile.RemoveLeftovers();
        var settings = ReadSettings();
        await _programs.StartAsync(cancellationToken);
        _smtp = new(new SmtpDialer(settings, _context.Time), _context.Time);
        _files = new(_context, () => _smtp.MaxSize);
        _dispatch = new(
            _smtp, _files, _users, _ids, _conversations, _sent, _automatic, _programs, _names, _pictures, _options.MailDomain,
            _context, _context.Loggers.CreateLogger(typeof(MailDispatch).FullName!));

        var groupLog = _context.Loggers.CreateLogger(typeof(GroupDispatch).FullName!);
        var seats = new GroupSeats(_context, _users);
        var guests = new GroupGuests(_context, seats, _users, _ids, _groupNotes);
        var carriage = new GroupCarriage(_smtp, _files, _groupNotes, groupLog);
        _rests = new(carriage, guests, _sent, _ids, _groupNotes, _context, groupLog);
        await _rests.StartAsync(cancellationToken);
        _groupDispatch = new(carriage, _rests, guests, seats, _users, _ids, _sent, _automatic, _names, _groupNotes, _context, groupLog);

        var limits = new LmtpLimits { MaxMessageBytes = _options.MaxMessageBytes };
        limits = limits with { MaxBufferedBytes = Math.Max(limits.MaxBufferedBytes, 4L * limits.MaxMessageBytes) };
        var server = new LmtpServerContext(
            _options.MailDomain,
            limits,
            new BufferBudget(limits.MaxBufferedBytes),
            _context.Time,
            _context.Loggers.CreateLogger(typeof(LmtpServer).FullName!));
        var groups = _options.HasRooms ? new GroupIntake(_context, seats, _users, _ids, _sent, _groupNotes, _options.GroupLimit) : null;
        _lmtp = new(endpoint, new MailIntake(_context, _options, _users, _ids, _conversations, _sent, _automatic, _programs, guests, groups), server);
        _lmtp.Start();
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

    public string? DomainOf(RemoteContact contact) => contact.IsRoom ? null :
        DomainName.ToAscii(contact.Id.Value[(contact.Id.Value.LastIndexOf('@') + 1)..])?.ToLowerInvariant();

    /// <summary>
    /// Every mail server takes files; how large ones is known when it was asked for the first time. Reactions and corrections go as such to those
    /// whose programs have shown that they know them: to all others they would be an odd attachment, or the same mail once more.
    /// </summary>
    public Capabilities CapabilitiesOf(RemoteContact contact) => contact.IsRoom ? RoomCapabilities() : new()
    {
        Attachments = Support.Native,
        LargestAttachment = _files?.Largest,
        Reactions = _programs.DialectOf(contact.Id) == ReactionDialect.None ? Support.AsText : Support.Native,
        MergesLines = !_programs.IsForChats(contact.Id),
        Replies = true,
        RichText = true,

        // Only where the other side has to do with receipts: else each client would send a marker for each mail to nobody.
        DisplayMarkers = _programs.KnowsReceipts(contact.Id),

        // COMPAT(Delta Chat): Chat-Delete is heeded in encrypted mails only, so that retractions are said in words to everybody.
        Edits = _programs.IsForChats(contact.Id) ? Support.Native : Support.AsText,
    };

    /// <summary>In a letter to a list the word by which it is left would be read by everybody.</summary>
    public bool StandsAlone(Message message) => Lists.Subscription.IsWordFor(message.Body.Plain);

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
        _dispatch is null || _groupDispatch is null ? throw new InvalidOperationException("Not started.")
        : delivery.Event is Undeliverable { Invitation: { } room } refused ? _rooms.NoteNotInvitedAsync(room, refused.User, cancellationToken)
        : delivery.Event.Contact.IsRoom ? _groupDispatch.SendAsync(delivery, cancellationToken)
        : _dispatch.SendAsync(delivery, cancellationToken);

    /// <summary>Of all that counts only now a mail tells the name of its author, and the picture to chat programs.</summary>
    public async ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken)
    {
        if (signal is UserSignal.ProfileChanged changed)
        {
            await _names.SetAsync(changed.User, changed.Profile.DisplayName, cancellationToken);
            await _pictures.SetAsync(changed.User, changed.Profile.Avatar, cancellationToken);
        }
    }

    /// <summary>A picture that the contact's chat program has told; of others nothing is known but their address.</summary>
    public async ValueTask<Profile?> GetProfileAsync(RemoteContact contact, CancellationToken cancellationToken) =>
        await _contactPictures.FindAsync(contact, cancellationToken) is { } avatar ? new Profile { Avatar = avatar } : null;

    public async ValueTask DisposeAsync()
    {
        if (_lmtp is not null)
            await _lmtp.DisposeAsync();
        if (_rests is not null)
            await _rests.DisposeAsync();
        if (_smtp is not null)
            await _smtp.DisposeAsync();

        _conversations.Dispose();
        _automatic.Dispose();
        _programs.Dispose();
        _groupNotes.Dispose();
    }

    private SmtpSettings ReadSettings()
    {
        try
        {
            return _options.ReadSmtp(_context.ResolvePath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AdapterStartException($"Cannot read a file of network {_context.Network}: {error.Message}", error);
        }
    }
}
