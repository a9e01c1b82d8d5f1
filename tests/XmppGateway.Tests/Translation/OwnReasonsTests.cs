using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class OwnReasonsTests
{
    private static readonly Frame Frame = new(
        Jid.Parse("bob@mail.localhost"), Jid.Parse("alice@localhost"), "n1", DateTimeOffset.UnixEpoch, "de");

    public static TheoryData<LocalText, string> Reasons => new()
    {
        { OutboxEntry.DroppedReason, "vom Betreiber entfernt" },
        { OwnReasons.Stopped, "der Betreiber hat dieses Netz angehalten" },
        { OwnReasons.NoAnswer, "der Server antwortet nicht" },
        { LocalText.Same("550 5.1.1 No such user"), "550 5.1.1 No such user" },
        { new LocalText("The mail server answers", "Der Mailserver antwortet").Quoting("550 No such user"), "Der Mailserver antwortet: „550 No such user“" },
    };

    [Theory]
    [MemberData(nameof(Reasons), DisableDiscoveryEnumeration = true)]
    public void Senders_read_reasons_in_their_language_and_the_stanza_says_which_it_is(LocalText reason, string shown)
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

        // From the store, as it comes after a crash.
        var stored = Assert.IsType<DeliveryFailure>(EventJson.Deserialize(EventJson.Serialize(failure)));
        var notice = Assert.Single(AnswerStanzas.Failure(stored, null, Frame));

        Assert.Equal(failure, stored);
        Assert.EndsWith(shown, notice.Body, StringComparison.Ordinal);
        Assert.Equal("de", notice.Lang);
    }
}
