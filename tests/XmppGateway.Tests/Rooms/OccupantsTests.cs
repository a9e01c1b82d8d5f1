using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using Xunit;

namespace XmppGateway.Tests.Rooms;

public sealed class OccupantsTests
{
    [Fact]
    public void The_first_keeps_a_name_that_several_want()
    {
        var occupants = new Occupants();

        Assert.Equal("Sam", occupants.Put(Member("a@x", "Sam")).Now.Nick);
        Assert.Equal("Sam (b@x)", occupants.Put(Member("b@x", "Sam")).Now.Nick);
        Assert.Equal("Sam (c@x)", occupants.Put(Member("c@x", "Sam")).Now.Nick);
    }

    [Fact]
    public void A_name_that_was_given_for_another_stays_when_that_becomes_free()
    {
        var occupants = new Occupants();
        occupants.Put(Member("a@x", "Sam"));
        occupants.Put(Member("b@x", "Sam"));
        occupants.Remove(new RemoteUserId("a@x"));

        Assert.Equal("Sam (b@x)", occupants.Put(Member("b@x", "Sam") with { Rank = RoomRank.Owner }).Now.Nick);
        Assert.Equal("Sam", occupants.Put(Member("c@x", "Sam")).Now.Nick);
    }

    [Fact]
    public void They_can_be_read_while_somebody_comes_or_goes()
    {
        var occupants = new Occupants();
        occupants.Put(Member("a@x", "Sam"));
        occupants.Put(Member("b@x", "Kim"));

        foreach (var occupant in occupants.All)
        {
            occupants.Put(Member(occupant.Member.Who.Id.Value + "y", "Kim"));
            occupants.Remove(occupant.Member.Who.Id);
        }

        Assert.Null(occupants.Find(new RemoteUserId("a@x")));
        Assert.Null(occupants.Find(new RemoteUserId("b@x")));
    }

    [Fact]
    public void Names_are_told_apart_even_when_somebody_calls_themselves_like_what_would_be_given()
    {
        var occupants = new Occupants();
        occupants.Put(Member("a@x", "Sam"));
        occupants.Put(Member("m@x", "Sam (b@x)"));

        Assert.Equal("Sam (b@x) 2", occupants.Put(Member("b@x", "Sam")).Now.Nick);
    }

    /// <summary>After any changes: everybody is there once, as last put, under a name that leads to them alone.</summary>
    [Fact]
    public void Whatever_happens_nobody_is_called_like_somebody_else()
    {
        var name = Gen.Elements("Sam", "Sam (1@x)", "\u202ESam", "", "Kim", "Sam (0@x) 2", new string('s', 70));
        var step =
            from who in Gen.Choose(0, 4)
            from called in name
            from goes in Gen.Elements(true, false, false)
            select (who, called, goes);
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps =>
        {
            var occupants = new Occupants();
            var model = new Dictionary<string, RoomMember>(StringComparer.Ordinal);
            foreach (var (who, called, goes) in steps)
            {
                var member = Member($"{who}@x", called);
                var known = model.GetValueOrDefault(member.Who.Id.Value);
                if (goes)
                {
                    Assert.Equal(known, Plain(occupants.Remove(member.Who.Id)));
                    model.Remove(member.Who.Id.Value);
                }
                else
                {
                    Assert.Equal(known, Plain(occupants.Put(member).Before));
                    model[member.Who.Id.Value] = member;
                }
            }

            Assert.Equal(model.Count, occupants.Count);
            Assert.Equal(model.Count, occupants.All.Select(occupant => occupant.Nick).Distinct().Count());
            Assert.All(model.Values, member => Assert.Equal(member, Plain(occupants.Find(member.Who.Id))));
            Assert.All(occupants.All, occupant => Assert.Same(occupant, occupants.Find(occupant.Nick)));
        }).MustHold();
    }

    private static RoomMember? Plain(Occupant? occupant) =>
        occupant is null ? null : new RoomMember(occupant.Who, occupant.Rank, occupant.MaySpeak) { Hats = occupant.Hats };

    private static RoomMember Member(string id, string name) => new(new RemoteContact(new RemoteUserId(id), id, name), RoomRank.Guest);
}
