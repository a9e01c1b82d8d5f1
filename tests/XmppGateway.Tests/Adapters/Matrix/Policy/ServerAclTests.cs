using System.Text.Json;
using XmppGateway.Adapters.Matrix.Policy;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Policy;

/// <summary>Client-server API, "Server Access Control Lists (ACLs) for rooms".</summary>
public sealed class ServerAclTests
{
    [Theory]
    [InlineData("""{"allow":["*"]}""", "a.test", true)]
    [InlineData("""{"allow":["*"],"deny":["a.test"]}""", "a.test", false)]
    [InlineData("""{"allow":["*"],"deny":["A.TEST"]}""", "a.test:8448", false)]
    [InlineData("""{"allow":["*"],"deny":["*.a.test"]}""", "a.test", true)]
    [InlineData("""{"allow":["*"],"deny":["?.test"]}""", "a.test", false)]
    [InlineData("""{"allow":["b.test"]}""", "a.test", false)]
    [InlineData("""{}""", "a.test", false)]
    [InlineData("""{"allow":"*"}""", "a.test", false)]
    [InlineData("""{"allow":[7,"\ud800","*"]}""", "a.test", true)]
    [InlineData("""{"allow":["*"],"allow_ip_literals":false}""", "1.2.3.4", false)]
    [InlineData("""{"allow":["*"],"allow_ip_literals":false}""", "[::1]:8448", false)]
    [InlineData("""{"allow":["*"],"allow_ip_literals":false}""", "a.test", true)]
    [InlineData("""{"allow":["*"],"allow_ip_literals":"no"}""", "1.2.3.4", true)]
    public void It_says_who_may_take_part(string content, string server, bool allowed)
    {
        using var document = JsonDocument.Parse(content);

        Assert.Equal(allowed, ServerAcl.Read(document.RootElement).Allows(server));
    }

    [Fact]
    public void A_room_without_one_is_open() => Assert.True(ServerAcl.Open.Allows("a.test"));
}
