using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Which rooms are shown as rooms of several people: those that a user of ours has entered. The note names one of their ghosts, as which the room can
/// be read. Asked for every event, so that what was read is remembered.
/// </summary>
internal sealed class GroupNotes(IAdapterState state)
{
    private const int MaxRemembered = 20_000;
    private readonly ConcurrentDictionary<string, string> _ghosts = new(StringComparer.Ordinal);

    /// <summary>A ghost that was in the room; null for a room that nobody of ours has entered.</summary>
    public async ValueTask<string?> FindGhostAsync(string roomId, CancellationToken cancellationToken)
    {
        if (_ghosts.TryGetValue(roomId, out var known))
        {
            return known.Length == 0 ? null : known;
        }

        var ghost = await state.GetAsync(Key(roomId), cancellationToken);
        Remember(roomId, ghost);
        return ghost;
    }

    /// <summary>A ghost is in the room.</summary>
    public async ValueTask SetGhostAsync(string roomId, string ghost, CancellationToken cancellationToken)
    {
        if (await FindGhostAsync(roomId, cancellationToken) != ghost)
        {
            await state.SetAsync(Key(roomId), ghost, cancellationToken);
            Remember(roomId, ghost);
        }
    }

    private void Remember(string roomId, string? ghost)
    {
        if (_ghosts.Count >= MaxRemembered)
        {
            _ghosts.Clear();
        }

        _ghosts[roomId] = ghost ?? "";
    }

    private static string Key(string roomId) => "group/ghost/" + roomId;
}
