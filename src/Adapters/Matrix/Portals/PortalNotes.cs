using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>
/// Which rooms are portals: <c>portal/ID</c> holds the XMPP room. A portal is read as a room of several people is, with the bot's eyes. The ghosts that
/// have a hash for a name are noted as <c>occupant/GHOST</c>.
/// </summary>
internal sealed class PortalNotes(IAdapterState state, GroupNotes groups, GhostIds ids)
{
    private const int MaxRemembered = 20_000;
    private readonly ConcurrentDictionary<string, Jid> _rooms = new(StringComparer.Ordinal);

    /// <summary>The XMPP room of a portal; null for a room that is none.</summary>
    public async ValueTask<Jid?> FindAsync(string roomId, CancellationToken cancellationToken)
    {
        if (_rooms.TryGetValue(roomId, out var known))
        {
            return known;
        }

        if (await state.GetAsync(Key(roomId), cancellationToken) is not { Length: > 0 } text || !Jid.TryParse(text, out var room))
        {
            return null;
        }

        if (_rooms.Count >= MaxRemembered)
        {
            _rooms.Clear();
        }

        return _rooms[roomId] = room;
    }

    public async ValueTask AddAsync(string roomId, Jid room, CancellationToken cancellationToken)
    {
        await state.SetAsync(Key(roomId), room.ToString(), cancellationToken);
        await groups.SetGhostAsync(roomId, ids.Bot, cancellationToken);
        _rooms[roomId] = room;
    }

    public async ValueTask RemoveAsync(string roomId, CancellationToken cancellationToken)
    {
        _rooms.TryRemove(roomId, out _);
        await state.SetAsync(Key(roomId), null, cancellationToken);
    }

    /// <summary>The room that was made for an alias; null when none was.</summary>
    public ValueTask<string?> FindPreparedAsync(string alias, CancellationToken cancellationToken) => state.GetAsync("alias/" + alias, cancellationToken);

    /// <summary>A room was made for an alias; the first one counts, and is given back.</summary>
    public ValueTask<string> PrepareAsync(string alias, string roomId, CancellationToken cancellationToken) =>
        state.GetOrAddAsync("alias/" + alias, roomId, cancellationToken);

    public ValueTask ForgetPreparedAsync(string alias, CancellationToken cancellationToken) => state.SetAsync("alias/" + alias, null, cancellationToken);

    /// <summary>Notes who a ghost stands for, where its id does not say so.</summary>
    public async ValueTask RememberAsync(string ghost, Jid occupant, CancellationToken cancellationToken)
    {
        if (ids.OccupantOf(ghost) is null)
        {
            await state.GetOrAddAsync("occupant/" + ghost, occupant.ToString(), cancellationToken);
        }
    }

    /// <summary>The occupant behind a ghost; null for one that stands for nobody in an XMPP room.</summary>
    public async ValueTask<Jid?> FindOccupantAsync(string ghost, CancellationToken cancellationToken) =>
        ids.OccupantOf(ghost)
        ?? (ids.UserOf(ghost) is null && await state.GetAsync("occupant/" + ghost, cancellationToken) is { } text && Jid.TryParse(text, out var jid) ? jid : null);

    private static string Key(string roomId) => "portal/" + roomId;
}
