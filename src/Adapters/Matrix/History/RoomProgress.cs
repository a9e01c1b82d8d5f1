namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// How far one room is known. The position follows the newest event with a delay, so that an event that was lost just before one that
/// came is still found when the restart is noticed late.
/// </summary>
internal sealed class RoomProgress(RoomPosition position)
{
    /// <summary>The shortest delay.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    private RoomPosition? _next;
    private RoomPosition? _newest;
    private DateTimeOffset _nextSince;

    public RoomPosition Position { get; private set; } = position;

    /// <summary>When something happened last.</summary>
    public long LastTime => Math.Max(Position.Time, _newest?.Time ?? 0);

    /// <summary>The session of the homeserver in which nothing was missing.</summary>
    public int CompleteIn { get; set; }

    public void Saw(RoomPosition newest, DateTimeOffset now)
    {
        _newest = newest;
        if (_next is null)
        {
            (_next, _nextSince) = (newest, now);
        }
    }

    /// <summary>Moves on what is old enough. True when the position has changed.</summary>
    public bool Advance(DateTimeOffset now)
    {
        if (_next is null || now - _nextSince < Delay)
        {
            return false;
        }

        Position = _next;
        (_next, _nextSince) = (_newest == _next ? null : _newest, now);
        return true;
    }
}
