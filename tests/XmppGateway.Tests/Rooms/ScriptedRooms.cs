using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Rooms;

/// <summary>A network with rooms in memory, which does what a test says. Addresses are <c>#name</c>, ids <c>!Name</c>, people <c>name@server</c>.</summary>
internal class ScriptedRooms : FakeAdapter, IHostsRooms
{
    private readonly Dictionary<string, ScriptedRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>What was asked for since the last look, in words.</summary>
    public List<string> Asked { get; } = [];

    public List<RoomChange> Changes { get; } = [];

    /// <summary>What it says to everybody who wants to come in; null lets them.</summary>
    public RoomEntry? Refusal { get; set; }

    public RoomAnswer ChangeAnswer { get; set; } = new RoomAnswer.Done();

    /// <summary>What it says to one change; null for <see cref="ChangeAnswer"/>.</summary>
    public Func<RoomChange, RoomAnswer.Refused?> Refuses { get; set; } = _ => null;

    public bool HasPersonalHistory { get; set; }

    public bool HasModeration { get; set; } = true;

    public bool PutsOutTheAbsent { get; set; } = true;

    public bool LetsBackIn { get; set; }

    /// <summary>What happens after somebody was let in on the network, before anybody here knows.</summary>
    public Func<Task> AfterEntry { get; set; } = () => Task.CompletedTask;

    /// <summary>False while the network does not say what a room is like.</summary>
    public bool TellsState { get; set; } = true;

    /// <summary>False while the network does not say who is in a room.</summary>
    public bool TellsMembers { get; set; } = true;

    /// <summary>False while nobody can leave.</summary>
    public bool LetsGo { get; set; } = true;

    /// <summary>False while the network does not say what was said.</summary>
    public bool TellsHistory { get; set; } = true;

    /// <summary>For what the network waits before it says what was said.</summary>
    public Task BeforeHistory { get; set; } = Task.CompletedTask;

    /// <summary>Ends when somebody asks for what was said.</summary>
    public TaskCompletionSource HistoryAsked { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True while asking for what was said ends in an exception.</summary>
    public bool BreaksHistory { get; set; }

    public ScriptedRoom Add(string name, params (string Id, string Name, RoomRank Rank)[] people)
    {
        var room = new ScriptedRoom(name);
        foreach (var (id, nick, rank) in people)
        {
            room.Put(new RoomMember(new RemoteContact(new RemoteUserId(id), id, nick), rank));
        }

        _rooms[room.State.Address.Value] = room;
        _rooms[room.Id.Value] = room;
        return room;
    }

    /// <summary>Another address of a room.</summary>
    public void Alias(string address, string name) => _rooms[address] = _rooms["#" + name];

    /// <summary>An address leads nowhere any more; ids do always.</summary>
    public void Forget(string address) => _rooms.Remove(address);

    public static RemoteUserId IdentityOf(Jid user) => new($"ours-{user.Local}@remote.test");

    public RoomAddress? ParseRoom(string text) => text.Length > 1 && (text[0] == '#' || text[0] == '!') ? new RoomAddress(text) : null;

    public ValueTask<bool> IsThereAsync(RoomAddress room, CancellationToken cancellationToken) => ValueTask.FromResult(_rooms.ContainsKey(room.Value));

    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        Asked.Add($"enter {room} {user.Local} {nick}");
        if (Refusal is not null)
        {
            return Refusal;
        }

        if (!_rooms.TryGetValue(room.Value, out var found))
        {
            return new RoomEntry.Refused("No such room.", FailureCondition.NoSuchRecipient);
        }

        var self = IdentityOf(user);
        found.Put(new RoomMember(new RemoteContact(self, self.Value, nick), found.RankOfNew, found.NewMaySpeak));
        var state = found.State;
        await AfterEntry();
        return new RoomEntry.Entered(state, self);
    }

