using XmppGateway.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class LmtpStateTableTests
{
    [Theory]
    [InlineData("Greeted", "Lhlo", "Ready")]
    [InlineData("Greeted", "Mail", null)]
    [InlineData("Greeted", "Rcpt", null)]
    [InlineData("Greeted", "Data", null)]
    [InlineData("Ready", "Mail", "Sender")]
    [InlineData("Ready", "Rcpt", null)]
    [InlineData("Ready", "Data", null)]
    [InlineData("Sender", "Mail", null)]
    [InlineData("Sender", "Rcpt", "Recipients")]
    [InlineData("Sender", "Data", null)]
    [InlineData("Sender", "Lhlo", "Ready")]
    [InlineData("Recipients", "Mail", null)]
    [InlineData("Recipients", "Rcpt", "Recipients")]
    [InlineData("Recipients", "Data", "Ready")]
    [InlineData("Recipients", "Rset", "Ready")]
    public void Says_what_may_follow(string state, string verb, string? next) =>
        Assert.Equal(next, LmtpStateTable.Next(Enum.Parse<LmtpState>(state), Enum.Parse<LmtpVerb>(verb))?.ToString());

    [Theory]
    [InlineData("Rset")]
    [InlineData("Noop")]
    [InlineData("Quit")]
    [InlineData("Vrfy")]
    [InlineData("Help")]
    public void Some_commands_are_always_in_order(string verb)
    {
        foreach (var state in Enum.GetValues<LmtpState>())
            Assert.NotNull(LmtpStateTable.Next(state, Enum.Parse<LmtpVerb>(verb)));
    }

    [Fact]
    public void Every_state_explains_itself()
    {
        foreach (var state in Enum.GetValues<LmtpState>())
            Assert.Equal(503, LmtpStateTable.OutOfOrder(state).Code);
    }
}
