namespace XmppGateway.Portals;

/// <summary>Where somebody of ours is with respect to an XMPP room.</summary>
internal enum SeatState
{
    Absent = 0,

    /// <summary>Has knocked, and waits for the room's answer.</summary>
    Joining,

    Seated,

    /// <summary>Has said that they go.</summary>
    Leaving,
}

/// <summary>What happens to a seat.</summary>
internal enum SeatSignal
{
    /// <summary>They want to be in the room.</summary>
    Come = 0,

    /// <summary>They do not.</summary>
    Go,

    /// <summary>The room says that they are in it (XEP-0045 §7.2.3, status 110).</summary>
    Entered,

    /// <summary>Somebody else has the name (§7.2.8).</summary>
    NameTaken,

    /// <summary>The room does not let them in (§7.2.5 to §7.2.9).</summary>
    Refused,

    /// <summary>The room says that they are not in it: their own leaving, a kick, a ban, the end of the room or of its service.</summary>
    PutOut,

    /// <summary>No answer came in time.</summary>
    Silence,

    /// <summary>The link went, or the room does not know them any more (XEP-0410): nothing is to be said to it.</summary>
    Lost,
}

/// <summary>What is to be done on it.</summary>
internal enum SeatAction
{
    Nothing = 0,
    Knock,

    /// <summary>Knock under another name.</summary>
    KnockOtherwise,
    SayGoodbye,

    /// <summary>They cannot be here: they, or their network, are told.</summary>
    TellRefused,
    TellPutOut,
}

/// <summary>The states of a seat (XEP-0045 §7).</summary>
internal static class SeatTable
{
    /// <summary>What a signal makes of a state.</summary>
    public static (SeatState State, SeatAction Action) Next(SeatState state, SeatSignal signal) => (state, signal) switch
    {
        (_, SeatSignal.Lost) => (SeatState.Absent, SeatAction.Nothing),

        (SeatState.Absent or SeatState.Leaving, SeatSignal.Come) => (SeatState.Joining, SeatAction.Knock),
        (SeatState.Joining or SeatState.Seated, SeatSignal.Go) => (SeatState.Leaving, SeatAction.SayGoodbye),

        (SeatState.Joining, SeatSignal.Entered) => (SeatState.Seated, SeatAction.Nothing),
        (SeatState.Joining, SeatSignal.NameTaken) => (SeatState.Joining, SeatAction.KnockOtherwise),
        (SeatState.Joining, SeatSignal.Refused) => (SeatState.Absent, SeatAction.TellRefused),
        (SeatState.Joining, SeatSignal.Silence) => (SeatState.Absent, SeatAction.Nothing),

        (SeatState.Joining or SeatState.Seated, SeatSignal.PutOut) => (SeatState.Absent, SeatAction.TellPutOut),
        (SeatState.Leaving, SeatSignal.PutOut or SeatSignal.Silence or SeatSignal.Refused) => (SeatState.Absent, SeatAction.Nothing),

        // §7.6: a refused change of name leaves the old one, and everything else is said twice.
        _ => (state, SeatAction.Nothing),
    };
}
