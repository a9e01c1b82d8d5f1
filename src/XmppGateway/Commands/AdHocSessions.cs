using System.Security.Cryptography;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>
/// The runs of commands over XEP-0050 that wait for their next action. In memory: a restart ends them, and the client begins again.
/// Thread-safe.
/// </summary>
internal sealed class AdHocSessions(TimeProvider time)
{
    /// <summary>How many one person may have open; the one that was used least lately makes room.</summary>
    public const int PerUser = 5;

    /// <summary>How many there are in all, at which new ones are refused.</summary>
    public const int InAll = 2_000;

    /// <summary>For how long one waits for its next action, and is remembered after it.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AdHocSession> _byId = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt = time.GetUtcNow();

    /// <summary>How many are held, over or not.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>The runs that wait for their next action, the oldest first.</summary>
    public IReadOnlyList<AdHocSession> Open()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return [.. _byId.Values.Where(s => !s.IsOver && now - s.UsedAt < Lasts).OrderBy(s => s.BegunAt)];
        }
    }

    /// <summary>Begins a run; null when there are too many in all.</summary>
    public AdHocSession? TryOpen(Dialogue dialogue)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Sweep(now);
            var own = _byId.Values.Where(s => s.Dialogue.Caller.User == dialogue.Caller.User).OrderBy(s => s.UsedAt).ToList();
            if (own.Count >= PerUser)
            {
                own[0].IsOver = true;
                _byId.Remove(own[0].Id);
            }

            if (_byId.Count >= InAll && !TryMakeRoom())
            {
                return null;
            }

            // Nobody can guess it; that it is bound to the full JID is checked besides.
            var session = new AdHocSession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), dialogue, now);
            _byId[session.Id] = session;
            return session;
        }
    }

    /// <summary>The run of that id of that requester, over or not; null when there is none, or it is somebody else's.</summary>
    public AdHocSession? Find(string network, Jid from, string id)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Sweep(now);
            if (!_byId.TryGetValue(id, out var session) || session.Network != network || session.From != from)
            {
                return null;
            }

            if (now - session.UsedAt >= Lasts)
            {
                session.IsOver = true;
            }
            else if (!session.IsOver)
            {
                session.UsedAt = now;
            }

            return session;
        }
    }

    // Looking at all of them for each action would cost more than the actions.
    private void Sweep(DateTimeOffset now)
    {
        if (now - _sweptAt < Lasts / 10)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (id, session) in _byId)
        {
            if (now - session.UsedAt >= 2 * Lasts)
            {
                _byId.Remove(id);
            }
        }
    }

    /// <summary>Those that are over are only remembered for politeness.</summary>
    private bool TryMakeRoom()
    {
        foreach (var (id, session) in _byId)
        {
            if (session.IsOver || time.GetUtcNow() - session.UsedAt >= Lasts)
            {
                _byId.Remove(id);
            }
        }

        return _byId.Count < InAll;
    }
}
