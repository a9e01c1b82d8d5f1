using XmppGateway.Storage.Sql;
using Xunit;

namespace XmppGateway.Tests.Storage.Sql;

public sealed class SipHashTests
{
    /// <summary>The paper's appendix A (15 bytes), and vectors of the reference implementation: bytes that count from zero.</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void Gives_the_published_hashes(int length, ulong hash) =>
        Assert.Equal(hash, SipHash.Of([.. Enumerable.Range(0, length).Select(i => (byte)i)]));
}
