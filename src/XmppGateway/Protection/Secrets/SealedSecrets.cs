using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Protection.Secrets;

/// <summary>The secrets of one network's users. Without keys nothing can be sealed, and nothing is kept in clear text instead.</summary>
internal sealed partial class SealedSecrets(string network, ISecretStore store, KeyRing? keys, ILogger<SealedSecrets> logger) : ISecrets
{
    private const int MaximumBytes = 16 * 1024;

    /// <inheritdoc/>
    public async ValueTask<string?> GetAsync(Jid user, string name, CancellationToken cancellationToken)
    {
        var row = await AskAsync(() => store.FindSecretAsync(network, user.Bare.ToString(), name, cancellationToken));
        if (row is null)
        {
            return null;
        }

        if (keys?.Find(row.KeyId) is not { } key)
        {
            Log.KeyGone(logger, network, row.KeyId);
            return null;
        }

        var secret = SecretSeal.Open(key, row);
        if (secret is null)
        {
            Log.Altered(logger, network, row.KeyId);
        }

        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(Jid user, string name, string? secret, CancellationToken cancellationToken)
    {
        if (secret is null)
        {
            await DoAsync(() => store.RemoveSecretAsync(network, user.Bare.ToString(), name, cancellationToken));
            return;
        }

        if (Encoding.UTF8.GetByteCount(secret) > MaximumBytes)
        {
            throw new ArgumentException($"A secret is at most {MaximumBytes} bytes.", nameof(secret));
        }

        if (keys is null)
        {
            throw new StateUnavailableException("No key for secrets is configured (Secrets:KeyFile).");
        }

        await DoAsync(() => store.PutSecretAsync(SecretSeal.Close(keys.Newest, network, user.Bare.ToString(), name, secret), cancellationToken));
    }

    /// <summary>Removes everything of a user who leaves. Durable when it returns.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask RemoveAllAsync(Jid user, CancellationToken cancellationToken) =>
        DoAsync(() => store.RemoveSecretAsync(network, user.Bare.ToString(), null, cancellationToken));

    private static ValueTask DoAsync(Func<Task> step) => new(AskAsync(async () =>
    {
        await step();
        return true;
    }));

    // The store's own exception is not the adapters' business; theirs is part of the contract.
    private static async Task<T> AskAsync<T>(Func<Task<T>> question)
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

    private static partial class Log
    {
        [LoggerMessage(2800, LogLevel.Error, "{Network}: a secret was sealed with the key {Key}, which is not among the configured ones: its user must log in again")]
        public static partial void KeyGone(ILogger logger, string network, string key);

        [LoggerMessage(2801, LogLevel.Error, "{Network}: a secret of the key {Key} does not open: its row was altered")]
        public static partial void Altered(ILogger logger, string network, string key);
    }
}
