using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>One adapter's part of the state store.</summary>
internal sealed class AdapterState(IStateStore store, string network) : IAdapterState
{
    private const int MaxBytes = 64 * 1024;

    public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken) => Ask(() => store.GetStateAsync(network, key, cancellationToken));

    public async ValueTask SetAsync(string key, string? value, CancellationToken cancellationToken)
    {
        Check(value);
        await Ask(async () =>
        {
            await store.SetStateAsync(network, key, value, cancellationToken);
            return true;
        });
    }

    public ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken)
    {
        Check(value);
        return Ask(() => store.GetOrAddStateAsync(network, key, value, cancellationToken));
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
