using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;

namespace XmppGateway.Tests.Handlers;

/// <summary>Keeps what was accepted.</summary>
internal sealed class FakeOutbox : IOutbox
{
    public List<Acceptance> Accepted { get; } = [];

    public ValueTask AcceptAsync(
        Network network, GatewayEvent what, Jid from, string? stanzaId, bool wantsReceipt, CancellationToken cancellationToken)
    {
        Accepted.Add(new Acceptance(network.Name, what, from, stanzaId, wantsReceipt));
        return ValueTask.CompletedTask;
    }

    public Task<T> CommitAsync<T>(Network network, string lane, Func<Task<T>> commit) => commit();

    public sealed record Acceptance(string Network, GatewayEvent What, Jid From, string? StanzaId, bool WantsReceipt);
}
