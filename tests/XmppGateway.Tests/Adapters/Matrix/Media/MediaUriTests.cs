using XmppGateway.Adapters.Matrix.Media;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Media;

public sealed class MediaUriTests
{
    [Theory]
    [InlineData("mxc://matrix.test/AbC-d_9", "matrix.test", "AbC-d_9")]
    [InlineData("mxc://[2001:db8::1]:8448/x", "[2001:db8::1]:8448", "x")]
    public void An_address_of_a_file_is_read(string text, string server, string id)
    {
        var uri = MediaUri.Read(text);

        Assert.Equal((server, id, text), (uri?.Server, uri?.Id, uri?.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mxc://")]
    [InlineData("mxc://matrix.test")]
    [InlineData("mxc://matrix.test/")]
    [InlineData("mxc:///id")]
    [InlineData("mxc://matrix.test/../../secret")]
    [InlineData("mxc://matrix.test/..")]
    [InlineData("mxc://matrix.test/a?b")]
    [InlineData("mxc://matrix.test/a#b")]
    [InlineData("mxc://matrix.test/a%2fb")]
    [InlineData("mxc://matrix test/a")]
    [InlineData("MXC://matrix.test/a")]
    [InlineData("https://matrix.test/a")]
    public void What_could_lead_elsewhere_is_no_address(string? text) => Assert.Null(MediaUri.Read(text));

    [Fact]
    public void An_address_has_an_end() => Assert.Null(MediaUri.Read("mxc://matrix.test/" + new string('a', 600)));
}
