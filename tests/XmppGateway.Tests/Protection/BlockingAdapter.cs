using System.Threading.Channels;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Protection;

/// <summary>A network with domains and blocks of its own; says what it was told.</summary>
internal class BlockingAdapter : IAdapter, INamesDomains, ITakesBlocks, IInterpretsArrivals
{
    private readonly Channel<Delivery> _seen = Channel.CreateUnbounded<Delivery>();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public NetworkDescription Description { get; } = new("Test", "test", LocalText.Same("Address"), LocalText.Same("Type an address."));

    /// <summary>What it answers to blocks and reports.</summary>
    public DeliveryResult Answer { get; set; } = new DeliveryResult.Delivered(null);

    /// <summary>What it answers to messages.</summary>
    public Func<Delivery, DeliveryResult> OnSend { get; set; } =
        delivery => new DeliveryResult.Delivered(new RemoteMessageId("foreign-" + delivery.Id));

    /// <summary>True when it was given something that nobody has taken.</summary>
    public bool HasSeen => _seen.Reader.TryPeek(out _);

    /// <summary>True when it was told something that nobody has taken.</summary>
    public bool HasBeenTold => _told.Reader.TryPeek(out _);

    /// <summary>What raw arrivals are.</summary>
    public Func<Arrival.Raw, GatewayEvent> OnInterpret { get; set; } = _ => throw new InvalidOperationException("Nothing is raw here.");

    public ValueTask<Delivery> NextAsync(CancellationToken cancellationToken) => _seen.Reader.ReadAsync(cancellationToken);

    /// <summary>What it was given since it was last asked.</summary>
    public IReadOnlyList<Delivery> TakeSeen()
    {
        var seen = new List<Delivery>();
        while (_seen.Reader.TryRead(out var delivery))
        {
            seen.Add(delivery);
        }

        return seen;
    }

    public ValueTask<string> NextToldAsync(CancellationToken cancellationToken) => _told.Reader.ReadAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) > 0 ? new RemoteContact(new RemoteUserId(text.ToLowerInvariant()), text) : null;

    public string ServerOf(RemoteContact contact) => "server";

    public string? DomainOf(RemoteContact contact) => contact.Id.Value[(contact.Id.Value.LastIndexOf('@') + 1)..];

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite(delivery);
        return ValueTask.FromResult(OnSend(delivery));
    }

    public ValueTask<DeliveryResult> SetBlockedAsync(Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken) =>
        Tell($"{(blocked ? "block" : "unblock")} {user} {contact.Id}");

    public ValueTask<DeliveryResult> ReportAsync(Jid user, RemoteContact contact, string reason, CancellationToken cancellationToken) =>
        Tell($"report {user} {contact.Id} {reason}");

    public ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Interpretation>(new Interpretation.Understood([OnInterpret(arrival)]));

    public ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw arrival, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ArrivalParties?>(null);

    private ValueTask<DeliveryResult> Tell(string what)
    {
        _told.Writer.TryWrite(what);
        return ValueTask.FromResult(Answer);
    }
}
