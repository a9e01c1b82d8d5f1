using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Translation;

public sealed class EventTranslatorTests : IDisposable
{
    private const string DeliveryId = "abcdefghijklmnopqrstuvwxyz";

    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com", "Bob");

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_message_comes_from_the_contacts_bare_JID()
    {
        var stanza = Assert.Single(await TranslateAsync(Message("Hi\r\n\u0007Alice") with { Subject = "Re:\nPlans", Thread = "t1" }));

        Assert.Equal((Bob, Alice, "chat", "s1"), (stanza.From, stanza.To, stanza.Type, stanza.Id));
        Assert.Equal(
            [
                "body=Hi\nAlice", "origin-id=", "subject=Re: Plans", "thread=t1",
            ],
            stanza.Payloads.Select(p => $"{p.Name.LocalName}={p.Value}"));
        Assert.Equal("s1", (string?)stanza.Payload(Namespaces.StanzaIds + "origin-id")?.Attribute("id"));
    }

    [Theory]
    [InlineData(-10, null)]
    [InlineData(59, null)]
    [InlineData(60, "2025-12-31T23:59:00.000Z")]
    public async Task An_old_message_is_stamped(int age, string? stamp)
    {
        var stanza = Assert.Single(await TranslateAsync(Message("x") with
        {
            Timestamp = _gateway.Time.GetUtcNow().AddSeconds(-age).ToOffset(TimeSpan.FromHours(5)),
        }));

        Assert.Equal(stamp, (string?)stanza.Payload(Namespaces.Delay + "delay")?.Attribute("stamp"));
    }

    [Theory]
    [InlineData(true, "alice@localhost/phone")]
    [InlineData(false, @"bob\40example.com@mail.example.org")]
    public async Task An_answer_names_the_message_and_its_author(bool outgoing, string author)
    {
        _gateway.Store.Map.Add(Row("m1", "orig@example.com", outgoing));

        var stanza = Assert.Single(await TranslateAsync(Message("x") with { ReplyTo = new RemoteMessageId("orig@example.com") }));

        var reply = stanza.Payload(Namespaces.Reply + "reply");
        Assert.Equal(("m1", author), ((string?)reply?.Attribute("id"), (string?)reply?.Attribute("to")));
    }

    [Fact]
    public async Task An_answer_to_something_unknown_is_a_plain_message()
    {
        var stanza = Assert.Single(await TranslateAsync(Message("x") with { ReplyTo = new RemoteMessageId("orig@example.com") }));

        Assert.Null(stanza.Payload(Namespaces.Reply + "reply"));
    }

    [Fact]
    public async Task A_long_message_is_cut_into_numbered_stanzas()
    {
        var stanzas = await TranslateAsync(Message(string.Join('\n', Enumerable.Repeat(new string('&', 99), 400))));

        Assert.Equal(["s1", "s1.2"], stanzas.Select(s => s.Id));
        Assert.StartsWith("[1/2]\n", stanzas[0].Body, StringComparison.Ordinal);
        Assert.All(stanzas, s => Assert.InRange(s.Render().Length, 1, 200_000));
    }

    [Fact]
    public async Task A_message_of_nothing_readable_is_still_shown() =>
        Assert.Equal("(The message has no readable text.)", Assert.Single(await TranslateAsync(Message("\u0001 \n"))).Body);

    [Fact]
    public async Task The_same_event_gives_the_same_stanzas_again()
    {
        var first = await TranslateAsync(Message("x"));
        var second = await TranslateAsync(Message("x"));

        Assert.Equal(first.Select(s => s.Render()), second.Select(s => s.Render()));
    }

    [Fact]
    public async Task A_refusal_before_acceptance_is_an_error_on_the_original_message()
    {
        _gateway.Store.Map.Add(Row("m1", DeliveryId, outgoing: true));

        var error = Assert.Single(await TranslateAsync(Failure(DeliveryId)));

        Assert.Equal((Bob, AlicesPhone, "error", "m1"), (error.From, error.To, error.Type, error.Id));
        Assert.Equal(
            new StanzaError("item-not-found", StanzaErrorType.Cancel, "550 5.1.1 No such user"), ErrorReader.Read(error));
    }

    [Fact]
    public async Task A_failure_after_acceptance_is_told_in_words_too()
    {
        _gateway.Store.Map.Add(Row("m1", "accepted@bridge.test", outgoing: true));

        var stanzas = await TranslateAsync(Failure("accepted@bridge.test"));

        Assert.Equal(["error", "chat"], stanzas.Select(s => s.Type));
        Assert.Equal(Alice, stanzas[1].To);
        Assert.Equal(
            "Your message of 2026-01-01 00:00 UTC to bob@example.com was not delivered: 550 5.1.1 No such user", stanzas[1].Body);
    }

