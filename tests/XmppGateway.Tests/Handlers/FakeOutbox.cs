using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;

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

    /// <summary>The store is away.</summary>
    public bool IsAway { get; set; }

    public Task AddAsync(Network network, Undeliverable what, string stanzaId, CancellationToken cancellationToken)
    {
        Accepted.Add(new Acceptance(network.Name, what, what.User, stanzaId, false));
        return IsAway ? Task.FromException(new StoreUnavailableException("away")) : Task.CompletedTask;
    }

    public async Task<T> AddAsync<T>(Network network, Undeliverable what, string stanzaId, Func<OutboxEntry, Task<T>> commit)
    {
        await AddAsync(network, what, stanzaId, CancellationToken.None);
        return await commit(Outgoing.NewEntry(network, what, what.User, stanzaId, what.Timestamp, TimeSpan.FromDays(1)));
    }

    public Task<T> CommitAsync<T>(Network network, string lane, Func<Task<T>> commit) => commit();

    public sealed record Acceptance(string Network, GatewayEvent What, Jid From, string? StanzaId, bool WantsReceipt);
}
