using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Rooms;

/// <summary>Somebody in a room, and what they are called there.</summary>
internal sealed record Occupant(RoomMember Member, string Nick);

/// <summary>
/// Who is in a room, each under a name of their own. The first one keeps a name that several want. Only who has the room's turn changes it;
/// it can be read at any time.
/// </summary>
/// <param name="expected">About how many there will be.</param>
internal sealed class Occupants(int expected = 0)
{
    private readonly ConcurrentDictionary<string, Occupant> _byId = new(1, expected, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Occupant> _byNick = new(1, expected, StringComparer.Ordinal);

    public int Count => _byId.Count;

    /// <summary>Everybody, in no order.</summary>
    public IEnumerable<Occupant> All => _byId.Values;

    /// <summary>The one with this identity, or null.</summary>
    public Occupant? Find(RemoteUserId id) => _byId.GetValueOrDefault(id.Value);

    /// <summary>The one with this name, prepared, or null.</summary>
    public Occupant? Find(string nick) => _byNick.GetValueOrDefault(nick);

    /// <summary>
    /// Somebody is in the room, or is something else than before. They get the name they wish, or else that of their profile; who has one that
    /// could still be theirs keeps it.
    /// </summary>
    /// <param name="member">As they are from now on.</param>
    /// <param name="wished">A prepared name that is free or theirs; null to be called by their profile.</param>
    /// <returns>What they were before, or null, and what they are now.</returns>
    public (Occupant? Before, Occupant Now) Put(RoomMember member, string? wished = null)
    {
        var before = _byId.GetValueOrDefault(member.Who.Id.Value);
        if (before is not null)
        {
            _byNick.TryRemove(before.Nick, out _);
        }

        var now = new Occupant(member, wished ?? FreeNick(member.Who, before));
        _byId[member.Who.Id.Value] = now;
        _byNick[now.Nick] = now;
        return (before, now);
    }

    /// <summary>Somebody is not in the room any more; null when they were not before either.</summary>
    public Occupant? Remove(RemoteUserId id)
    {
        if (!_byId.TryRemove(id.Value, out var gone))
        {
            return null;
        }

        _byNick.TryRemove(gone.Nick, out _);
        return gone;
    }

    private string FreeNick(RemoteContact who, Occupant? before)
    {
        // What was given because another name was taken stays, even when that has become free: people know them by it.
        if (before is not null && Nicks.Of(before.Member.Who) == Nicks.Of(who))
        {
            return before.Nick;
        }

        var nick = Nicks.Of(who);
        for (var attempt = 1; _byNick.ContainsKey(nick); attempt++)
        {
            nick = Nicks.Of(who, attempt);
        }

        return nick;
    }
}
