using System.Globalization;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// Since when strangers were not looked at, over all lives of the program. Who was written to meanwhile is known by that; before, it was noted when
/// it happened, and what the user has decided since then must not be undone by reading old messages again.
/// </summary>
internal sealed class StrangerWatch(IStateStore state, TimeProvider time)
{
    // No network has an empty name, so that no adapter reads the engine's notes.
    private const string Engine = "";
    private const string Key = "strangers";
    private const string Watched = "watched";

    /// <summary>Since when messages tell who is known; null when nobody has to be learned.</summary>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    public async Task<DateTimeOffset?> FindUnwatchedAsync(CancellationToken cancellationToken)
    {
        var note = await state.GetStateAsync(Engine, Key, cancellationToken);
        return note == Watched ? null
            : long.TryParse(note, NumberStyles.None, CultureInfo.InvariantCulture, out var since) ? DateTimeOffset.FromUnixTimeMilliseconds(since)
            : DateTimeOffset.UnixEpoch;
    }

    /// <summary>Everybody is learned, and from now on strangers are looked at.</summary>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    public Task BeginAsync(CancellationToken cancellationToken) => state.SetStateAsync(Engine, Key, Watched, cancellationToken);

    /// <summary>From now on strangers are not looked at, if they were.</summary>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (await state.GetStateAsync(Engine, Key, cancellationToken) == Watched)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await state.SetStateAsync(Engine, Key, now, cancellationToken);
        }
    }
}
