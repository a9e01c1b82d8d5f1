using FsCheck.Fluent;
using XmppGateway.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

public sealed class TypedRoomTests
{
    [Theory]
    [InlineData("#garden:example.org", "#garden:example.org")]
    [InlineData("  #Garden:Example.ORG ", "#Garden:example.org")]
    [InlineData("#garden:example.org:8448", "#garden:example.org:8448")]
    [InlineData("#garten-für-alle:example.org", "#garten-für-alle:example.org")]
    [InlineData("#\U0001F33B:example.org", "#\U0001F33B:example.org")]
    [InlineData("https://matrix.to/#/%23%F0%9F%8C%BB:example.org", "#\U0001F33B:example.org")]
    [InlineData("!AbC:example.org", "!AbC:example.org")]
    [InlineData("!AbC_-0123456789", "!AbC_-0123456789")]
    [InlineData("https://matrix.to/#/#garden:example.org", "#garden:example.org")]
    [InlineData("https://matrix.to/#/%23garden%3AExample.org?via=other.org", "#garden:example.org")]
    [InlineData("matrix.to/#/!AbC:example.org?via=example.org", "!AbC:example.org")]
    [InlineData("matrix:r/garden:example.org", "#garden:example.org")]
    [InlineData("matrix:roomid/AbC:example.org?action=join", "!AbC:example.org")]
    [InlineData("matrix:roomid/AbC_-0123456789", "!AbC_-0123456789")]
    public void A_room_is_read_as_people_paste_it(string typed, string expected)
    {
        Assert.Equal(expected, TypedRoom.Read(typed));
        Assert.Equal(expected, TypedRoom.Read(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("!")]
    [InlineData("#:example.org")]
    [InlineData("!:example.org")]
    [InlineData("#garden")]
    [InlineData("#garden:")]
    [InlineData("#garden:exa mple.org")]
    [InlineData("#gar den:example.org")]
    [InlineData("#gar\0den:example.org")]
    [InlineData("!Ab=C")]
    [InlineData("@mia:example.org")]
    [InlineData("matrix:u/mia:example.org")]
    [InlineData("https://matrix.to/#/@mia:example.org")]
    [InlineData("https://example.org/#/#garden:example.org")]
    [InlineData("garden:example.org")]
    public void What_is_no_room_is_none(string typed) => Assert.Null(TypedRoom.Read(typed));

    [Fact]
    public void Half_a_character_is_in_no_room() => Assert.Null(TypedRoom.Read("#gar\uD83C:example.org"));

    [Fact]
    public void Ids_have_255_bytes_at_most()
    {
        Assert.NotNull(TypedRoom.Read("#" + new string('a', 242) + ":example.org"));
        Assert.Null(TypedRoom.Read("#" + new string('a', 243) + ":example.org"));
        Assert.Null(TypedRoom.Read("#" + new string('ä', 122) + ":example.org"));
        Assert.Null(TypedRoom.Read("#a:example.org" + new string(' ', 10) + new string('x', 3000)));
    }

    [Fact]
    public void What_was_read_once_reads_as_itself()
    {
        var piece = Gen.Elements(
            "#", "!", ":", "?", "%", "%23", "%21", "%3A", "%3F", "%25", "%20", "%00", "/", " ", "a", "B", "é", "\u212A", "\u202E", "example.org", "[::1]",
            "matrix:r/", "matrix:roomid/", "matrix.to/#/", "https://matrix.to/#/", "AbC_-");
        Prop.ForAll(Arb.From(Gen.ListOf(piece)), pieces =>
        {
            if (TypedRoom.Read(string.Concat(pieces)) is { } read)
            {
                Assert.Equal(read, TypedRoom.Read(read));
            }
        }).MustHold(2000);
    }
}
