using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Rooms;

/// <summary>A network with rooms in memory, which does what a test says. Addresses are <c>#name</c>, ids <c>!Name</c>, people <c>name@server</c>.</summary>
internal sealed class ScriptedRooms : FakeAdapter, IHostsRooms
{
    private readonly Dictionary<string, ScriptedRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>What was asked for since the last look, in words.</summary>
    public List<string> Asked { get; } = [];

    public List<RoomChange> Changes { get; } = [];

    /// <summary>What it says to everybody who wants to come in; null lets them.</summary>
    public RoomEntry.Refused? Refusal { get; set; }

    public RoomAnswer ChangeAnswer { get; set; } = new RoomAnswer.Done();

    /// <summary>False while the network does not say who is in a room.</summary>
    public bool TellsMembers { get; set; } = true;

    public ScriptedRoom Add(string name, params (string Id, string Name, RoomRank Rank)[] people)
    {
        var room = new ScriptedRoom(name);
        foreach (var (id, nick, rank) in people)
        {
            room.Put(new RoomMember(new RemoteContact(new RemoteUserId(id), id, nick), rank));
        }

        _rooms[room.State.Address.Value] = room;
        return room;
    }

    public static RemoteUserId IdentityOf(Jid user) => new($"ours-{user.Local}@remote.test");

    public RoomAddress? ParseRoom(string text) => text.Length > 1 && (text[0] == '#' || text[0] == '!') ? new RoomAddress(text) : null;

    public ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        Asked.Add($"enter {room} {user.Local} {nick}");
        if (Refusal is not null)
        {
            return ValueTask.FromResult<RoomEntry>(Refusal);
        }

        if (!_rooms.TryGetValue(room.Value, out var found))
        {
            return ValueTask.FromResult<RoomEntry>(new RoomEntry.Refused("No such room.", FailureCondition.NoSuchRecipient));
        }

        var self = IdentityOf(user);
        found.Put(new RoomMember(new RemoteContact(self, self.Value, nick), found.RankOfNew, found.NewMaySpeak));
        return ValueTask.FromResult<RoomEntry>(new RoomEntry.Entered(found.State, self));
    }

    public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken)
    {
        Asked.Add($"leave {room} {user.Local}" + (reason is null ? "" : " " + reason));
        Of(room).Remove(IdentityOf(user));
        return ValueTask.FromResult<RoomAnswer>(new RoomAnswer.Done());
    }

    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RoomState?>(Of(room).State);

    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RoomMember>?>(TellsMembers ? [.. Of(room).Members] : null);

    public ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken)
    {
        Asked.Add("history " + (before ?? "newest"));
        var past = Of(room).Past;
        var from = before is null ? 0 : int.Parse(before, System.Globalization.CultureInfo.InvariantCulture);
        RoomEvent[] page = [.. past.Skip(from).Take(Math.Min(limit, Of(room).HistoryPage))];
        var next = from + page.Length;
        return ValueTask.FromResult<RoomHistory?>(new RoomHistory(
            page, next < past.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    public ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken)
    {
        Changes.Add(change);
        return ValueTask.FromResult(ChangeAnswer);
    }

    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RoomList?>(null);

    /// <summary>What was asked for since the last look.</summary>
    public IReadOnlyList<string> TakeAsked()
    {
        string[] asked = [.. Asked];
        Asked.Clear();
        return asked;
    }

    private ScriptedRoom Of(RemoteRoomId id) => _rooms.Values.Single(room => room.State.Id == id);
}

/// <summary>A room of such a network.</summary>
internal sealed class ScriptedRoom(string name)
{
    private readonly List<RoomMember> _members = [];

    public RoomState State { get; set; } = new() { Id = new RemoteRoomId("!" + name), Address = new RoomAddress("#" + name), Name = name, IsPublic = true };

    public RemoteRoomId Id => State.Id;

    public IReadOnlyList<RoomMember> Members => _members;

    /// <summary>What was said before, newest first.</summary>
    public List<RoomEvent> Past { get; } = [];

    public int HistoryPage { get; set; } = 50;

    /// <summary>What users of ours become.</summary>
    public RoomRank RankOfNew { get; set; } = RoomRank.Member;

    public bool NewMaySpeak { get; set; } = true;

    public void Put(RoomMember member)
    {
        Remove(member.Who.Id);
        _members.Add(member);
    }

    public void Remove(RemoteUserId id) => _members.RemoveAll(member => member.Who.Id == id);
}
