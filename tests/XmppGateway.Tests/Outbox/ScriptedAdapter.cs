using System.Threading.Channels;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Outbox;

/// <summary>An adapter that does what a test says, one call after the other.</summary>
internal sealed class ScriptedAdapter : IAdapter, IInterpretsArrivals, IDeclaresCapabilities
{
    private readonly Channel<Delivery> _seen = Channel.CreateUnbounded<Delivery>();

    public NetworkDescription Description { get; } = new("Test", "test", new("Address", "Adresse"), new("Type an address.", "Geben Sie eine Adresse ein."));

    public Func<Delivery, CancellationToken, ValueTask<DeliveryResult>> OnSend { get; set; } =
        (delivery, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("foreign-" + delivery.Id)));

    public Func<Arrival.Raw, Interpretation> OnInterpret { get; set; } = _ => new Interpretation.Understood([]);

    /// <summary>In the place of <see cref="OnInterpret"/>.</summary>
    public Func<Arrival.Raw, Task<Interpretation>>? OnInterpretAsync { get; set; }

    public ValueTask<Delivery> NextAsync(CancellationToken cancellationToken) => _seen.Reader.ReadAsync(cancellationToken);

    public Capabilities Capabilities { get; set; } = new() { Edits = Support.Native, Retractions = Support.Native, Reactions = Support.Native };

    public Capabilities CapabilitiesOf(RemoteContact contact) => Capabilities;

    public Func<Message, bool> OnStandsAlone { get; set; } = _ => false;

    public bool StandsAlone(Message message) => OnStandsAlone(message);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) => new(new RemoteUserId(text), text);

    public string ServerOf(RemoteContact contact) => "server";

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite(delivery);
        return OnSend(delivery, cancellationToken);
    }

    public Func<Arrival.Raw, ArrivalParties?> OnFindParties { get; set; } = _ => null;

    public ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw arrival, CancellationToken cancellationToken) =>
        ValueTask.FromResult(OnFindParties(arrival));

    public ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken) =>
        OnInterpretAsync is null ? ValueTask.FromResult(OnInterpret(arrival)) : new(OnInterpretAsync(arrival));
}