    public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken)
    {
        Asked.Add($"leave {room} {user.Local}" + (reason is null ? "" : " " + reason));
        if (!LetsGo)
        {
            return ValueTask.FromResult<RoomAnswer>(new RoomAnswer.Refused("Away.", FailureCondition.RemoteServerTimeout));
        }

        Of(room).Remove(IdentityOf(user));
        return ValueTask.FromResult<RoomAnswer>(new RoomAnswer.Done());
    }

    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(TellsState ? Of(room).State : null);

    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RoomMember>?>(TellsMembers ? [.. Of(room).Members] : null);

    public ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RoomMember>?>(
            TellsMembers ? [.. Of(room).Members.Concat(Of(room).Absent).Where(member => member.Rank == rank)] : null);

    RemoteUserId? IHostsRooms.IdentityOf(Jid user) => user.Local is null ? null : IdentityOf(user);

    public Jid? UserOf(RemoteUserId identity) => identity.Value.StartsWith("ours-", StringComparison.Ordinal)
        ? Jid.Parse(identity.Value["ours-".Length..].Replace("remote.test", "localhost", StringComparison.Ordinal))
        : null;

    public async ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken)
    {
        Asked.Add("history " + (before ?? "newest"));
        if (BreaksHistory)
        {
            throw new IOException("The network went.");
        }

        HistoryAsked.TrySetResult();
        await BeforeHistory;
        if (!TellsHistory)
        {
            return null;
        }

        var past = Of(room).Past;
        var from = before is null ? 0 : int.Parse(before, System.Globalization.CultureInfo.InvariantCulture);
        RoomEvent[] page = [.. past.Skip(from).Take(Math.Min(limit, Of(room).HistoryPage))];
        var next = from + page.Length;
        return new RoomHistory(page, next < past.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    public ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Of(room).Audience);

    public ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken)
    {
        Changes.Add(change);
        if (Refuses(change) is { } refused)
        {
            return ValueTask.FromResult<RoomAnswer>(refused);
        }

        if (change is RoomChange.Configuration wish)
        {
            var state = Of(room).State;
            Of(room).State = state with
            {
                Name = wish.Name ?? state.Name,
                IsMembersOnly = wish.IsMembersOnly ?? state.IsMembersOnly,
                IsModerated = wish.IsModerated ?? state.IsModerated,
                IsPublic = wish.IsPublic ?? state.IsPublic,
                EverybodyInvites = wish.EverybodyInvites ?? state.EverybodyInvites,
            };
        }

        return ValueTask.FromResult(ChangeAnswer);
    }

    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
        ListAsync($"list {search ?? "all"} {after ?? "begin"} {limit}", after, limit);

    /// <summary>The rooms of the directory; null while the network does not list them.</summary>
    public IReadOnlyList<RoomState>? Listed { get; set; } = [];

    private ValueTask<RoomList?> ListAsync(string words, string? after, int limit)
    {
        Asked.Add(words);
        var from = after is null ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
        var next = from + limit < Listed?.Count ? (from + limit).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return ValueTask.FromResult(Listed is null ? null : new RoomList([.. Listed.Skip(from).Take(limit)], next, Listed.Count));
    }

    /// <summary>What was asked for since the last look.</summary>
    public IReadOnlyList<string> TakeAsked()
    {
        string[] asked = [.. Asked];
        Asked.Clear();
        return asked;
    }

    private ScriptedRoom Of(RemoteRoomId id) => _rooms.Values.First(room => room.State.Id == id);
}

/// <summary>A room of such a network.</summary>
internal sealed class ScriptedRoom(string name)
{
    private readonly List<RoomMember> _members = [];

    public RoomState State { get; set; } = new() { Id = new RemoteRoomId("!" + name), Address = new RoomAddress("#" + name), Name = name, IsPublic = true };

    public RemoteRoomId Id => State.Id;

    public IReadOnlyList<RoomMember> Members => _members;

    /// <summary>Who has a rank without being there.</summary>
    public List<RoomMember> Absent { get; } = [];

    /// <summary>What was said before, newest first.</summary>
    public List<RoomEvent> Past { get; } = [];

    /// <summary>Of what users of ours say.</summary>
    public RoomAudience Audience { get; set; }

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
