using System.Threading.Channels;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests.Presence;

/// <summary>A network that has typing notices and presence.</summary>
internal class SignallingAdapter : IAdapter, ITakesSignals, IDeclaresCapabilities
{
    private readonly FakeAdapter _plain = new();
    private readonly Channel<UserSignal> _taken = Channel.CreateUnbounded<UserSignal>();

    public NetworkDescription Description => _plain.Description;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) => _plain.ParseAddress(text);

    public string ServerOf(RemoteContact contact) => _plain.ServerOf(contact);

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) => _plain.SendAsync(delivery, cancellationToken);

    public Capabilities CapabilitiesOf(RemoteContact contact) => new() { ChatStates = true };

    public virtual ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken) => _taken.Writer.WriteAsync(signal, cancellationToken);

    /// <summary>Waits for that many signals.</summary>
    public async Task<IReadOnlyList<UserSignal>> TakenAsync(int count)
    {
        var taken = new List<UserSignal>();
        while (taken.Count < count)
        {
            taken.Add(await _taken.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }

        return taken;
    }
}
