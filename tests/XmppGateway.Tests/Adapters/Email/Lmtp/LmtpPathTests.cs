using XmppGateway.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class LmtpPathTests
{
    [Theory]
    [InlineData("TO:<alice@bridge.test>", "alice@bridge.test")]
    [InlineData("to:<Alice@bridge.test>", "Alice@bridge.test")]
    [InlineData("TO:<>", "")]
    [InlineData("TO:  <a@b>", "a@b")]
    [InlineData("TO:<postmaster>", "postmaster")]
    [InlineData("TO:<@one.test,@two.test:c@d.test>", "c@d.test")]
    [InlineData("TO:<\"a > b\"@c.test>", "\"a > b\"@c.test")]
    [InlineData("TO:<\"a\\\"> b\"@c.test>", "\"a\\\"> b\"@c.test")]
    [InlineData("TO:<a@[192.0.2.1]>", "a@[192.0.2.1]")]
    [InlineData("TO:<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]")]
    [InlineData("TO:<bob+caf_=alice=bridge.test@gmail.example>", "bob+caf_=alice=bridge.test@gmail.example")]
    [InlineData("TO:<käthe@bücher.test>", "käthe@bücher.test")]
    public void Reads_the_mailbox_of_a_path(string argument, string mailbox)
    {
        Assert.True(LmtpPath.TryParse(argument, "TO:", out var path));
        Assert.Equal(mailbox, path.Mailbox);
        Assert.Empty(path.Parameters);
    }

    [Theory]
    [InlineData("TO:a@b")]
    [InlineData("TO:<a@b")]
    [InlineData("TO:<<a@b>")]
    [InlineData("TO:< a@b>")]
    [InlineData("TO:<a@b>SIZE=1")]
    [InlineData("TO:<\"a@b>")]
    [InlineData("FROM:<a@b>")]
    [InlineData("TO <a@b>")]
    [InlineData("")]
    public void Refuses_what_is_no_path(string argument) => Assert.False(LmtpPath.TryParse(argument, "TO:", out _));

    [Fact]
    public void Separates_the_parameters()
    {
        Assert.True(LmtpPath.TryParse("FROM:<a@b> SIZE=1  BODY=8BITMIME", "FROM:", out var path));
        Assert.Equal(["SIZE=1", "BODY=8BITMIME"], path.Parameters);
    }

    [Fact]
    public void Refuses_a_path_beyond_the_limit() => Assert.False(LmtpPath.TryParse($"TO:<{new string('a', 2000)}@b>", "TO:", out _));
}
