using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Testing;

/// <summary>Secrets in memory.</summary>
public sealed class FakeSecrets : ISecrets
{
    /// <summary>What is there, by user and name.</summary>
    public ConcurrentDictionary<(Jid User, string Name), string> Values { get; } = new();

    /// <inheritdoc/>
    public ValueTask<string?> GetAsync(Jid user, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Values.GetValueOrDefault((user, name)));

    /// <inheritdoc/>
    public ValueTask SetAsync(Jid user, string name, string? secret, CancellationToken cancellationToken)
    {
        if (secret is null)
        {
            Values.TryRemove((user, name), out _);
        }
        else
        {
            Values[(user, name)] = secret;
        }

        return ValueTask.CompletedTask;
    }
}