    [Fact]
    public async Task A_refusal_after_a_long_wait_is_told_in_words_too()
    {
        _gateway.Store.Map.Add(Row("m1", DeliveryId, outgoing: true));
        _gateway.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(["error", "chat"], (await TranslateAsync(Failure(DeliveryId))).Select(s => s.Type));
    }

    [Fact]
    public async Task A_failure_of_an_unknown_message_is_told_in_words()
    {
        var notice = Assert.Single(await TranslateAsync(Failure("unknown@bridge.test")));

        Assert.Equal(("chat", Alice), (notice.Type, notice.To));
        Assert.StartsWith("A message to bob@example.com was not delivered", notice.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_names_another_address_fails_the_message_that_it_is_about()
    {
        await _gateway.AddressBook.GetJidAsync(_gateway.Network, BobContact, CancellationToken.None);
        _gateway.Store.Map.Add(Row("m1", "accepted@bridge.test", outgoing: true));
        var daemon = new RemoteContact(new RemoteUserId("mailer-daemon@example.com"), "mailer-daemon@example.com");

        var error = (await TranslateAsync(Failure("accepted@bridge.test") with { Contact = daemon }))[0];

        Assert.Equal((Bob, AlicesPhone, "error", "m1"), (error.From, error.To, error.Type, error.Id));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task What_was_delivered_and_fails_after_all_has_failed_but_for_what_went_to_a_room(bool isRoom, bool hasFailed)
    {
        _gateway.Store.Map.Add(Row("m1", "f1", outgoing: true));

        Assert.NotEmpty(await TranslateAsync(Failure("f1") with { Contact = BobContact with { IsRoom = isRoom } }));

        Assert.Equal(hasFailed, _gateway.Store.Map.Single().HasFailed);
    }

    [Fact]
    public async Task A_report_cannot_fail_the_message_of_another_user()
    {
        await _gateway.AddressBook.GetJidAsync(_gateway.Network, BobContact, CancellationToken.None);
        _gateway.Store.Map.Add(Row("m1", "accepted@bridge.test", outgoing: true));

        var stanzas = await TranslateAsync(Failure("accepted@bridge.test") with { User = Jid.Parse("carol@localhost") });

        Assert.DoesNotContain(stanzas, s => s.Type == "error");
    }

    [Fact]
    public async Task A_receipt_goes_to_the_device_that_wrote()
    {
        _gateway.Store.Map.Add(Row("m1", "accepted@bridge.test", outgoing: true) with { WantsReceipt = true });
        var receipt = new Receipt
        {
            User = Alice,
            Contact = BobContact,
            Timestamp = _gateway.Time.GetUtcNow(),
            For = new RemoteMessageId("accepted@bridge.test"),
        };

        var stanza = Assert.Single(await TranslateAsync(receipt));

        Assert.Equal((Bob, AlicesPhone, "s1"), (stanza.From, stanza.To, stanza.Id));
        Assert.Equal("m1", (string?)stanza.Payload(Namespaces.Receipts + "received")?.Attribute("id"));
        Assert.Empty(await TranslateAsync(receipt with { For = new RemoteMessageId("unknown") }));
    }

    [Fact]
    public async Task A_user_without_receipts_is_sent_none()
    {
        _gateway.Store.Map.Add(Row("m1", "f1", outgoing: true) with { WantsReceipt = true });
        var receipt = new Receipt { User = Alice, Contact = BobContact, Timestamp = default, For = new RemoteMessageId("f1") };
        Assert.Single(await TranslateAsync(receipt));

        _gateway.Settings.Chosen = new UserSettings { Receipts = false };

        Assert.Empty(await TranslateAsync(receipt));
    }

    /// <summary>XEP-0184 §7: a receipt answers a request.</summary>
    [Fact]
    public async Task A_message_that_asked_for_no_receipt_gets_none_when_it_arrives()
    {
        _gateway.Store.Map.Add(Row("m1", "f1", outgoing: true));

        Assert.Empty(await TranslateAsync(new Receipt { User = Alice, Contact = BobContact, Timestamp = default, For = new RemoteMessageId("f1") }));
    }

    private Message Message(string text) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        Body = new RichText(text),
    };

    private DeliveryFailure Failure(string failed) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        Failed = new RemoteMessageId(failed),
        Condition = FailureCondition.NoSuchRecipient,
        Reason = LocalText.Same("550 5.1.1 No such user"),
    };

    private MappedMessage Row(string stanzaId, string foreignId, bool outgoing) => new(
        "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, outgoing, outgoing ? "alice@localhost/phone" : null,
        _gateway.Time.GetUtcNow());

    private async Task<IReadOnlyList<Stanza>> TranslateAsync(GatewayEvent what) =>
        await _gateway.Translator.TranslateAsync(_gateway.Network, what, "s1", CancellationToken.None);
}
