using XmppGateway.Abstractions;
using XmppGateway.Portals;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

public sealed class SeatTableTests
{
    [Theory]
    [InlineData(SeatState.Absent, SeatSignal.Come, SeatState.Joining, SeatAction.Knock)]
    [InlineData(SeatState.Absent, SeatSignal.Go, SeatState.Absent, SeatAction.Nothing)]
    [InlineData(SeatState.Absent, SeatSignal.Entered, SeatState.Absent, SeatAction.Nothing)]
    [InlineData(SeatState.Joining, SeatSignal.Come, SeatState.Joining, SeatAction.Nothing)]
    [InlineData(SeatState.Joining, SeatSignal.Entered, SeatState.Seated, SeatAction.Nothing)]
    [InlineData(SeatState.Joining, SeatSignal.NameTaken, SeatState.Joining, SeatAction.KnockOtherwise)]
    [InlineData(SeatState.Joining, SeatSignal.Refused, SeatState.Absent, SeatAction.TellRefused)]
    [InlineData(SeatState.Joining, SeatSignal.Silence, SeatState.Absent, SeatAction.Nothing)]
    [InlineData(SeatState.Joining, SeatSignal.Go, SeatState.Leaving, SeatAction.SayGoodbye)]
    [InlineData(SeatState.Seated, SeatSignal.Come, SeatState.Seated, SeatAction.Nothing)]
    [InlineData(SeatState.Seated, SeatSignal.NameTaken, SeatState.Seated, SeatAction.Nothing)]
    [InlineData(SeatState.Seated, SeatSignal.Refused, SeatState.Seated, SeatAction.Nothing)]
    [InlineData(SeatState.Seated, SeatSignal.Go, SeatState.Leaving, SeatAction.SayGoodbye)]
    [InlineData(SeatState.Seated, SeatSignal.PutOut, SeatState.Absent, SeatAction.TellPutOut)]
    [InlineData(SeatState.Leaving, SeatSignal.PutOut, SeatState.Absent, SeatAction.Nothing)]
    [InlineData(SeatState.Leaving, SeatSignal.Come, SeatState.Joining, SeatAction.Knock)]
    public void Each_signal_has_its_consequence(object state, object signal, object next, object action) =>
        Assert.Equal(((SeatState)next, (SeatAction)action), SeatTable.Next((SeatState)state, (SeatSignal)signal));

    [Fact]
    public void Who_is_lost_is_nowhere_and_says_nothing()
    {
        foreach (var state in Enum.GetValues<SeatState>())
        {
            Assert.Equal((SeatState.Absent, SeatAction.Nothing), SeatTable.Next(state, SeatSignal.Lost));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_leads_to_others_and_at_last_to_a_refusal()
    {
        var seat = new Seat(Jid.Parse("mia@matrix.localhost/portal"), null) { NameOf = (_, attempt) => "name" + attempt };
        var (action, outcome) = seat.Come(new RoomJoin());
        Assert.Equal((SeatAction.Knock, "name0"), (action, seat.Nick));
        var error = StanzaError.Of(StanzaConditions.Conflict);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Assert.Equal(SeatAction.KnockOtherwise, seat.Take(SeatSignal.NameTaken, error));
            Assert.Equal("name" + attempt, seat.Nick);
        }

        // By now somebody may sit on them: what comes next nobody can.
        for (var attempt = 6; attempt <= 9; attempt++)
        {
            Assert.Equal(SeatAction.KnockOtherwise, seat.Take(SeatSignal.NameTaken, error));
            Assert.InRange(int.Parse(seat.Nick["name".Length..], System.Globalization.CultureInfo.InvariantCulture), 1000, 999_999);
        }

        Assert.Equal(SeatAction.TellRefused, seat.Take(SeatSignal.NameTaken, error));
        Assert.Equal(error, Assert.IsType<SeatOutcome.Refused>(await outcome).Error);
        Assert.Equal("name0", Knock(seat));
    }

    [Fact]
    public async Task Who_knocks_twice_waits_for_one_answer()
    {
        var seat = new Seat(Jid.Parse("mia@matrix.localhost/portal"), null) { NameOf = (_, _) => "mia" };
        var first = seat.Come(new RoomJoin());
        var second = seat.Come(new RoomJoin());
        Assert.Equal(SeatAction.Nothing, second.Action);
        seat.Take(SeatSignal.Entered);
        Assert.IsType<SeatOutcome.Seated>(await first.Outcome);
        Assert.IsType<SeatOutcome.Seated>(await second.Outcome);
        Assert.IsType<SeatOutcome.Seated>(await seat.Come(new RoomJoin()).Outcome);
    }

    private static string Knock(Seat seat)
    {
        seat.Come(new RoomJoin());
        return seat.Nick;
    }
}
