using System.Threading.Channels;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Presence;

/// <summary>A network that has typing notices and presence.</summary>
internal class SignallingAdapter : FakeAdapter, ITakesSignals
{
    private readonly Channel<UserSignal> _taken = Channel.CreateUnbounded<UserSignal>();

    public SignallingAdapter() => Capabilities = new() { ChatStates = true };

    public virtual ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken) => _taken.Writer.WriteAsync(signal, cancellationToken);

    /// <summary>Waits for that many signals.</summary>
    public async Task<IReadOnlyList<UserSignal>> TakenAsync(int count)
    {
        using var patience = Patience.Begin();
        var taken = new List<UserSignal>();
        while (taken.Count < count)
        {
            taken.Add(await _taken.Reader.ReadAsync(patience.Token));
        }

        return taken;
    }
}
