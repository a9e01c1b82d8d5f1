using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Configuration;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:5347", "127.0.0.1", 5347, true)]
    [InlineData("localhost:1", "localhost", 1, true)]
    [InlineData("[::1]:65535", "::1", 65535, true)]
    [InlineData("xmpp.example.org:5347", "xmpp.example.org", 5347, false)]
    public void Reads_a_server(string text, string host, int port, bool loopback)
    {
        Assert.True(HostPort.TryParse(text, out var server));
        Assert.Equal((host, port, loopback), (server.Host, server.Port, server.IsLoopback));
        Assert.Equal(text, server.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":5347")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:+1")]
    [InlineData("::1:5347")]
    [InlineData("[localhost]:5347")]
    [InlineData("http://localhost:5347")]
    [InlineData("a b:5347")]
    public void Refuses_what_is_none(string text) => Assert.False(HostPort.TryParse(text, out _));
}
