using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Which rooms are shown as rooms of several people: those that a user of ours has entered. The note names their ghosts, the last who came first; as the
/// first of them the room is read. Asked for every event, so that what was read is remembered.
/// </summary>
internal sealed class GroupNotes(IAdapterState state) : IDisposable
{
    private const int MaxRemembered = 20_000;

    /// <summary>An id has 255 bytes, and a note 64 KiB.</summary>
    private const int MaxGhosts = 100;

    private readonly ConcurrentDictionary<string, string[]> _ghosts = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>A ghost that is in the room, or was the last to be there; null for a room that nobody of ours has entered.</summary>
    public async ValueTask<string?> FindGhostAsync(string roomId, CancellationToken cancellationToken) =>
        await ListAsync(roomId, cancellationToken) is [var first, ..] ? first : null;

    /// <summary>True for a ghost that is in the room, or was the last to be there.</summary>
    public async ValueTask<bool> HasGhostAsync(string roomId, string ghost, CancellationToken cancellationToken) =>
        (await ListAsync(roomId, cancellationToken)).Contains(ghost);

    /// <summary>A ghost is in the room.</summary>
    public async ValueTask SetGhostAsync(string roomId, string ghost, CancellationToken cancellationToken)
    {
        if (await FindGhostAsync(roomId, cancellationToken) != ghost)
        {
            await ChangeAsync(
                roomId, known => [ghost, .. known.Where(other => other != ghost).Take(MaxGhosts - 1)], cancellationToken);
        }
    }

    /// <summary>
    /// A ghost is not in the room any more. Gives the one as which the room can be read from now on; null when there is none. The last one stays noted:
    /// that it was put out comes again after a crash, and is told to the same room.
    /// </summary>
    public async ValueTask<string?> RemoveGhostAsync(string roomId, string ghost, CancellationToken cancellationToken)
    {
        if ((await ListAsync(roomId, cancellationToken)).Contains(ghost))
        {
            await ChangeAsync(roomId, known => known.Length > 1 ? [.. known.Where(other => other != ghost)] : known, cancellationToken);
        }

        return await FindGhostAsync(roomId, cancellationToken) is { } next && next != ghost ? next : null;
    }

    /// <summary>What was told of encryption in the room, in a form of <see cref="GroupEncryption"/>; null for nothing.</summary>
    public ValueTask<string?> FindEncryptedAsync(string roomId, CancellationToken cancellationToken) => state.GetAsync("group/encrypted/" + roomId, cancellationToken);

    public ValueTask SetEncryptedAsync(string roomId, string note, CancellationToken cancellationToken) =>
        state.SetAsync("group/encrypted/" + roomId, note, cancellationToken);

    /// <summary>Who may read later what is said, in a form of <see cref="GroupAudiences"/>; null when unknown.</summary>
    public ValueTask<string?> FindAudienceAsync(string roomId, CancellationToken cancellationToken) => state.GetAsync("group/audience/" + roomId, cancellationToken);

    public ValueTask SetAudienceAsync(string roomId, string note, CancellationToken cancellationToken) =>
        state.SetAsync("group/audience/" + roomId, note, cancellationToken);

    public void Dispose() => _writing.Dispose();

    private async ValueTask<string[]> ListAsync(string roomId, CancellationToken cancellationToken)
    {
        if (_ghosts.TryGetValue(roomId, out var known))
        {
            return known;
        }

        string[] noted = (await state.GetAsync(Key(roomId), cancellationToken))?.Split(' ') ?? [];
        Remember(roomId, noted);
        return noted;
    }

    /// <summary>Users come and go at the same time.</summary>
    private async ValueTask ChangeAsync(string roomId, Func<string[], string[]> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var changed = change(await ListAsync(roomId, cancellationToken));
            await state.SetAsync(Key(roomId), string.Join(' ', changed), cancellationToken);
            Remember(roomId, changed);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Remember(string roomId, string[] ghosts)
    {
        if (_ghosts.Count >= MaxRemembered)
        {
            _ghosts.Clear();
        }

        _ghosts[roomId] = ghosts;
    }

    private static string Key(string roomId) => "group/ghost/" + roomId;
}
