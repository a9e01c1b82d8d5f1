using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// The rooms in which something happened lately, and how far each is known. Kept in a few notes of bounded size; the rooms that were
/// silent longest fall out.
/// </summary>
internal sealed class RecentRooms(IAdapterState state, TimeProvider time) : IDisposable
{
    /// <summary>The engine remembers keys for 30 days; what is older would come a second time.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(28);

    private const int Notes = 16;
    private const int MaxNoteLength = 60_000; // ASCII; a note has 64 KiB

    /// <summary>In one note.</summary>
    private const int MaxRooms = 300;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _storing = new(1);
    private readonly Dictionary<string, RoomProgress>[] _rooms =
        [.. Enumerable.Range(0, Notes).Select(_ => new Dictionary<string, RoomProgress>(StringComparer.Ordinal))];

    private readonly bool[] _changed = new bool[Notes];
    private volatile bool _loaded;

    /// <summary>Reads the notes, once.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_loaded)
        {
            return;
        }

        await _storing.WaitAsync(cancellationToken);
        try
        {
            for (var number = 0; number < Notes && !_loaded; number++)
            {
                var json = await state.GetAsync(Key(number), cancellationToken) ?? "[]";
                lock (_lock)
                {
                    foreach (var position in JsonSerializer.Deserialize(json, MatrixJson.Default.RoomPositionArray) ?? [])
                    {
                        _rooms[number].TryAdd(position.RoomId, new RoomProgress(position));
                    }
                }
            }

            _loaded = true;
        }
        finally
        {
            _storing.Release();
        }
    }

    /// <summary>From where to look for missing events; null when the room is complete in this session, or unknown.</summary>
    public RoomPosition? FindIncomplete(string roomId, int session)
    {
        lock (_lock)
        {
            return RoomsBeside(roomId).TryGetValue(roomId, out var room) && room.CompleteIn < session ? room.Position : null;
        }
    }

    /// <summary>All rooms that may lack events, those with the latest activity first.</summary>
    public IReadOnlyList<RoomPosition> ListIncomplete(int session)
    {
        lock (_lock)
        {
            return [.. LatestFirst().Where(room => room.CompleteIn < session).Select(room => room.Position)];
        }
    }

    /// <summary>The rooms with the latest activity, so many at most, may lack events though they are complete in this session.</summary>
    public void Doubt(int most, int session)
    {
        lock (_lock)
        {
            foreach (var room in LatestFirst().Take(most))
            {
                room.CompleteIn = Math.Min(room.CompleteIn, session - 1);
            }
        }
    }

    public void SetComplete(string roomId, int session)
    {
        lock (_lock)
        {
            if (RoomsBeside(roomId).TryGetValue(roomId, out var room))
            {
                room.CompleteIn = Math.Max(room.CompleteIn, session);
            }
        }
    }

    /// <summary>An event was taken. True when it is the first of its room, from which on nothing may be missed.</summary>
    public bool Saw(RoomPosition newest, int session)
    {
        lock (_lock)
        {
            if (RoomsBeside(newest.RoomId).TryGetValue(newest.RoomId, out var known))
            {
                known.Saw(newest, time.GetUtcNow());
                return false;
            }

            return Add(newest, session);
        }
    }

    /// <summary>Begins with a room, from this event on. False when it is known already.</summary>
    public bool Add(RoomPosition first, int session)
    {
        lock (_lock)
        {
            return RoomsBeside(first.RoomId).TryAdd(first.RoomId, new RoomProgress(first) { CompleteIn = session })
                && (_changed[NumberOf(first.RoomId)] = true);
        }
    }

    /// <summary>Writes what has changed.</summary>
    public async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await _storing.WaitAsync(cancellationToken);
        try
        {
            for (var number = 0; number < Notes; number++)
            {
                if (Write(number) is { } json)
                {
                    // What changes meanwhile is written next time, as is everything when this fails.
                    await state.SetAsync(Key(number), json, cancellationToken);
                    lock (_lock)
                    {
                        _changed[number] &= Write(number) != json;
                    }
                }
            }
        }
        finally
        {
            _storing.Release();
        }
    }

    public void Dispose() => _storing.Dispose();

    private static string Key(int number) => "recent/" + number.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private static int NumberOf(string roomId) => SHA256.HashData(Encoding.UTF8.GetBytes(roomId))[0] % Notes;

    private IEnumerable<RoomProgress> LatestFirst()
    {
        var oldest = (time.GetUtcNow() - MaxAge).ToUnixTimeMilliseconds();
        return _rooms.SelectMany(rooms => rooms.Values).Where(room => room.LastTime >= oldest).OrderByDescending(room => room.LastTime);
    }

    private Dictionary<string, RoomProgress> RoomsBeside(string roomId) => _rooms[NumberOf(roomId)];

    /// <summary>The note, when there is something new to write.</summary>
    private string? Write(int number)
    {
        lock (_lock)
        {
            var rooms = _rooms[number];
            foreach (var room in rooms.Values)
            {
                _changed[number] |= room.Advance(time.GetUtcNow());
            }

            if (!_changed[number])
            {
                return null;
            }

            for (var most = MaxRooms; ; most = most * 3 / 4)
            {
                foreach (var silent in rooms.OrderByDescending(pair => pair.Value.LastTime).Skip(most).Select(pair => pair.Key).ToList())
                {
                    rooms.Remove(silent);
                }

                var json = JsonSerializer.Serialize([.. rooms.Values.Select(room => room.Position)], MatrixJson.Default.RoomPositionArray);
                if (json.Length <= MaxNoteLength)
                {
                    return json;
                }
            }
        }
    }
}
