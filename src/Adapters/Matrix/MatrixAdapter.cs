using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix;

/// <summary>One Matrix homeserver, bridged: XMPP users are ghosts there, its users are contacts here.</summary>
internal sealed partial class MatrixAdapter(IAdapterContext context)
    : IAdapter, IDeclaresCapabilities, INamesDomains, IInterpretsArrivals, IHostsRooms, IServesHttp, IDisposable
{
    /// <summary>What all of Matrix takes, whatever the contact's server and client.</summary>
    private static readonly Capabilities Declared = new()
    {
        Edits = Support.Native,
        Retractions = Support.Native,
        Reactions = Support.Native,
        Attachments = Support.Native,
        ChatStates = true,
        DisplayMarkers = true,
        LastActivity = true,
        Replies = true,
        RichText = true,
    };

    private readonly MatrixOptions _options = MatrixOptions.Read(context.Configuration);
    private readonly GhostIds _ids = new(context.Configuration["ServerName"] ?? "");
    private readonly ILogger _logger = context.Loggers.CreateLogger<MatrixAdapter>();
    private readonly LargeFiles _largeFiles = new(MatrixOptions.Read(context.Configuration).MaximumFileBytes);
    private readonly RoomServers _servers = new();
    private MatrixParts? _parts;

    public NetworkDescription Description { get; } = new(
        "Matrix",
        "matrix",
        new("Matrix ID", "Matrix-ID"),
        new(
            "The Matrix ID of the person, for example @mia:example.org, or a matrix.to link.",
            "Die Matrix-ID der Person, zum Beispiel @mia:example.org, oder ein Link von matrix.to."));

    public string HttpListen => _options.Listen;

    /// <summary>A source of jitter; tests set their own.</summary>
    internal Func<double> Jitter { get; init; } = () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var registration = RegistrationFile.Require(context.ResolvePath(_options.Registration), _options);
        _parts = MatrixParts.Create(context, _options, registration, _ids, _servers, Jitter, _logger);
        _parts.Probe.Start();
        _parts.Watch.Start();
        _parts.Lists.Start();
        _parts.Presences.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_parts is not null)
        {
            await _parts.Presences.DisposeAsync();
            await _parts.Watch.DisposeAsync();
            await _parts.Probe.DisposeAsync();
            await _parts.Lists.DisposeAsync();
        }
    }

    public RemoteContact? ParseAddress(string text) =>
        TypedAddress.TryRead(text, out var mxid) && mxid.ToString() is var id && !_ids.IsOurs(id)
            ? new RemoteContact(new RemoteUserId(id), id)
            : null;

    /// <summary>Whatever server the contact is at, messages go through the one homeserver, which keeps them for the others.</summary>
    public string ServerOf(RemoteContact contact) => _options.ServerName;

    public string? DomainOf(RemoteContact contact) => Mxid.TryParse(contact.Id.Value, out var mxid) ? ServerName.HostOf(mxid.Server) : null;

    public Capabilities CapabilitiesOf(RemoteContact contact) =>
        _parts?.Limit.Current is { } largest ? Declared with { LargestAttachment = largest } : Declared;

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await Parts.Guard.RefuseAsync(delivery.Event, cancellationToken) ?? await Parts.Loops.TakeAsync(delivery, cancellationToken) ?? delivery.Event switch
            {
                Message message => await Parts.Sender.SendAsync(delivery, message, cancellationToken),
                Undeliverable { Contact.IsRoom: true } failure => await Parts.PortalSender.SendAsync(delivery, failure, cancellationToken),
                OccupantChange change => await Parts.PortalSender.SendAsync(delivery, change, cancellationToken),
                SubjectChange change => await Parts.PortalSender.SendAsync(change, cancellationToken),
                PortalEnd end => await Parts.PortalSender.SendAsync(delivery, end, cancellationToken),
                Undeliverable { Invitation: { } room } refusal => await DeclineAsync(refusal, room, cancellationToken),
                Undeliverable failure => await Parts.Sender.SendAsync(delivery, failure, cancellationToken),
                Edit edit => await Parts.Changes.SendAsync(delivery, edit, cancellationToken),
                Retraction retraction => await Parts.Changes.SendAsync(delivery, retraction, cancellationToken),
                Reactions set => await Parts.Changes.SendAsync(delivery, set, cancellationToken),
                Displayed displayed => await Parts.Signs.SendAsync(displayed, cancellationToken),
                _ => new DeliveryResult.Rejected(MatrixTexts.NotSupported, FailureCondition.NotSupported),
            };
        }
        catch (StateUnavailableException)
        {
            return new DeliveryResult.Retry(MatrixTexts.NoNotes);
        }
    }

    /// <summary>Who was invited says no by leaving; the inviter's client shows that, with the reason.</summary>
    private async ValueTask<DeliveryResult> DeclineAsync(Undeliverable refusal, RoomAddress room, CancellationToken cancellationToken) =>
        await LeaveAsync(new RemoteRoomId(room.Value), refusal.User, refusal.Reason, cancellationToken) is RoomAnswer.Refused refused
            ? refused.Condition is FailureCondition.RemoteServerTimeout or FailureCondition.ResourceConstraint
                ? new DeliveryResult.Retry(refused.Reason)
                : new DeliveryResult.Rejected(refused.Reason, refused.Condition)
            : new DeliveryResult.Delivered(null);

    public async ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken)
    {
        try
        {
            var read = await Parts.Interpreter.InterpretAsync(arrival, cancellationToken);
            return read is Interpretation.Understood { Events: var events } ? new Interpretation.Understood([.. events.Select(_largeFiles.Explain)]) : read;
        }
        catch (StateUnavailableException e)
        {
            return new Interpretation.Later(e.Message);
        }
    }

    public ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw arrival, CancellationToken cancellationToken) =>
        Parts.Parties.FindAsync(arrival, cancellationToken);

    public Task HandleHttpAsync(HttpContext context)
    {
        if (_parts is not null)
        {
            return _parts.Endpoint.HandleAsync(context);
        }

        // The listener may be up a moment before the adapter.
        context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
        return Task.CompletedTask;
    }

    public void Dispose() => _parts?.Dispose();

    private MatrixParts Parts => _parts ?? throw new InvalidOperationException("The adapter is not started.");
}
