using System.Text;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Ids;

public sealed class GhostIdsTests
{
    private readonly GhostIds _ids = new("matrix.test");

    [Theory]
    [InlineData("alice@localhost", "@_xmpp_alice=40localhost:matrix.test")]
    [InlineData("a_b@example.org", "@_xmpp_a__b=40example.org:matrix.test")]
    [InlineData("h\u00e9@example.org", "@_xmpp_h=c3=a9=40example.org:matrix.test")]
    [InlineData("a=b@example.org", "@_xmpp_a=3db=40example.org:matrix.test")]
    public void Users_and_ghosts_are_one_to_one(string user, string ghost)
    {
        Assert.Equal(ghost, _ids.Of(Jid.Parse(user)));
        Assert.Equal(user, _ids.UserOf(ghost)?.ToString());
    }

    [Fact]
    public void The_resource_plays_no_part() =>
        Assert.Equal(_ids.Of(Jid.Parse("alice@localhost")), _ids.Of(Jid.Parse("alice@localhost/phone")));

    [Theory]
    [InlineData("@mia:matrix.test")]
    [InlineData("@_xmpp_:matrix.test")]
    [InlineData("@_xmpp_localhost:matrix.test")]
    [InlineData("@_xmpp_alice=40localhost:other.test")]
    [InlineData("@_xmpp_alice=40localhost:matrix.test:8448")]
    [InlineData("@_xmpp_Alice=40localhost:matrix.test")]
    [InlineData("@_xmpp_alice=4Alocalhost:matrix.test")]
    [InlineData("@_xmpp_alice=40localhost=2fphone:matrix.test")]
    [InlineData("@_xmpp_a_:matrix.test")]
    [InlineData("@_xmpp_=ff=40localhost:matrix.test")]
    [InlineData("_xmpp_")]
    [InlineData("")]
    public void What_is_no_ghost_has_no_user(string mxid) => Assert.Null(_ids.UserOf(mxid));

    [Fact]
    public void An_address_that_makes_too_long_an_id_has_no_ghost()
    {
        Assert.NotNull(_ids.Of(Jid.Parse(new string('a', 200) + "@localhost")));
        Assert.Null(_ids.Of(Jid.Parse(new string('a', 300) + "@localhost")));
    }

    [Theory]
    [InlineData("garden@rooms.test/Ben", "@_xmpp_garden=40rooms.test/_ben:matrix.test")]
    [InlineData("garden@rooms.test/a/b c", "@_xmpp_garden=40rooms.test/a/b=20c:matrix.test")]
    public void Occupants_and_their_ghosts_are_one_to_one(string occupant, string ghost)
    {
        Assert.Equal(ghost, _ids.OfOccupant(Jid.Parse(occupant)));
        Assert.Equal(occupant, _ids.OccupantOf(ghost)?.ToString());
        Assert.True(_ids.IsOurs(ghost));
        Assert.Null(_ids.UserOf(ghost));
    }

    [Fact]
    public void An_occupant_with_a_long_name_has_a_ghost_that_is_nobody_elses()
    {
        var one = _ids.OfOccupant(Jid.Parse("garden@rooms.test/" + new string('я', 60)));
        var other = _ids.OfOccupant(Jid.Parse("garden@rooms.test/" + new string('ю', 60)));
        Assert.StartsWith("@_xmpp_occupant-", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
        Assert.Null(_ids.OccupantOf(one));
        Assert.Null(_ids.UserOf(one));
        Assert.True(_ids.IsOurs(one));
    }

    [Fact]
    public void Users_are_no_occupants() => Assert.Null(_ids.OccupantOf("@_xmpp_alice=40localhost:matrix.test"));

    [Fact]
    public void Any_text_survives_the_codec() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            // Half surrogate pairs are no text.
            var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            var encoded = LocalpartCodec.Encode(clean);
            return LocalpartCodec.Decode(encoded) == clean && encoded.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "._=-/+".Contains(c, StringComparison.Ordinal));
        }).MustHold();

    [Fact]
    public void Two_localparts_are_never_one_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), localpart =>
            LocalpartCodec.Decode(localpart.Get) is not { } text || LocalpartCodec.Encode(text) == localpart.Get).MustHold();
}
