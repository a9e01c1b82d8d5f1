using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Smtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class ReplyClassificationTests
{
    [Theory]
    [InlineData(550, "5.1.1 x", "Recipient", FailureCondition.NoSuchRecipient)]
    [InlineData(550, "5.1.2 x", "Recipient", FailureCondition.RemoteServerNotFound)]
    [InlineData(550, "5.1.3 x", "Recipient", FailureCondition.InvalidAddress)]
    [InlineData(550, "5.1.6 x", "Recipient", FailureCondition.NoSuchRecipient)]
    [InlineData(550, "5.1.8 x", "Mail", FailureCondition.NotAllowed)]
    [InlineData(556, "5.1.10 x", "Recipient", FailureCondition.RemoteServerNotFound)]
    [InlineData(550, "5.1.0 x", "Mail", FailureCondition.NotAllowed)]
    [InlineData(550, "5.1.0 x", "Recipient", FailureCondition.NoSuchRecipient)]
    [InlineData(550, "5.2.1 x", "Recipient", FailureCondition.RecipientUnavailable)]
    [InlineData(552, "5.2.2 x", "Recipient", FailureCondition.ResourceConstraint)]
    [InlineData(552, "5.2.3 x", "Recipient", FailureCondition.PolicyViolation)]
    [InlineData(552, "5.3.1 x", "Data", FailureCondition.ResourceConstraint)]
    [InlineData(550, "5.3.2 x", "Data", FailureCondition.ServiceUnavailable)]
    [InlineData(552, "5.3.4 x", "Data", FailureCondition.PolicyViolation)]
    [InlineData(550, "5.4.1 x", "Recipient", FailureCondition.RemoteServerTimeout)]
    [InlineData(550, "5.4.4 x", "Recipient", FailureCondition.RemoteServerNotFound)]
    [InlineData(554, "5.4.6 x", "Recipient", FailureCondition.ServiceUnavailable)]
    [InlineData(550, "5.5.3 x", "Recipient", FailureCondition.PolicyViolation)]
    [InlineData(501, "5.5.4 x", "Recipient", FailureCondition.ServiceUnavailable)]
    [InlineData(550, "5.6.7 x", "Recipient", FailureCondition.NotSupported)]
    [InlineData(554, "5.6.0 x", "Data", FailureCondition.PolicyViolation)]
    [InlineData(550, "5.7.1 x", "Data", FailureCondition.NotAllowed)]
    [InlineData(523, "5.7.10 x", "Data", FailureCondition.PolicyViolation)]
    [InlineData(550, "no such user", "Recipient", FailureCondition.NoSuchRecipient)]
    [InlineData(550, "go away", "Mail", FailureCondition.NotAllowed)]
    [InlineData(550, "spam", "Data", FailureCondition.PolicyViolation)]
    [InlineData(551, "not local", "Recipient", FailureCondition.NoSuchRecipient)]
    [InlineData(552, "full", "Recipient", FailureCondition.ResourceConstraint)]
    [InlineData(552, "large", "Mail", FailureCondition.PolicyViolation)]
    [InlineData(553, "syntax", "Recipient", FailureCondition.InvalidAddress)]
    [InlineData(554, "no", "Data", FailureCondition.PolicyViolation)]
    [InlineData(521, "no mail", "Recipient", FailureCondition.RemoteServerNotFound)]
    [InlineData(500, "what", "Recipient", FailureCondition.ServiceUnavailable)]
    [InlineData(550, "5.5.0 Requested action not taken: mailbox unavailable", "Recipient", FailureCondition.ServiceUnavailable)]
    public void A_permanent_refusal_has_a_condition(int code, string text, string stage, FailureCondition condition)
    {
        var result = ReplyClassification.Classify(Enum.Parse<SmtpStage>(stage), new(code, [text]));

        Assert.Equal(new DeliveryResult.Rejected(Said($"{code} {text}"), condition), result);
    }

    [Theory]
    [InlineData(450, "4.2.0 greylisted", false)]
    [InlineData(451, "try again", false)]
    [InlineData(452, "4.2.2 full", false)]
    [InlineData(421, "4.3.2 closing", true)]
    [InlineData(530, "5.7.0 authenticate first", true)]
    [InlineData(535, "5.7.8 bad login", true)]
    [InlineData(550, "5.5.0 Service unavailable", false)]
    [InlineData(503, "5.5.1 out of order", false)]
    [InlineData(354, "what now", false)]
    public void Everything_that_may_pass_is_tried_again(int code, string text, bool serverWide) =>
        Assert.Equal(
            new DeliveryResult.Retry(Said($"{code} {text}"), ServerWide: serverWide), ReplyClassification.Classify(SmtpStage.Recipient, new(code, [text])));

    // The first line has the code, and says what it means; the others explain.
    [Theory]
    [InlineData("5.5.0 Service unavailable", "5.5.0 Ask the postmaster", true)]
    [InlineData("5.5.0 Mailbox not found", "5.5.0 Service unavailable", false)]
    public void The_first_line_tells_a_filter_that_is_away_from_a_mailbox(string first, string second, bool isTriedAgain) =>
        Assert.Equal(isTriedAgain, ReplyClassification.Classify(SmtpStage.Recipient, new(550, [first, second])) is DeliveryResult.Retry);

    [Fact]
    public void Two_hundred_is_delivered() =>
        Assert.Equal(new DeliveryResult.Delivered(null), ReplyClassification.Classify(SmtpStage.Data, new(250, ["2.0.0 ok"])));

    [Theory]
    [InlineData("5.1.1", true)]
    [InlineData("5.1", false)]
    [InlineData("5.1.1.1", false)]
    [InlineData("3.1.1", false)]
    [InlineData("5.1.x", false)]
    [InlineData("5..1", false)]
    [InlineData("5.1.1234", false)]
    [InlineData("", false)]
    public void Reads_enhanced_codes(string text, bool valid)
    {
        Assert.Equal(valid, EnhancedStatus.TryParse(text, out var status));
        if (valid)
            Assert.Equal(text, status.ToString());
    }

    [Fact]
    public void An_enhanced_code_of_another_class_is_just_text() =>
        Assert.Null(new SmtpReply(550, ["4.1.1 odd"]).Status);

    private static LocalText Said(string words) => new($"The mail server answers: \"{words}\"", $"Der Mailserver antwortet: „{words}“");
}
