using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class OwnReasonsTests
{
    private static readonly Frame Frame = new(
        Jid.Parse("bob@mail.localhost"), Jid.Parse("alice@localhost"), "n1", DateTimeOffset.UnixEpoch, "de");

    [Theory]
    [InlineData(OutboxEntry.DroppedReason, "vom Betreiber entfernt")]
    [InlineData(OwnReasons.Stopped, "der Betreiber hat dieses Netz angehalten")]
    [InlineData("550 5.1.1 No such user", "550 5.1.1 No such user")]
    public void Senders_read_the_gateways_own_reasons_in_their_language(string reason, string shown)
    {
        var failure = new DeliveryFailure
        {
            User = Frame.To,
            Contact = new RemoteContact(new RemoteUserId("bob"), "bob"),
            Timestamp = DateTimeOffset.UnixEpoch,
            Failed = new RemoteMessageId("f1"),
            Condition = FailureCondition.ServiceUnavailable,
            Reason = reason,
        };

        Assert.EndsWith(shown, Assert.Single(AnswerStanzas.Failure(failure, null, Frame)).Body, StringComparison.Ordinal);
    }
}
