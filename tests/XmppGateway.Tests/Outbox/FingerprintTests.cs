using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class FingerprintTests
{
    private static readonly Message Hello = new()
    {
        User = Jid.Parse("alice@localhost"),
        Contact = new RemoteContact(new RemoteUserId("bob@example.test"), "bob@example.test"),
        Timestamp = DateTimeOffset.UnixEpoch,
        Body = new RichText("hello"),
    };

    [Fact]
    public void A_repeat_has_the_same_fingerprint_although_it_comes_later() =>
        Assert.Equal(Fingerprint.Of(Hello), Fingerprint.Of(Hello with { Timestamp = DateTimeOffset.UnixEpoch.AddHours(1) }));

    [Fact]
    public void Another_text_under_the_same_id_is_another_message() =>
        Assert.NotEqual(Fingerprint.Of(Hello), Fingerprint.Of(Hello with { Body = new RichText("hello!") }));

    [Fact]
    public void Subject_and_body_do_not_run_into_each_other() =>
        Assert.NotEqual(
            Fingerprint.Of(Hello with { Subject = "a", Body = new RichText("bc") }),
            Fingerprint.Of(Hello with { Subject = "ab", Body = new RichText("c") }));
}
