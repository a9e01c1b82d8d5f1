namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>
/// A clock on which short pauses (back-off) are over at once, and long ones (time-outs) take as long as ever. It begins in
/// the fake homeserver's time, and a test may set it forward.
/// </summary>
internal sealed class ImpatientTimeProvider : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long _began = System.GetTimestamp();
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => Start + System.GetElapsedTime(_began) + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _ahead)).TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < Short ? TimeSpan.FromMilliseconds(1) : dueTime, period);
}
