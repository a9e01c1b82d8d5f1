using System.Diagnostics.CodeAnalysis;
using XmppGateway.Abstractions;

namespace XmppGateway.Rooms;

/// <summary>Somebody in a room, and what they are called there. The member itself and not beside it: rooms have tens of thousands of them.</summary>
internal sealed record Occupant : RoomMember
{
    public Occupant(RoomMember member, string nick)
        : base(member) => Nick = nick;

    public string Nick { get; }

    /// <summary>What they are without the name.</summary>
    internal RoomMember Member => this;
}

/// <summary>
/// Who is in a room, each under a name of their own. The first one keeps a name that several want. Only who has the room's turn changes it;
/// it can be read at any time.
/// <para>Rooms have tens of thousands of members: each one is a place in two sets, which know people by what these are called already.</para>
/// </summary>
/// <param name="expected">About how many there will be.</param>
internal sealed class Occupants(int expected = 0)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Occupant> _byId = new(expected, new By(occupant => occupant.Member.Who.Id.Value));
    private readonly HashSet<Occupant> _byNick = new(expected, new By(occupant => occupant.Nick));

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

    /// <summary>Everybody at this moment, in no order.</summary>
    public IEnumerable<Occupant> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _byId];
            }
        }
    }

    /// <summary>The one with this identity, or null.</summary>
    public Occupant? Find(RemoteUserId id)
    {
        lock (_lock)
        {
            return Find(_byId, id.Value);
        }
    }

    /// <summary>The one with this name, prepared, or null.</summary>
    public Occupant? Find(string nick)
    {
        lock (_lock)
        {
            return Find(_byNick, nick);
        }
    }

    /// <summary>
    /// Somebody is in the room, or is something else than before. They get the name they wish, or else that of their profile; who has one that
    /// could still be theirs keeps it.
    /// </summary>
    /// <param name="member">As they are from now on.</param>
    /// <param name="wished">A prepared name that is free or theirs; null to be called by their profile.</param>
    /// <returns>What they were before, or null, and what they are now.</returns>
    public (Occupant? Before, Occupant Now) Put(RoomMember member, string? wished = null)
    {
        lock (_lock)
        {
            var before = Find(_byId, member.Who.Id.Value);
            if (before is not null)
            {
                _byNick.Remove(before);
                _byId.Remove(before);
            }

            var now = new Occupant(member, wished ?? FreeNick(member.Who, before));
            _byId.Add(now);
            if (!_byNick.Add(now))
            {
                // Whoever had the name is found by their identity only.
                _byNick.Remove(now);
                _byNick.Add(now);
            }

            return (before, now);
        }
    }

    /// <summary>Takes back what <see cref="Put"/> has done last for somebody.</summary>
    public void Undo(Occupant? before, Occupant now)
    {
        lock (_lock)
        {
            _byId.Remove(now);
            _byNick.Remove(now);
            if (before is not null)
            {
                _byId.Add(before);
                _byNick.Add(before);
            }
        }
    }

    /// <summary>Somebody is not in the room any more; null when they were not before either.</summary>
    public Occupant? Remove(RemoteUserId id)
    {
        lock (_lock)
        {
            if (Find(_byId, id.Value) is not { } gone)
            {
                return null;
            }

            _byId.Remove(gone);
            _byNick.Remove(gone);
            return gone;
        }
    }

    private static Occupant? Find(HashSet<Occupant> set, string key) =>
        set.GetAlternateLookup<string>().TryGetValue(key, out var found) ? found : null;

    private string FreeNick(RemoteContact who, Occupant? before)
    {
        // What was given because another name was taken stays, even when that has become free: people know them by it.
        if (before is not null && Nicks.Of(before.Member.Who) == Nicks.Of(who))
        {
            return before.Nick;
        }

        var nick = Nicks.Of(who);
        for (var attempt = 1; Find(_byNick, nick) is not null; attempt++)
        {
            nick = Nicks.Of(who, attempt);
        }

        return nick;
    }

    /// <summary>Occupants as one of their texts.</summary>
    private sealed class By(Func<Occupant, string> key) : IEqualityComparer<Occupant>, IAlternateEqualityComparer<string, Occupant>
    {
        public bool Equals(Occupant? one, Occupant? other) => one is null || other is null ? one == other : key(one) == key(other);

        public int GetHashCode(Occupant occupant) => GetHashCode(key(occupant));

        public bool Equals(string text, Occupant occupant) => text == key(occupant);

        public int GetHashCode(string text) => string.GetHashCode(text, StringComparison.Ordinal);

        [DoesNotReturn]
        public Occupant Create(string text) => throw new NotSupportedException("Nobody is made of a name.");
    }
}
