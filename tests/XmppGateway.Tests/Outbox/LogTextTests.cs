using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("550 5.1.1 <bob@example.test>: unknown", "550 5.1.1 <…@example.test>: unknown")]
    [InlineData("@mia:matrix.test is not here", "@mia:matrix.test is not here")]
    [InlineData("no address", "no address")]
    public void Leaves_out_the_local_part(string text, string expected) => Assert.Equal(expected, LogText.WithoutAddresses(text));

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefgh")]
    [InlineData("abc", "abc")]
    public void An_id_begins_as_the_whole_one(string id, string expected) => Assert.Equal(expected, LogText.ShortId(id));

    [Fact]
    public void Is_short() => Assert.Equal(200, LogText.WithoutAddresses(new string('x', 5000)).Length);
}
