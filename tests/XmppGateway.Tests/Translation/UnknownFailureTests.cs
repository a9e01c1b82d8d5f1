using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests.Translation;

/// <summary>Reports whose message the adapter has no note of.</summary>
public sealed class UnknownFailureTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("f1")]
    [InlineData("abcdefghijklmnopqrstuvwx22")]
    public async Task A_message_that_is_still_delivered_is_known_by_its_delivery_and_then_by_its_id(string known)
    {
        _gateway.Store.Map.Add(new MappedMessage(
            "mail", "alice@localhost", "group-1", "m1", known, true, "alice@localhost/phone", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var stanzas = await _gateway.Translator.TranslateAsync(
            _gateway.Network,
            new DeliveryFailure
            {
                User = Jid.Parse("alice@localhost"),
                Contact = new RemoteContact(new RemoteUserId("group-1"), "group-1", "Plans") { IsRoom = true },
                Timestamp = default,
                Failed = new RemoteMessageId("f1"),
                DeliveryId = "abcdefghijklmnopqrstuvwx22",
                Condition = FailureCondition.NoSuchRecipient,
                Reason = LocalText.Same("no"),
            },
            "e1",
            TestContext.Current.CancellationToken);

        Assert.Equal(("error", "m1"), (stanzas[0].Type, stanzas[0].Id));
        Assert.Contains(" Plans ", stanzas[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f1", false, true)]
    [InlineData("f1", true, true)]
    [InlineData("f2", false, true)]
    [InlineData("f2", true, false)]
    public async Task Where_nobody_knows_the_message_nobody_is_told_unless_the_adapter_does(string id, bool onlyIfKnown, bool told)
    {
        _gateway.Store.Map.Add(new MappedMessage(
            "mail", "alice@localhost", "bob@example.com", "m1", "f1", true, "alice@localhost/phone", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var stanzas = await _gateway.Translator.TranslateAsync(
            _gateway.Network,
            new DeliveryFailure
            {
                User = Jid.Parse("alice@localhost"),
                Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com"),
                Timestamp = default,
                Failed = new RemoteMessageId(id),
                OnlyIfKnown = onlyIfKnown,
                Condition = FailureCondition.NoSuchRecipient,
                Reason = LocalText.Same("no"),
            },
            "e1",
            TestContext.Current.CancellationToken);

        Assert.Equal(told, stanzas.Count > 0);
    }
}
