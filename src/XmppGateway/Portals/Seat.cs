using System.Security.Cryptography;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>How the wish to be in a room ended.</summary>
internal abstract record SeatOutcome
{
    private SeatOutcome()
    {
    }

    internal sealed record Seated : SeatOutcome;

    /// <summary>The room does not let them in.</summary>
    internal sealed record Refused(StanzaError Error) : SeatOutcome;

    /// <summary>Nothing can be said now: no answer, or no link.</summary>
    internal sealed record Unknown : SeatOutcome;
}

/// <summary>
/// An occupant of ours in an XMPP room: one of the network's people, or the gateway itself, which listens. Only its own lock guards it: the
/// room's answers come from the reading task, wishes from the lane.
/// </summary>
internal sealed class Seat(Jid self, RemoteContact? who)
{
    private const int PlainNames = 5;

    // Beyond that the room does not want anybody, whatever they are called.
    private const int MaximumNames = 9;

    private readonly Lock _lock = new();
    private TaskCompletionSource<SeatOutcome> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _attempt;

    /// <summary>The full JID that is in the room.</summary>
    public Jid Self { get; } = self;

    /// <summary>Whose seat it is; null for the gateway's own.</summary>
    public RemoteContact? Who { get; set; } = who;

    public SeatState State { get; private set; }

    /// <summary>What it is called there, or wants to be.</summary>
    public string Nick { get; set; } = "";

    /// <summary>What it is called when the name is taken so often.</summary>
    public required Func<RemoteContact?, int, string> NameOf { get; init; }

    /// <summary>With what it knocks.</summary>
    public RoomJoin Join { get; private set; } = new();

    /// <summary>Wants in: what is to be done, and what will have become of it.</summary>
    public (SeatAction Action, Task<SeatOutcome> Outcome) Come(RoomJoin join)
    {
        lock (_lock)
        {
            if (State is SeatState.Absent or SeatState.Leaving)
            {
                Join = join;
            }

            var action = Take(SeatSignal.Come);
            return (action, State == SeatState.Seated ? Task.FromResult<SeatOutcome>(new SeatOutcome.Seated()) : _asked.Task);
        }
    }

    /// <summary>Takes a signal; the action is the caller's to do.</summary>
    public SeatAction Take(SeatSignal signal, StanzaError? error = null)
    {
        lock (_lock)
        {
            var before = State;
            (State, var action) = SeatTable.Next(State, signal);
            switch (action)
            {
                case SeatAction.Knock:
                    _attempt = 0;
                    _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    Nick = NameOf(Who, 0);
                    break;
                case SeatAction.KnockOtherwise when ++_attempt > MaximumNames:
                    (State, action) = (SeatState.Absent, SeatAction.TellRefused);
                    break;
                case SeatAction.KnockOtherwise:
                    Nick = NameOf(Who, NumberOf(_attempt));
                    break;
                default:
                    // Nothing of its own.
                    break;
            }

            if (before == SeatState.Joining && State != SeatState.Joining)
            {
                _asked.TrySetResult(
                    State == SeatState.Seated ? new SeatOutcome.Seated()
                    : action == SeatAction.TellRefused && error is not null ? new SeatOutcome.Refused(error)
                    : new SeatOutcome.Unknown());
            }

            return action;
        }
    }

    /// <summary>Somebody may sit on the first names to keep others out; nobody knows the further ones before.</summary>
    private static int NumberOf(int attempt) => attempt <= PlainNames ? attempt : RandomNumberGenerator.GetInt32(1000, 1_000_000);
}
