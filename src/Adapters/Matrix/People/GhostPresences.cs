using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>
/// The presence of ghosts: told when it is another one, and again and again while the user is there, because Synapse takes everybody without
/// a sync for gone after half a minute. What a homeserver does not take now is told with the next round. However many users there are, so many requests a second are the most: with more of them some are
/// shown as gone for a while.
/// </summary>
internal sealed partial class GhostPresences(MatrixClient client, string network, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>Below the 30 seconds of Synapse, with room for a slow answer.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    /// <summary>Between two repeats.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int MaxRemembered = 20_000;
    private const string Offline = "offline";

    private readonly ConcurrentDictionary<string, Telling> _told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _repeating = Task.CompletedTask;
    private int _isMissing;

    /// <summary>Begins to repeat.</summary>
    public void Start() => _repeating = RepeatAsync(_stop.Token);

    /// <summary>Tells what is new.</summary>
    public async ValueTask TellAsync(string ghost, PresenceContent content, CancellationToken cancellationToken)
    {
        if (_told.TryGetValue(ghost, out var told) && told == new Telling(content, IsTaken: true))
        {
            return;
        }

        if (_told.Count >= MaxRemembered)
        {
            _told.Clear();
        }

        // Before it is told: who gives up waiting for the answer leaves it to the next round.
        var telling = _told[ghost] = new Telling(content, IsTaken: false);
        await TellAsync(ghost, telling, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _repeating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = time.GetUtcNow();
            foreach (var (ghost, telling) in _told)
            {
                if (telling is { IsTaken: true, Content.Presence: Offline })
                {
                    continue;
                }

                if (await TellAsync(ghost, telling, cancellationToken) is { IsTemporary: true })
                {
                    // One that is down, or busy, is left alone until the next round.
                    break;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }

            var left = begun + Round - time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancellationToken);
            }
        }
    }

    private async ValueTask<MatrixError?> TellAsync(string ghost, Telling telling, CancellationToken cancellationToken)
    {
        var error = (await client.SetPresenceAsync(ghost, telling.Content, cancellationToken)).Error;
        if (error is null)
        {
            _told.TryUpdate(ghost, telling with { IsTaken = true }, telling);
            Interlocked.Exchange(ref _isMissing, 0);
        }
        else if (!error.IsTemporary)
        {
            // A ghost that does not exist yet is not made for this: the homeserver refuses, and the next presence is told.
            _told.TryRemove(KeyValuePair.Create(ghost, telling));
        }
        else if (Interlocked.Exchange(ref _isMissing, 1) == 0)
        {
            Log.NotTaken(logger, network, error.Code);
        }

        return error;
    }

    private sealed record Telling(PresenceContent Content, bool IsTaken);

    private static partial class Log
    {
        [LoggerMessage(4620, LogLevel.Warning, "{Network}: the homeserver does not take the presence of users now ({Error}); it is told again")]
        public static partial void NotTaken(ILogger logger, string network, string error);
    }
}
