using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>People of this network have names of ASCII letters and digits.</summary>
internal sealed class ExampleAdapter(IAdapterContext context, ExampleNetwork network) : IAdapter
{
    public NetworkDescription Description { get; } = new("Example", "example", "Name", "The name of the person, for example bob.");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        network.Listener = HandOverAsync;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        network.Listener = null;
        return Task.CompletedTask;
    }

    public RemoteContact? ParseAddress(string text) =>
        text.Trim() is { Length: > 0 and <= 64 } name && name.All(char.IsAsciiLetterOrDigit)
            ? new RemoteContact(new RemoteUserId(name.ToLowerInvariant()), name)
            : null;

    public string ServerOf(RemoteContact contact) => "example";

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (!network.IsUp)
        {
            return new DeliveryResult.Retry("The network is away.", ServerWide: true);
        }

        await network.TakeAsync(delivery.Id, cancellationToken);
        return new DeliveryResult.Delivered(new RemoteMessageId(delivery.Id));
    }

    private async Task<Acceptance> HandOverAsync(string id, string body) =>
        await context.PublishAsync(
            [
                new Arrival.Ready(id, new Message
                {
                    User = AdapterUnderTest.Alice,
                    Contact = ParseAddress("bob")!,
                    Timestamp = context.Time.GetUtcNow(),
                    Body = new RichText(body),
                    Id = new RemoteMessageId(id),
                }),
            ],
            CancellationToken.None);
}
