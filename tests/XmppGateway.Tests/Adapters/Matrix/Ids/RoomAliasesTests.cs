using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Ids;

public sealed class RoomAliasesTests
{
    private readonly RoomAliases _aliases = new("matrix.test");

    [Theory]
    [InlineData("garden@rooms.test", "#_xmpp_garden=40rooms.test:matrix.test")]
    [InlineData("a_b@rooms.test", "#_xmpp_a__b=40rooms.test:matrix.test")]
    public void Rooms_and_aliases_are_one_to_one(string room, string alias)
    {
        Assert.Equal(alias, _aliases.Of(Jid.Parse(room)));
        Assert.Equal(room, _aliases.RoomOf(alias)?.ToString());
    }

    [Theory]
    [InlineData("#garden:matrix.test")]
    [InlineData("#_xmpp_rooms.test:matrix.test")]
    [InlineData("#_xmpp_garden=40rooms.test:other.test")]
    [InlineData("#_xmpp_Garden=40rooms.test:matrix.test")]
    [InlineData("#_xmpp_garden=40rooms.test/nick:matrix.test")]
    [InlineData("@_xmpp_garden=40rooms.test:matrix.test")]
    [InlineData("#_xmpp_:matrix.test")]
    [InlineData("#")]
    [InlineData("")]
    public void What_is_no_alias_of_a_room_has_none(string alias) => Assert.Null(_aliases.RoomOf(alias));

    [Fact]
    public void Direct_rooms_are_apart() =>
        Assert.Null(_aliases.RoomOf("#" + RoomAlias.Localpart(new RoomNote("alice@localhost", "@mia:matrix.test"), 0) + ":matrix.test"));

    [Fact]
    public void A_room_with_too_long_an_address_has_no_alias() => Assert.Null(_aliases.Of(Jid.Parse(new string('a', 300) + "@rooms.test")));

    [Fact]
    public void Every_alias_leads_back_to_its_room() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        !Jid.TryCreate(text.Get, "rooms.test", null, out var room) || room.Local is null
        || _aliases.Of(room) is not { } alias || _aliases.RoomOf(alias) == room).MustHold();
}
