using Microsoft.Extensions.Logging;
using XmppGateway.Storage;

namespace XmppGateway.Protection.Secrets;

/// <summary>What a rotation has done.</summary>
/// <param name="Renewed">Sealed anew.</param>
/// <param name="Lost">Left as they are: their key is not configured, or they were altered.</param>
internal readonly record struct Rotated(int Renewed, int Lost);

/// <summary>Seals with the newest key what older ones have sealed, so that these can be taken out of use.</summary>
internal sealed partial class SecretRotation(ISecretStore store, KeyRing keys, ILogger<SecretRotation> logger)
{
    private const int PageSize = 100;

    /// <summary>Goes through all secrets once; those that change meanwhile are sealed with the newest key anyway.</summary>
    /// <exception cref="StoreUnavailableException">The store is away; what was done stays done.</exception>
    public async Task<Rotated> RunAsync(CancellationToken cancellationToken)
    {
        var result = default(Rotated);
        SecretRow? last = null;
        while (await store.ReadSecretsNotOfAsync(keys.Newest.Id, last, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                result = await RenewAsync(row, cancellationToken)
                    ? result with { Renewed = result.Renewed + 1 }
                    : result with { Lost = result.Lost + 1 };
            }

            last = page[^1];
        }

        if (result != default)
        {
            Log.Done(logger, result.Renewed, keys.Newest.Id, result.Lost);
        }

        return result;
    }

    private async Task<bool> RenewAsync(SecretRow row, CancellationToken cancellationToken)
    {
        if (keys.Find(row.KeyId) is not { } key || SecretSeal.Open(key, row) is not { } secret)
        {
            return false;
        }

        await store.ResealAsync(row, SecretSeal.Close(keys.Newest, row.Network, row.User, row.Name, secret), cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(2802, LogLevel.Information, "{Renewed} secrets are sealed with the key {Key} now; {Lost} could not be opened")]
        public static partial void Done(ILogger logger, int renewed, string key, int lost);
    }
}
