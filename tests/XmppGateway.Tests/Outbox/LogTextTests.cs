using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("550 5.1.1 <bob@example.test>: unknown", "550 5.1.1 <…@example.test>: unknown")]
    [InlineData("@mia:matrix.test is not here", "@…:matrix.test is not here")]
    [InlineData("{\"user_id\":\"@mia=40x.y:matrix.test\"}", "{\"user_id\":\"@…:matrix.test\"}")]
    [InlineData("user=@mia:matrix.test", "…@…:matrix.test")]
    [InlineData("GET /profile/%40mia%3Amatrix.test/avatar_url", "GET /profile/%40…%3Amatrix.test/avatar_url")]
    [InlineData("bob@example.test: unknown", "…@example.test: unknown")]
    [InlineData("no address", "no address")]
    public void Leaves_out_the_local_part(string text, string expected) => Assert.Equal(expected, LogText.WithoutAddresses(text));

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefgh")]
    [InlineData("abc", "abc")]
    public void An_id_begins_as_the_whole_one(string id, string expected) => Assert.Equal(expected, LogText.ShortId(id));

    [Fact]
    public void Does_not_cut_an_address_in_its_middle() =>
        Assert.DoesNotContain("bob", LogText.WithoutAddresses(new string('x', 195) + " bob.of.somewhere@example.test"), StringComparison.Ordinal);

    [Fact]
    public void Is_short() => Assert.Equal(200, LogText.WithoutAddresses(new string('x', 5000)).Length);
}
