using XmppGateway.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class LmtpDialogueTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Offers_the_extensions_that_it_implements()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.ConnectAsync();

        Assert.Equal(
            "250-gw.test\n250-PIPELINING\n250-8BITMIME\n250-SMTPUTF8\n250-ENHANCEDSTATUSCODES\n250 SIZE 26214400",
            await client.AskAsync("lhlo mta.test", Cancelled));
    }

    [Fact]
    public async Task Answers_each_accepted_recipient_after_the_dot()
    {
        await using var fixture = new LmtpFixture();
        fixture.Mailbox.Outcome = recipient => recipient.Mailbox.StartsWith('b') ? LmtpReply.TryAgain : LmtpReply.Stored;
        using var client = await fixture.GreetAsync();

        // As Postfix sends it: the envelope in one segment, the body in a second.
        await client.WriteAsync(
            "MAIL FROM:<x@y.test> SIZE=10 BODY=8BITMIME\r\nRCPT TO:<a@gw.test>\r\nRCPT TO:<nobody@gw.test>\r\nRCPT TO:<b@gw.test>\r\nDATA\r\n",
            Cancelled);
        Assert.Equal(["250", "250", "550", "250", "354"], await client.ReadCodesAsync(5, Cancelled));
        await client.WriteAsync("Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n", Cancelled);

        Assert.Equal("250 2.0.0 Stored", await client.ReadAsync(Cancelled));
        Assert.Equal("451 4.3.0 Cannot store it now, try again", await client.ReadAsync(Cancelled));
        Assert.Equal("221 2.0.0 Bye", await client.ReadAsync(Cancelled));
        Assert.Null(await client.ReadAsync(Cancelled));
        var (envelope, message) = Assert.Single(fixture.Mailbox.Stored);
        Assert.Equal("x@y.test", envelope.Sender);
        Assert.Equal("Subject: x\r\n\r\nhello\r\n", message);
    }

    [Fact]
    public async Task Reads_a_whole_dialogue_from_one_segment()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.ConnectAsync();

        await client.WriteAsync(
            "LHLO m\r\nMAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\none\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<b@gw.test>\r\nDATA\r\n..two\r\n.\r\nQUIT\r\n",
            Cancelled);

        Assert.Equal(
            ["250", "250", "250", "354", "250", "250", "250", "354", "250", "221"], await client.ReadCodesAsync(10, Cancelled));
        Assert.Equal(["one\r\n", ".two\r\n"], fixture.Mailbox.Stored.Select(stored => stored.Message));
    }

    [Theory]
    [InlineData("\n.\n", "LF.LF")]
    [InlineData("\n.\r\n", "LF.CRLF")]
    [InlineData("\r\n.\n", "CRLF.LF")]
    [InlineData("\r.\r", "CR.CR")]
    [InlineData("\r.\r\n", "CR.CRLF")]
    [InlineData("\r\n.\r", "CRLF.CR")]
    [InlineData("\r\r\n.\n\r\n", "CR CRLF.LF")]
    public async Task Nothing_but_CRLF_dot_CRLF_ends_the_data(string lookAlike, string name)
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();
        await client.WriteAsync("MAIL FROM:<a@b.test>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\n", Cancelled);
        await client.ReadCodesAsync(3, Cancelled);

        await client.WriteAsync($"one{lookAlike}MAIL FROM:<forged@b.test>\r\nRCPT TO:<b@gw.test>\r\nDATA\r\ntwo\r\n.\r\nQUIT\r\n", Cancelled);

        Assert.Equal(["250", "221"], await client.ReadCodesAsync(2, Cancelled));
        var (envelope, message) = Assert.Single(fixture.Mailbox.Stored);
        Assert.True(envelope.Sender == "a@b.test", name);
        Assert.Contains("MAIL FROM:<forged@b.test>", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("\r", message.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HELO x", "500 5.5.1 This is LMTP: say LHLO")]
    [InlineData("EHLO x", "500 5.5.1 This is LMTP: say LHLO")]
    [InlineData("BDAT 3 LAST", "500 5.5.1 Unknown command")]
    [InlineData("MAIL FROM:<a@b.test> SMTPUTF8=1", "501 5.5.4 Syntax error in arguments")]
    [InlineData("MAIL FROM:<a@b.test> RET=FULL", "555 5.5.4 Unsupported parameter")]
    [InlineData("MAIL FROM:<a@b.test", "501 5.1.7 Bad sender address syntax")]
    [InlineData("MAIL FROM:a@b.test", "501 5.1.7 Bad sender address syntax")]
    [InlineData("MAIL FROM:<a\u0001@b.test>", "500 5.5.1 Unknown command")]
    [InlineData("MAIL FROM:<a@b.test> SIZE=26214401", "552 5.3.4 Message too large")]
    [InlineData("MAIL FROM:<a@b.test> SIZE=99999999999999999999", "552 5.3.4 Message too large")]
    [InlineData("MAIL FROM:<a@b.test> SIZE=-1", "501 5.5.4 Syntax error in arguments")]
    [InlineData("MAIL FROM:<ä@b.test>", "553 5.6.7 Address needs SMTPUTF8")]
    [InlineData("MAIL FROM:<ä@b.test> SMTPUTF8", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM: <a@b.test>", "250 2.1.0 Sender OK")]
    [InlineData("RCPT TO:<a@b.test>", "503 5.5.1 Say MAIL first")]
    [InlineData("DATA", "503 5.5.1 Say MAIL first")]
    [InlineData("VRFY alice", "252 2.5.0 Cannot verify, but will try to deliver")]
    [InlineData("NOOP x", "250 2.0.0 OK")]
    [InlineData("HELP", "214 2.0.0 See RFC 2033")]
    [InlineData("RSET now", "501 5.5.4 Syntax error in arguments")]
    [InlineData("LHLO", "501 5.5.4 Syntax error in arguments")]
    public async Task Answers_a_command_after_the_greeting(string command, string answer)
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        Assert.Equal(answer, await client.AskAsync(command, Cancelled));
        Assert.Equal("250 2.0.0 OK", await client.AskAsync("NOOP", Cancelled));
    }

    [Fact]
    public async Task Data_without_a_valid_recipient_is_refused()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<nobody@gw.test>\r\nDATA\r\n", Cancelled);

        Assert.Equal(["250", "550"], await client.ReadCodesAsync(2, Cancelled));
        Assert.Equal("503 5.5.1 No valid recipients", await client.ReadAsync(Cancelled));
    }

    [Fact]
    public async Task Takes_utf8_recipients_when_announced()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<käthe@bücher.test>\r\nDATA\r\nx\r\n.\r\n", Cancelled);

        Assert.Equal(["250", "250", "354", "250"], await client.ReadCodesAsync(4, Cancelled));
        Assert.Equal("käthe@bücher.test", Assert.Single(Assert.Single(fixture.Mailbox.Stored).Envelope.Recipients).Mailbox);
    }

    [Fact]
    public async Task Rset_and_a_second_lhlo_forget_the_transaction()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nRSET\r\nDATA\r\nMAIL FROM:<>\r\nLHLO x\r\nRCPT TO:<a@gw.test>\r\n", Cancelled);

        Assert.Equal(["250", "250", "250", "503", "250", "250", "503"], await client.ReadCodesAsync(7, Cancelled));
    }
}
