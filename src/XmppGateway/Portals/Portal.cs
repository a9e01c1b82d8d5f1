using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>What became of a stanza of ours that was said in a room.</summary>
/// <param name="Error">Null when the room has shown it.</param>
internal sealed record Said(StanzaError? Error);

/// <summary>A portal while the gateway lives: who of ours sits in the XMPP room, who else is there, and what is under way.</summary>
internal sealed class Portal(Network network, PortalRow row, Seat ear) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Said>> _unconfirmed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _calls = new(0);
    private readonly TaskCompletionSource<bool> _firstEntry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _banNews;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Network Network => network;

    public PortalRow Row { get; private set; } = row;

    /// <summary>The XMPP room.</summary>
    public Jid Room { get; } = Jid.Parse(row.Room);

    public RemoteRoomId RemoteRoom => new(Row.RemoteId);

    /// <summary>The network's room as a contact: what goes there is for it.</summary>
    public RemoteContact Contact { get; private set; } = ContactOf(row.RemoteId);

    /// <summary>In what language the gateway speaks in the network's room.</summary>
    public string Language => ((IVisitsRooms)network.Adapter).Language;

    /// <summary>The gateway's own seat: what it hears is what the network is told.</summary>
    public Seat Ear => ear;

    /// <summary>The seats of the network's people.</summary>
    public ConcurrentDictionary<RemoteUserId, Seat> Seats { get; } = new();

    /// <summary>Everybody in the XMPP room as the room tells, by name; ours too.</summary>
    public ConcurrentDictionary<string, RoomItem> Occupants { get; } = new(StringComparer.Ordinal);

    /// <summary>Whom the network was told of; changed with the turn only.</summary>
    public HashSet<string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Names by which somebody has appeared on the network; changed with the turn only.</summary>
    public BoundedCache<string, bool> Named { get; } = new(OccupantNames.Remembered);

    /// <summary>True once the network was told who is in the XMPP room: from then on it hears of every change. Changed with the turn only.</summary>
    public bool TellsOccupants { get; set; }

    /// <summary>The subject as the network knows it; null before it was heard.</summary>
    public string? Subject { get; set; }

    /// <summary>Who was there when a rule came that denies them, and was put out for it in this life.</summary>
    public ConcurrentDictionary<RemoteUserId, bool> Denied { get; } = new();

    /// <summary>
    /// From then on nobody keeps a seat who is not in the network's room: after a move of that, of which nobody tells who has not come along. Null when it is
    /// known of everybody.
    /// </summary>
    public DateTimeOffset? LeavingAt { get; set; }

    /// <summary>What became of the gateway's first knock: true once the room has let it in, false when the portal has ended before that.</summary>
    public Task<bool> FirstEntry => _firstEntry.Task;

    /// <summary>True once the room has let the gateway in.</summary>
    public bool WasIn { get; private set; }

    /// <summary>True while somebody of the network is in it.</summary>
    public bool IsOpen { get; set; } = row.IsOpen;

    /// <summary>How far the XMPP room was read.</summary>
    public (string? Id, DateTimeOffset At) Position { get; set; } = (row.Position, row.PositionAt);

    /// <summary>Set while what was missed is read: what is said meanwhile waits here. Changed with the turn only.</summary>
    public List<Stanza>? Waiting { get; set; }

    /// <summary>The answers of the room's archive to the query that is under way.</summary>
    public ArchivePage? Page { get; set; }

    /// <summary>Why the gateway's own seat was taken from it for good; null while it was not.</summary>
    public LocalText? LastWords { get; set; }

    /// <summary>True when it is over, and nothing is to be done for it any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Completed while the gateway listens and has read what it missed.</summary>
    public Task Ready => Volatile.Read(ref _ready).Task;

    /// <summary>The room has let the gateway in.</summary>
    public void NoteEntry()
    {
        WasIn = true;
        _firstEntry.TrySetResult(true);
    }

    /// <summary>Another room of the network takes the place of the one before. With the turn: nobody of the XMPP room is there yet.</summary>
    public void MoveTo(RemoteRoomId room)
    {
        Row = Row with { RemoteId = room.Value };
        Contact = ContactOf(room.Value);
        TellsOccupants = false;
        Told.Clear();
    }

    /// <summary>It is over.</summary>
    public void NoteEnd()
    {
        HasEnded = true;
        _firstEntry.TrySetResult(false);
    }

    public void SetReady(bool ready)
    {
        if (ready)
        {
            _ready.TrySetResult();
        }
        else if (_ready.Task.IsCompleted)
        {
            Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>All of ours.</summary>
    public IEnumerable<Seat> AllSeats => Seats.Values.Append(ear);

    public Seat? SeatOf(Jid self) => self == ear.Self ? ear : Seats.Values.FirstOrDefault(seat => seat.Self == self);

    /// <summary>True when this name belongs to one of ours.</summary>
    public bool IsOurs(string nick) => AllSeats.Any(seat => seat.State is SeatState.Seated or SeatState.Leaving && seat.Nick == nick)
        || AllSeats.Any(seat => seat.State == SeatState.Joining && seat.Nick == nick && !Told.Contains(nick));

    /// <summary>Waits for the turn, in which the XMPP room is heard; disposing of what is returned gives it on.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>How often the room has said whom it bans, or not any more.</summary>
    public int BanNews => Volatile.Read(ref _banNews);

    /// <summary>The room says whom it bans, or not any more: what it was asked before may be older.</summary>
    public void NoteBanNews() => Interlocked.Increment(ref _banNews);

    /// <summary>Begins to wait for what the room does with a stanza.</summary>
    public Task<Said> Expect(string stanzaId) =>
        _unconfirmed.GetOrAdd(stanzaId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The room has shown it, or says why not.</summary>
    public void Settle(string stanzaId, StanzaError? error)
    {
        if (_unconfirmed.TryRemove(stanzaId, out var waiting))
        {
            waiting.TrySetResult(new Said(error));
        }
    }

    public void Forget(string stanzaId) => _unconfirmed.TryRemove(stanzaId, out _);

    /// <summary>Has the keeper look at once.</summary>
    public void Call()
    {
        if (_calls.CurrentCount == 0)
        {
            _calls.Release();
        }
    }

    /// <summary>Waits until <see cref="Call"/>, or for so long. True when it was called.</summary>
    public async Task<bool> WaitForCallAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _calls.WaitAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _calls.Dispose();
    }

    private static RemoteContact ContactOf(string room) => new(new RemoteUserId(room), room) { IsRoom = true };

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
