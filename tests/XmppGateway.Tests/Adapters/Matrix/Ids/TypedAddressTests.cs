using XmppGateway.Adapters.Matrix.Ids;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Ids;

public sealed class TypedAddressTests
{
    [Theory]
    [InlineData("@mia:matrix.test", "@mia:matrix.test")]
    [InlineData("  mia:matrix.test ", "@mia:matrix.test")]
    [InlineData("@Mia:Matrix.TEST", "@Mia:matrix.test")]
    [InlineData("@mia:matrix.test:8448", "@mia:matrix.test:8448")]
    [InlineData("@mia:[2001:db8::1]:8448", "@mia:[2001:db8::1]:8448")]
    [InlineData("@mia:127.0.0.1", "@mia:127.0.0.1")]
    [InlineData("https://matrix.to/#/@mia:matrix.test", "@mia:matrix.test")]
    [InlineData("https://matrix.to/#/%40mia%3Amatrix.test?via=x.test", "@mia:matrix.test")]
    [InlineData("matrix.to/#/@mia:matrix.test", "@mia:matrix.test")]
    [InlineData("matrix:u/mia:matrix.test?action=chat", "@mia:matrix.test")]
    [InlineData("MATRIX:u/mia:matrix.test", "@mia:matrix.test")]
    [InlineData("@a=b_c-d./+:matrix.test", "@a=b_c-d./+:matrix.test")]
    public void Ids_and_links_are_read(string typed, string id)
    {
        Assert.True(TypedAddress.TryRead(typed, out var mxid));
        Assert.Equal(id, mxid.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("mia")]
    [InlineData("@mia")]
    [InlineData("@:matrix.test")]
    [InlineData("@mia:")]
    [InlineData("@mia:matrix test")]
    [InlineData("@m ia:matrix.test")]
    [InlineData("@m\u00efa:matrix.test")]
    [InlineData("@mia:matrix.test:99999999")]
    [InlineData("@mia:matrix.test:port")]
    [InlineData("@mia:[not-an-address]")]
    [InlineData("bob@example.com")]
    [InlineData("#room:matrix.test")]
    [InlineData("https://matrix.to/#/#room:matrix.test")]
    [InlineData("matrix:r/room:matrix.test")]
    [InlineData("https://example.test/@mia:matrix.test")]
    public void What_is_no_persons_id_is_refused(string typed) => Assert.False(TypedAddress.TryRead(typed, out _));

    [Fact]
    public void An_id_has_255_bytes_at_most()
    {
        Assert.True(TypedAddress.TryRead("@" + new string('a', 242) + ":matrix.test", out _));
        Assert.False(TypedAddress.TryRead("@" + new string('a', 243) + ":matrix.test", out _));
    }

    [Theory]
    [InlineData("@M\u00efa weird:matrix.test")]
    [InlineData("@:matrix.test")]
    public void Historical_ids_are_understood_in_events(string id)
    {
        Assert.True(Mxid.TryParse(id, out var mxid));
        Assert.Equal(id, mxid.ToString());
    }
}
