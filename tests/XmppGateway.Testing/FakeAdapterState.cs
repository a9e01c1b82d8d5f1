using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Testing;

/// <summary>An adapter's notes in memory, with the store's promises: reads see writes, racers agree, a store that is down throws.</summary>
public sealed class FakeAdapterState : IAdapterState
{
    private const int MaxValueLength = 64 * 1024;
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>True while the store is to be down.</summary>
    public bool Down { get; set; }

    /// <summary>Everything that is noted now.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <inheritdoc/>
    public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        return ValueTask.FromResult(_values.TryGetValue(key, out var value) ? value : null);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, string? value, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value?.Length ?? 0, MaxValueLength, nameof(value));
        if (value is null)
        {
            _values.TryRemove(key, out _);
        }
        else
        {
            _values[key] = value;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        return ValueTask.FromResult(_values.GetOrAdd(key, value));
    }

    private void ThrowIfDown()
    {
        if (Down)
        {
            throw new StateUnavailableException("The store is down.");
        }
    }
}
