using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using XmppGateway.Protection.Secrets;
using XmppGateway.Storage;

namespace XmppGateway.Media;

/// <summary>
/// The key that signs links: made once, and kept in the store. With <c>Secrets:Key</c> it is sealed like a secret of a user, so that a copy of the store
/// makes no links; without, it is a note of the engine in clear text, which is sealed as soon as there are keys.
/// </summary>
internal sealed partial class MediaKey(IStateStore state, ISecretStore secrets, KeyRing? keys, ILogger<MediaKey> logger)
{
    // No network has an empty name, so that no adapter reads the engine's notes.
    private const string Engine = "";
    private const string Nobody = "";
    private const string Name = "media-key";

    private byte[]? _key;

    /// <summary>The key; the same in every life of the program.</summary>
    /// <exception cref="StoreUnavailableException">It is not in memory, and the store is away.</exception>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        var text = keys is null
            ? await state.GetOrAddStateAsync(Engine, Name, Fresh(), cancellationToken)
            : await ReadSealedAsync(keys, cancellationToken);
        return _key = Convert.FromBase64String(text);
    }

    private static string Fresh() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MediaToken.KeySize));

    private async Task<string> ReadSealedAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        if (await state.GetStateAsync(Engine, Name, cancellationToken) is { } clear)
        {
            // Sealed before it is removed: a crash in between leaves both.
            await SealAsync(ring, clear, cancellationToken);
            await state.SetStateAsync(Engine, Name, null, cancellationToken);
            return clear;
        }

        if (await secrets.FindSecretAsync(Engine, Nobody, Name, cancellationToken) is { } row)
        {
            if (ring.Find(row.KeyId) is { } key && SecretSeal.Open(key, row) is { } opened)
            {
                return opened;
            }

            Log.Lost(logger, row.KeyId);
        }

        var fresh = Fresh();
        await SealAsync(ring, fresh, cancellationToken);
        return fresh;
    }

    private Task SealAsync(KeyRing ring, string key, CancellationToken cancellationToken) =>
        secrets.PutSecretAsync(SecretSeal.Close(ring.Newest, Engine, Nobody, Name, key), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(2604, LogLevel.Warning, "Links to files that were given out before do not work any more: their key was sealed with {Key}, which is not configured")]
        public static partial void Lost(ILogger logger, string key);
    }
}
