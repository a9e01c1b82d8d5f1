using Microsoft.Extensions.Logging;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// Looks again and again whether the homeserver is there and still the same process, because one that was restarted while nobody wrote
/// tells nothing by itself. What may have been missed is then caught up.
/// </summary>
internal sealed partial class HomeserverWatch(
    MatrixClient client,
    Func<int> connectionsOpened,
    HomeserverSession session,
    CatchUp catchUp,
    SecondLook secondLook,
    string network,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(2);

    /// <summary>After so many looks in a row that all needed a new connection, somebody in between closes them.</summary>
    private const int BelievedInARow = 3;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _opened;
    private int _inARow;
    private bool _away;

    /// <summary>Called when the homeserver is back after it was away.</summary>
    public Action Returned { get; init; } = () => { };

    public void Start() => _running = RunAsync(_stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        client.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                if (secondLook.TakeDue())
                {
                    catchUp.LookAgain();
                }

                var complete = await IsThereAsync(cancellationToken) && await catchUp.SweepAsync(cancellationToken);
                await Task.Delay(complete ? Interval : WhileAway, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        var answer = await client.GetVersionsAsync(cancellationToken);
        var isNewConnection = _opened > 0 && connectionsOpened() != _opened;
        _opened = connectionsOpened();
        if (!answer.Succeeded)
        {
            _away = true;
            return false;
        }

        _inARow = isNewConnection ? _inARow + 1 : 0;
        if (_away || (isNewConnection && _inARow <= BelievedInARow))
        {
            session.Renew();
        }

        if (_away)
        {
            Log.Returned(logger, network);
            _away = false;
            Returned();
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4511, LogLevel.Information, "{Network}: the homeserver is back")]
        public static partial void Returned(ILogger logger, string network);
    }
}
