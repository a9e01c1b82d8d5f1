using XmppGateway.Abstractions;

namespace XmppGateway.Composition;

/// <summary>Without a key nothing can be sealed, and nothing is kept in clear text instead.</summary>
internal sealed class NoSecrets : ISecrets
{
    public ValueTask<string?> GetAsync(Jid user, string name, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public ValueTask SetAsync(Jid user, string name, string? secret, CancellationToken cancellationToken) =>
        secret is null ? ValueTask.CompletedTask : throw new StateUnavailableException("No key for secrets is configured.");
}
