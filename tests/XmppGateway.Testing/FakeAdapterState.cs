using System.Collections.Concurrent;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Testing;

/// <summary>An adapter's notes in memory, with the store's promises: reads see writes, racers agree, a store that is down throws.</summary>
public sealed class FakeAdapterState : IAdapterState
{
    private const int MaxBytes = 64 * 1024;
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>True while the store is to be down.</summary>
    public bool Down { get; set; }

    /// <summary>Called with the key before anything is written.</summary>
    public Action<string> Writing { get; set; } = _ => { };

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
        Writing(key);
        cancellationToken.ThrowIfCancellationRequested();
        Check(value);
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

    /// <summary>When notes may be forgotten. They stay.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Expiries { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask SetUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        Expiries[key] = expires;
        return SetAsync(key, value, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string> GetOrAddUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        Expiries.TryAdd(key, expires);
        return GetOrAddAsync(key, value, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        Writing(key);
        Check(value);
        return ValueTask.FromResult(_values.GetOrAdd(key, value));
    }

    private static void Check(string? value)
    {
        if (value is not null && Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            throw new ArgumentException($"A note is at most {MaxBytes} bytes.", nameof(value));
        }
    }

    private void ThrowIfDown()
    {
        if (Down)
        {
            throw new StateUnavailableException("The store is down.");
        }
    }
}
