using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>One adapter's part of the state store.</summary>
internal sealed class AdapterState(IStateStore store, string network) : IAdapterState
{
    private const int MaxBytes = 64 * 1024;

    public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken) => Ask(() => store.GetStateAsync(network, key, cancellationToken));

    public ValueTask SetAsync(string key, string? value, CancellationToken cancellationToken) =>
        WriteAsync(value, () => store.SetStateAsync(network, key, value, cancellationToken));

    public ValueTask SetUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken) =>
        WriteAsync(value, () => store.SetStateAsync(network, key, value, expires, cancellationToken));

    public ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken)
    {
        Check(value);
        return Ask(() => store.GetOrAddStateAsync(network, key, value, cancellationToken));
    }

    public ValueTask<string> GetOrAddUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        Check(value);
        return Ask(() => store.GetOrAddStateAsync(network, key, value, expires, cancellationToken));
    }

    private static async ValueTask WriteAsync(string? value, Func<Task> write)
    {
        Check(value);
        await Ask(async () =>
        {
            await write();
            return true;
        });
    }

    private static void Check(string? value)
    {
        if (value is not null && Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            throw new ArgumentException($"A note is at most {MaxBytes} bytes.", nameof(value));
        }
    }

    // The store's own exception is not the adapters' business; theirs is part of the contract.
    private static async ValueTask<T> Ask<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (StoreUnavailableException e)
        {
            throw new StateUnavailableException(e.Message, e);
        }
    }
}
