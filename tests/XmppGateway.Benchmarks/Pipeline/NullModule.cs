using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>A network that takes everything at once and never says anything: what is left is the gateway's own work.</summary>
internal sealed class NullModule : IAdapterModule
{
    public string Kind => "null";

    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => [];

    public IAdapter Create(IAdapterContext context) => new NullAdapter();

    private sealed class NullAdapter : IAdapter
    {
        public NetworkDescription Description { get; } = new("Nothing", "null", LocalText.Same("Address"), LocalText.Same("Type an address."));

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public RemoteContact? ParseAddress(string text) => new(new RemoteUserId(text), text);

        public string ServerOf(RemoteContact contact) => "null";

        public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("null-" + delivery.Id)));
    }
}
