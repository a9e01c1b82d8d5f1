using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class EnvelopeCommandsTests
{
    private static readonly SmtpCapabilities Everything = Smtp.Offering("SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN", "PIPELINING");

    [Theory]
    [InlineData("hi\r\n", "MAIL FROM:<alice@bridge.test> SIZE=4 RET=HDRS ENVID=id+2B1")]
    [InlineData("hé\r\n", "MAIL FROM:<alice@bridge.test> SIZE=5 BODY=8BITMIME RET=HDRS ENVID=id+2B1")]
    public void Uses_what_the_server_offers(string message, string command) =>
        Assert.Equal(command, EnvelopeCommands.Mail(Smtp.Mail(message: message, id: "id+1"), Everything));

    [Fact]
    public void Uses_nothing_that_the_server_does_not_offer()
    {
        var mail = Smtp.Mail(message: "hé\r\n");
        Assert.Equal("MAIL FROM:<alice@bridge.test>", EnvelopeCommands.Mail(mail, SmtpCapabilities.None));
        Assert.Equal("RCPT TO:<bob@example.test>", EnvelopeCommands.Recipient(mail.To[0], mail, SmtpCapabilities.None));
    }

    [Fact]
    public void Asks_for_bounces_and_delays_and_names_the_original_recipient()
    {
        var mail = Smtp.Mail("b+o=b@example.test");
        Assert.Equal(
            "RCPT TO:<b+o=b@example.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;b+2Bo+3Db@example.test",
            EnvelopeCommands.Recipient(mail.To[0], mail, Everything));
    }

    [Fact]
    public void A_bounce_has_the_null_sender_and_asks_for_no_bounce()
    {
        var mail = Smtp.Mail(from: null);
        Assert.Equal("MAIL FROM:<> SIZE=4", EnvelopeCommands.Mail(mail, Everything));
        Assert.Equal(
            "RCPT TO:<bob@example.test> NOTIFY=NEVER ORCPT=rfc822;bob@example.test", EnvelopeCommands.Recipient(mail.To[0], mail, Everything));
    }

    [Fact]
    public void A_domain_beyond_ascii_needs_no_extension()
    {
        var mail = Smtp.Mail("bob@bücher.test");
        Assert.Null(EnvelopeCommands.CheckFor(mail, SmtpCapabilities.None));
        Assert.Equal("RCPT TO:<bob@xn--bcher-kva.test>", EnvelopeCommands.Recipient(mail.To[0], mail, SmtpCapabilities.None));
        Assert.DoesNotContain("SMTPUTF8", EnvelopeCommands.Mail(mail, Everything), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ä NOTIFY=NEVER\"@x.test", "\"ä\\x{20}NOTIFY\\x{3D}NEVER\"@x.test")]
    [InlineData("ä+b=c@x.test", "ä\\x{2B}b\\x{3D}c@x.test")]
    [InlineData("\"ä\\\\b\"@x.test", "\"ä\\x{5C}\\x{5C}b\"@x.test")]
    [InlineData("\"ä\u2003b\"@x.test", "\"ä\\x{2003}b\"@x.test")]
    public void No_address_brings_parameters_of_its_own(string address, string original)
    {
        Assert.True(EmailAddress.TryParse(address, out var to));
        var mail = Smtp.Mail() with { To = [to] };

        Assert.Equal($"RCPT TO:<{address}> NOTIFY=FAILURE,DELAY ORCPT=utf-8;{original}", EnvelopeCommands.Recipient(mail.To[0], mail, Everything));
    }

    [Theory]
    [InlineData(552, "5.3.4 too big", true)]
    [InlineData(552, "5.2.3 too big", true)]
    [InlineData(554, "5.3.4 too big", true)]
    [InlineData(552, "too big", true)]
    [InlineData(552, "5.2.2 mailbox full", false)]
    [InlineData(552, "5.7.0 this file is not allowed", false)]
    [InlineData(550, "too big", false)]
    public void Only_a_mail_that_is_too_large_loses_a_file(int code, string words, bool isTooLarge) =>
        Assert.Equal(isTooLarge, SmtpTexts.IsTooLarge(SmtpTexts.Said(new SmtpReply(code, [words]))));

    [Fact]
    public void A_local_part_beyond_ascii_needs_SMTPUTF8()
    {
        var mail = Smtp.Mail("käthe@bücher.test");
        Assert.EndsWith(" SMTPUTF8 RET=HDRS ENVID=id1", EnvelopeCommands.Mail(mail, Everything), StringComparison.Ordinal);
        Assert.Equal(
            "RCPT TO:<käthe@bücher.test> NOTIFY=FAILURE,DELAY ORCPT=utf-8;käthe@bücher.test",
            EnvelopeCommands.Recipient(mail.To[0], mail, Everything));

        var refusal = EnvelopeCommands.CheckFor(mail, Smtp.Offering("SIZE", "8BITMIME"));
        Assert.Equal(FailureCondition.NotSupported, refusal?.Condition);
        Assert.Contains("SMTPUTF8", refusal?.Reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_beyond_the_servers_size_is_not_sent() =>
        Assert.Equal(FailureCondition.PolicyViolation, EnvelopeCommands.CheckFor(Smtp.Mail(message: new string('x', 1001)), Everything)?.Condition);
}
