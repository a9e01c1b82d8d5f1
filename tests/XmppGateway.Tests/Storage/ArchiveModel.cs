using XmppGateway.Storage;

namespace XmppGateway.Tests.Storage;

/// <summary>The archives of rooms in their simplest form: a list for each.</summary>
internal sealed class ArchiveModel
{
    private readonly Dictionary<long, List<ArchivedEvent>> _rooms = [];

    public IReadOnlyList<ArchivedEvent> In(long room) => Of(room);

    public bool Add(ArchivedEvent what)
    {
        var room = Of(what.Room);
        if (IsKnown(what) || (Reactions(what) is { } same && same.Payload.SequenceEqual(what.Payload)))
        {
            return false;
        }

        if (Reactions(what) is { } old)
        {
            room.Remove(old);
        }

        var stored = Stored(what);
        room.Add(stored);
        return !stored.IsRetracted;
    }

    public int AddOlder(IEnumerable<ArchivedEvent> newestFirst)
    {
        var added = 0;
        foreach (var what in newestFirst.Where(what => !IsKnown(what) && Reactions(what) is null))
        {
            Of(what.Room).Insert(0, Stored(what));
            added++;
        }

        return added;
    }

    public IEnumerable<ArchivedEvent> All(ArchiveQuery query) => Of(query.Room).Where(what =>
        (query.Start is null || what.At >= query.Start) && (query.End is null || what.At <= query.End)
        && (query.By is null || what.By == query.By) && (!query.OnlyMessages || what.Kind == ArchivedKind.Message));

    public void Prune(DateTimeOffset before)
    {
        foreach (var room in _rooms.Values)
        {
            room.RemoveAll(what => what.At < before);
        }
    }

    private bool IsKnown(ArchivedEvent what) => Of(what.Room).Exists(old => old.Id == what.Id)
        || (what.Kind is ArchivedKind.Edit or ArchivedKind.Retraction && IsTakenBack(what.Room, what.Target!))
        || (what.Kind == ArchivedKind.Subject && Of(what.Room).Exists(old => (old.Kind, old.At, old.By) == (what.Kind, what.At, what.By)));

    private bool IsTakenBack(long room, string id) => Of(room).Exists(
        old => (old.Id == id && old.IsRetracted) || (old.Kind == ArchivedKind.Retraction && old.Target == id));

    private ArchivedEvent? Reactions(ArchivedEvent what) => what.Kind != ArchivedKind.Reactions
        ? null
        : Of(what.Room).Find(old => old.Kind == ArchivedKind.Reactions && (old.Target, old.By) == (what.Target, what.By));

    private ArchivedEvent Stored(ArchivedEvent what)
    {
        var room = Of(what.Room);
        if (what.Kind == ArchivedKind.Retraction)
        {
            for (var i = 0; i < room.Count; i++)
            {
                var isIt = room[i].Id == what.Target && room[i].Kind is (ArchivedKind.Message or ArchivedKind.Edit);
                if (isIt || (room[i].Kind == ArchivedKind.Edit && room[i].Target == what.Target))
                {
                    room[i] = Emptied(room[i]);
                }
            }
        }

        return what.Kind == ArchivedKind.Message && IsTakenBack(what.Room, what.Id) ? Emptied(what) : what;
    }

    private static ArchivedEvent Emptied(ArchivedEvent what) => what with { Payload = [], IsRetracted = true };

    private List<ArchivedEvent> Of(long room)
    {
        if (!_rooms.TryGetValue(room, out var events))
        {
            _rooms[room] = events = [];
        }

        return events;
    }
}
