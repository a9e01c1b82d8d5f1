using System.Collections.Concurrent;

namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>
/// A clock on which short pauses (back-off) are over at once, and long ones (time-outs) take as long as ever. It begins in
/// the fake homeserver's time, and a test may set it forward; what became due by that is over.
/// </summary>
internal sealed class ImpatientTimeProvider : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long _began = System.GetTimestamp();
    private readonly ConcurrentDictionary<LongTimer, DateTimeOffset> _long = [];
    private long _ahead;

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        var now = GetUtcNow();
        foreach (var (timer, due) in _long)
        {
            timer.Hasten(due - now);
        }
    }

    /// <summary>True while a long pause of just this length lasts.</summary>
    public bool IsWaiting(TimeSpan pause) => _long.Keys.Any(timer => timer.DueTime == pause);

    public override DateTimeOffset GetUtcNow() => Start + System.GetElapsedTime(_began) + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _ahead)).TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime >= Short
            ? new LongTimer(this, callback, state, dueTime, period)
            : base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);

    private sealed class LongTimer : ITimer
    {
        private readonly ImpatientTimeProvider _owner;
        private readonly ITimer _timer;

        public LongTimer(ImpatientTimeProvider owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _owner = owner;
            _timer = System.CreateTimer(
                _ =>
                {
                    _owner._long.TryRemove(this, out DateTimeOffset _);
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public TimeSpan DueTime { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueTime = dueTime;
            _owner._long[this] = _owner.GetUtcNow() + dueTime;
            return _timer.Change(dueTime, period);
        }

        public void Hasten(TimeSpan left)
        {
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
            else if (_owner._long.TryRemove(this, out DateTimeOffset _))
            {
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            _owner._long.TryRemove(this, out DateTimeOffset _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
