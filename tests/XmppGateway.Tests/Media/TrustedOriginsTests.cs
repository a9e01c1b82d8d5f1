using XmppGateway.Media;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class TrustedOriginsTests
{
    [Theory]
    [InlineData("upload.example.org", "https://upload.example.org/")]
    [InlineData("Upload.Example.org:5281", "https://upload.example.org:5281/")]
    [InlineData("http://10.0.0.5:5280", "http://10.0.0.5:5280/")]
    [InlineData("http://10.0.0.5:5280/", "http://10.0.0.5:5280/")]
    [InlineData("[fd00::1]:5281", "https://[fd00::1]:5281/")]
    [InlineData("fd00::1", "https://[fd00::1]/")]
    public void An_entry_is_an_origin(string entry, string origin)
    {
        Assert.True(TrustedOrigins.TryParse(entry, out var parsed));
        Assert.Equal(origin, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ftp://example.org")]
    [InlineData("http://example.org/upload")]
    [InlineData("https://user@example.org")]
    [InlineData("example.org:99999")]
    [InlineData("*")]
    [InlineData("https://")]
    public void Anything_else_is_none(string entry) => Assert.False(TrustedOrigins.TryParse(entry, out _));

    [Theory]
    [InlineData("upload.example.org", "https://upload.example.org/x", true, true)]
    [InlineData("upload.example.org", "http://upload.example.org/x", false, false)]
    [InlineData("upload.example.org", "http://upload.example.org:443/x", false, true)]
    [InlineData("upload.example.org", "https://upload.example.org:22/x", true, false)]
    [InlineData("upload.example.org:5281", "https://UPLOAD.example.org:5281/x", true, true)]
    [InlineData("upload.example.org:5281", "https://upload.example.org/x", true, false)]
    [InlineData("http://upload.example.org:5280", "http://upload.example.org:5280/x", true, true)]
    [InlineData("http://upload.example.org:5280", "http://upload.example.org:6379/x", false, false)]
    [InlineData("http://upload.example.org", "http://upload.example.org/x", true, true)]
    [InlineData("http://[fd00::1]:80", "http://[fd00::1]/x", true, true)]
    public void Trust_is_for_one_port_and_for_plain_HTTP_only_where_that_is_said(string entry, string url, bool isAsked, bool isTrusted)
    {
        Assert.True(TrustedOrigins.TryParse(entry, out var origin));
        var (trusted, asked) = (new TrustedOrigins([origin]), new Uri(url));

        Assert.Equal((isAsked, isTrusted), (trusted.MayAsk(asked), trusted.Contains(asked.IdnHost, asked.Port)));
    }
}
