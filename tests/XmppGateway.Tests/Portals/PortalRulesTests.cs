using XmppGateway.Abstractions;
using XmppGateway.Portals;
using Xunit;

namespace XmppGateway.Tests.Portals;

public sealed class PortalRulesTests
{
    private static readonly PortalRules Rules = new(
        [Jid.Parse("rooms.test"), Jid.Parse("lobby@other.test")], [Jid.Parse("secret@rooms.test"), Jid.Parse("evil.test")], () => ["matrix.localhost"]);

    [Theory]
    [InlineData("garden@rooms.test", true, true)]
    [InlineData("secret@rooms.test", false, false)]
    [InlineData("lobby@other.test", true, true)]
    [InlineData("garden@other.test", false, true)]
    [InlineData("garden@evil.test", false, false)]
    [InlineData("rooms.test", false, false)]
    [InlineData("garden@rooms.test/nick", false, false)]
    [InlineData("garden@matrix.localhost", false, false)]
    public void Visits_need_an_allowance_and_bridges_no_denial(string room, bool visit, bool bridge) =>
        Assert.Equal((visit, bridge), (Rules.MayVisit(Jid.Parse(room)), Rules.MayBridge(Jid.Parse(room))));

    [Fact]
    public void Nothing_is_allowed_by_itself() =>
        Assert.False(new PortalRules([], [], () => []).MayVisit(Jid.Parse("garden@rooms.test")));

    [Fact]
    public void A_room_of_our_own_is_not_opened_even_where_it_is_allowed() =>
        Assert.False(new PortalRules([Jid.Parse("matrix.localhost")], [], () => ["matrix.localhost"]).MayVisit(Jid.Parse("garden@matrix.localhost")));
}
