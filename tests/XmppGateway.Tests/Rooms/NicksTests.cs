using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Rooms;

public sealed class NicksTests
{
    [Theory]
    [InlineData("Mia", "Mia")]
    [InlineData("  Mia \r\n of\tthe garden ", "Mia of the garden")]
    [InlineData("Mi\u202Ea\u2066", "Mia")]
    [InlineData("Mi\0a", "Mia")]
    [InlineData("\u202E", null)]
    [InlineData("  ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_name_is_one_line_that_can_be_a_resource(string? name, string? expected) => Assert.Equal(expected, Nicks.Prepare(name));

    [Fact]
    public void A_long_name_is_cut_and_no_pair_is_torn()
    {
        var nick = Nicks.Prepare(string.Concat(Enumerable.Repeat("🌹", 100)))!;

        Assert.InRange(nick.Length, Nicks.Longest - 2, Nicks.Longest);
        Assert.EndsWith("🌹...", nick, StringComparison.Ordinal);
        Assert.True(Jid.TryCreate("room", "example.org", nick, out _));
    }

    [Fact]
    public void Who_has_no_name_is_called_by_the_address_and_at_last_by_nothing()
    {
        Assert.Equal("mia@remote.test", Nicks.Of(RoomsUnderTest.Who("mia@remote.test")));
        Assert.Equal("id", Nicks.Of(new RemoteContact(new RemoteUserId("id"), "\u202E", " ")));
        Assert.Equal("?", Nicks.Of(new RemoteContact(new RemoteUserId("\u202E"), "\u202E", "\u202E")));
    }

    [Fact]
    public void Any_name_at_any_attempt_is_a_resource_that_is_prepared_already()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(string? Name, string? Address, PositiveInt Attempt)>(), given =>
        {
            var who = new RemoteContact(new RemoteUserId("x"), given.Address ?? "", given.Name);
            foreach (var nick in new[] { Nicks.Of(who), Nicks.Of(who, given.Attempt.Get) })
            {
                Assert.True(Jid.TryCreate("room", "example.org", nick, out var jid));
                Assert.Equal(nick, jid.Resource);
            }
        }).MustHold();
    }

    /// <summary>Also of characters that preparing makes several or spaces of.</summary>
    [Fact]
    public void Preparing_twice_changes_nothing()
    {
        var pieces = Gen.Elements("a", " ", "…", "\u00A8", "\u0308", "\uFDFA", "\uFB03", "\u3000", "\u202E", "🌹", "\uD83C", "\n", "\u1E9B\u0323", "bcdefghijk");
        Prop.ForAll(Arb.From(Gen.ListOf(pieces)), given =>
        {
            var once = Nicks.Prepare(string.Concat(given));

            Assert.Equal(once, Nicks.Prepare(once));
            Assert.True(once is null || (once.Length is > 0 and <= Nicks.Longest), once);
        }).MustHold(500);
    }

    [Theory]
    [InlineData(RoomRank.Banned, true, RoomAffiliation.Outcast, RoomRole.None)]
    [InlineData(RoomRank.Guest, true, RoomAffiliation.None, RoomRole.Participant)]
    [InlineData(RoomRank.Guest, false, RoomAffiliation.None, RoomRole.Visitor)]
    [InlineData(RoomRank.Member, true, RoomAffiliation.Member, RoomRole.Participant)]
    [InlineData(RoomRank.Member, false, RoomAffiliation.Member, RoomRole.Visitor)]
    [InlineData(RoomRank.Administrator, false, RoomAffiliation.Admin, RoomRole.Moderator)]
    [InlineData(RoomRank.Owner, true, RoomAffiliation.Owner, RoomRole.Moderator)]
    public void Ranks_are_affiliations_and_roles(RoomRank rank, bool maySpeak, RoomAffiliation affiliation, RoomRole role)
    {
        var member = new RoomMember(RoomsUnderTest.Who("x"), rank, maySpeak);

        Assert.Equal((affiliation, role), (RoomRanks.AffiliationOf(member), RoomRanks.RoleOf(member)));
        Assert.Equal(rank, RoomRanks.RankOf(affiliation));
    }
}
