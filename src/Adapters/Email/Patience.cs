namespace XmppGateway.Adapters.Email;

/// <summary>
/// A time-out joined with the reasons to stop waiting. The clock starts with the first wait and runs on over all later ones, so that a
/// peer cannot win time by sending a byte now and then; without a wait nothing is created.
/// </summary>
internal sealed class Patience(TimeSpan timeout, TimeProvider time, CancellationToken first, CancellationToken second) : IDisposable
{
    /// <summary>For a note on what has happened already, whatever became of the attempt: a store that is slower than this is down.</summary>
    public static readonly TimeSpan ToNote = TimeSpan.FromSeconds(10);

    private CancellationTokenSource? _timer;
    private CancellationTokenSource? _joined;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _timer?.IsCancellationRequested ?? false;

    public CancellationToken Start()
    {
        if (_joined is null)
        {
            _timer = new CancellationTokenSource(timeout, time);
            _joined = CancellationTokenSource.CreateLinkedTokenSource(first, second, _timer.Token);
        }

        return _joined.Token;
    }

    public void Dispose()
    {
        _joined?.Dispose();
        _timer?.Dispose();
    }
}
