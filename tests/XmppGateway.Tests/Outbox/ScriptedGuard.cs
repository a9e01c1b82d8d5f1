using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Tests.Outbox;

/// <summary>Lets everything pass that a test does not stop.</summary>
internal sealed class ScriptedGuard : IQueueGuard
{
    public Func<bool> OnStopped { get; set; } = () => false;

    public Func<GatewayEvent, bool> OnDrop { get; set; } = _ => false;

    public Func<GatewayEvent, IReadOnlyList<GatewayEvent>> OnAdmit { get; set; } = what => [what];

    public Func<GatewayEvent, TimeSpan> OnWait { get; set; } = _ => TimeSpan.Zero;

    public bool IsStopped(string network) => OnStopped();

    public ValueTask<bool> HasLeftAsync(Network network, Jid user, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public bool Drops(Network network, GatewayEvent what) => OnDrop(what);

    public ValueTask<IReadOnlyList<GatewayEvent>> AdmitAsync(
        Network network, GatewayEvent what, string stanzaId, InboxEntry entry, CancellationToken cancellationToken) => ValueTask.FromResult(OnAdmit(what));

    public async ValueTask WaitAsync(
        Network network, GatewayEvent what, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        if (OnWait(what) is var wait && wait > TimeSpan.Zero)
        {
            await pause(wait, cancellationToken);
        }
    }
}
