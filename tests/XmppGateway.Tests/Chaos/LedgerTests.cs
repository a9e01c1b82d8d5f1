using XmppGateway.EndToEnd.Tests.Crashes;
using Xunit;

namespace XmppGateway.Tests.Chaos;

/// <summary>Whoever counts has to be able to find something.</summary>
public sealed class LedgerTests
{
    private readonly Ledger _ledger = new("here to there");

    [Fact]
    public void All_is_well_when_each_arrives_once()
    {
        Send("one", "two");

        var found = Arrive("one", "two");

        Assert.True(found.AreGood);
        Assert.Equal((2, 2, 0, 0), (found.Sent, found.Delivered, found.Told, found.Repeats));
    }

    [Fact]
    public void What_does_not_arrive_is_lost()
    {
        Send("one", "two");

        Assert.Equal(["two"], Arrive("one").Lost);
        Assert.False(Arrive("one").AreGood);
    }

    [Fact]
    public void What_arrives_under_two_identities_is_doubled()
    {
        Send("one", "two");

        var found = _ledger.Examine([new("one", "a"), new("two", "b"), new("two", "c")], ordered: true);

        Assert.Equal(["two"], found.Doubled);
        Assert.False(found.AreGood);
    }

    [Fact]
    public void What_arrives_again_under_its_own_identity_is_repeated_and_not_doubled()
    {
        Send("one");

        var found = _ledger.Examine([new("one", "a"), new("one", "a")], ordered: true);

        Assert.True(found.AreGood);
        Assert.Equal(1, found.Repeats);
    }

    [Fact]
    public void What_arrives_before_an_earlier_one_of_its_conversation_is_reordered()
    {
        Send("one", "two", "three");

        Assert.Equal(["three"], Arrive("one", "three", "two").Reordered);
        Assert.True(_ledger.Examine([new("two", "b"), new("one", "a"), new("three", "c")], ordered: false).AreGood);
    }

    [Fact]
    public void An_order_holds_across_one_that_never_arrived()
    {
        Send("one", "two", "three");

        Assert.Equal(["three"], Arrive("three", "one").Reordered);
    }

    [Fact]
    public void Two_conversations_have_no_order_between_them_and_one_that_was_sent_again_has_none_in_its_own()
    {
        _ledger.Acknowledge("bob", "one", sentOnce: true);
        _ledger.Acknowledge("carol", "two", sentOnce: true);
        _ledger.Acknowledge("bob", "three", sentOnce: false);
        _ledger.Acknowledge("bob", "four", sentOnce: true);

        Assert.True(Arrive("two", "three", "one", "four").AreGood);
    }

    [Fact]
    public void Whoever_was_told_has_lost_nothing()
    {
        _ledger.Refuse("one");
        _ledger.Acknowledge("bob", "two", sentOnce: true, id: "id-2");
        _ledger.Acknowledge("bob", "three", sentOnce: true, id: "id-3");

        var found = _ledger.Examine([], ordered: true, (_, id) => id == "id-2");

        Assert.Equal(["three"], found.Lost);
        Assert.Equal((3, 0, 2), (found.Sent, found.Delivered, found.Told));
    }

    [Fact]
    public void Arrivals_of_others_do_not_count()
    {
        Send("one");

        Assert.Equal((1, 0), (Arrive("one", "of another ledger").Delivered, Arrive("one", "of another ledger").Repeats));
    }

    [Fact]
    public void What_the_server_had_kept_may_come_after_what_it_had_not_and_after_nothing_else()
    {
        Send("one", "two", "three", "four");
        Ledger.Findings Hear(params (string Text, bool WasKept)[] heard) =>
            _ledger.Examine([.. heard.Select(a => new Ledger.Arrival(a.Text, a.Text, a.WasKept))], ordered: true);

        var overtaken = Hear(("three", false), ("one", true), ("two", true), ("four", false));
        Assert.Equal((0, 1), (overtaken.Reordered.Count, overtaken.Overtaken));
        Assert.Equal(["two"], Hear(("two", true), ("one", true), ("three", false), ("four", false)).Reordered);
        Assert.Equal(["three"], Hear(("one", true), ("three", true), ("two", false), ("four", false)).Reordered);
        Assert.Equal(["two"], Hear(("two", false), ("one", false), ("three", false), ("four", false)).Reordered);
    }

    private void Send(params IEnumerable<string> texts)
    {
        foreach (var text in texts)
            _ledger.Acknowledge("bob", text, sentOnce: true);
    }

    private Ledger.Findings Arrive(params IEnumerable<string> texts) =>
        _ledger.Examine([.. texts.Select(text => new Ledger.Arrival(text, "id of " + text))], ordered: true);
}
