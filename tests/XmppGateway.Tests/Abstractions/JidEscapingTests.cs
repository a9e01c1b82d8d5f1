using FsCheck.Fluent;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Abstractions;

public class JidEscapingTests
{
    [Theory] // XEP-0106 §5.1 and §5.2
    [InlineData("space cadet", "space\\20cadet")]
    [InlineData("call me \"ishmael\"", "call\\20me\\20\\22ishmael\\22")]
    [InlineData("at&t guy", "at\\26t\\20guy")]
    [InlineData("d'artagnan", "d\\27artagnan")]
    [InlineData("/.fanboy", "\\2f.fanboy")]
    [InlineData("::foo::", "\\3a\\3afoo\\3a\\3a")]
    [InlineData("<foo>", "\\3cfoo\\3e")]
    [InlineData("user@host", "user\\40host")]
    [InlineData("c:\\net", "c\\3a\\net")]
    [InlineData("c:\\\\net", "c\\3a\\\\net")]
    [InlineData("c:\\cool stuff", "c\\3a\\cool\\20stuff")]
    [InlineData("c:\\5commas", "c\\3a\\5c5commas")]
    [InlineData("\\3and\\2is\\5cool", "\\5c3and\\2is\\5c5cool")]
    [InlineData("bob@example.com", "bob\\40example.com")]
    [InlineData("plain", "plain")]
    public void Escapes_and_back(string text, string escaped)
    {
        Assert.Equal(escaped, JidEscaping.Escape(text));
        Assert.Equal(text, JidEscaping.Unescape(escaped));
    }

    [Theory] // XEP-0106 §3: \20 neither first nor last
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData(" ")]
    public void Refuses_a_space_at_either_end(string text)
    {
        Assert.Null(JidEscaping.Escape(text));
        Assert.False(JidEscaping.TryEscape(text, out _));
    }

    [Theory]
    [InlineData("\\20a")]
    [InlineData("a\\20")]
    [InlineData("\\")]
    [InlineData("a\\2")]
    [InlineData("\\5d")]
    public void Leaves_alone_what_is_no_escape(string text) => Assert.Equal(text, JidEscaping.Unescape(text));

    [Fact]
    public void Whatever_can_be_escaped_comes_back() => Prop.ForAll(JidTests.Texts(), text =>
    {
        if (JidEscaping.TryEscape(text, out var escaped))
        {
            Assert.Equal(text, JidEscaping.Unescape(escaped));
            Assert.Equal(-1, escaped.IndexOfAny(['"', '&', '\'', '/', ':', '<', '>', '@', ' ']));
        }
    }).MustHold(3000);

    [Fact]
    public void Two_texts_never_share_an_escaped_form() => Prop.ForAll(JidTests.Texts(), JidTests.Texts(), (a, b) =>
        JidEscaping.Escape(a) is not { } escaped || escaped != JidEscaping.Escape(b) || a == b).MustHold();
}
