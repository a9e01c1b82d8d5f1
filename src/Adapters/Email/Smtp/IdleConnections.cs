namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Connections between two mails. They are closed after a minute without use: servers close them soon after that.</summary>
internal sealed class IdleConnections : IAsyncDisposable
{
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly Stack<SmtpConnection> _connections = [];
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;
    private Task _closing = Task.CompletedTask;

    public IdleConnections(TimeProvider time)
    {
        _time = time;
        _sweeper = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>The one used last, so that the others can grow old; null when there is none.</summary>
    public SmtpConnection? Take()
    {
        lock (_lock)
        {
            return _connections.TryPop(out var connection) ? connection : null;
        }
    }

    public void Put(SmtpConnection connection)
    {
        connection.LastUsed = _time.GetUtcNow();
        lock (_lock)
        {
            _connections.Push(connection);
            if (_connections.Count == 1)
                _sweeper.Change(MaxIdle, Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        Close(_ => true);
        await _closing;
    }

    private void Sweep()
    {
        var oldest = _time.GetUtcNow() - MaxIdle;
        Close(connection => connection.LastUsed <= oldest);
    }

    private void Close(Func<SmtpConnection, bool> isDue)
    {
        lock (_lock)
        {
            var due = _connections.Where(isDue).ToList();
            var kept = _connections.Reverse().Where(connection => !isDue(connection)).ToList();
            _connections.Clear();
            kept.ForEach(_connections.Push);
            if (kept.Count > 0)
                _sweeper.Change(MaxIdle, Timeout.InfiniteTimeSpan);

            _closing = Task.WhenAll([_closing, .. due.Select(connection => connection.DisposeAsync().AsTask())]);
        }
    }
}
