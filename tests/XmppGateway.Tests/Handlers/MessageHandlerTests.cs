using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

public sealed class MessageHandlerTests : IDisposable
{
    private const string BobsJid = @"bob\40example.com@mail.example.org";

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_message_goes_to_the_outbox()
    {
        var sent = await _gateway.ReceiveAsync(Chat(
            "Hello\r\nBob",
            "m1",
            new XElement(Namespaces.Component + "subject", "Plans"),
            new XElement(Namespaces.Component + "thread", "t1"),
            new XElement(Namespaces.Receipts + "request")));

        var accepted = Assert.Single(_gateway.Outbox.Accepted);
        Assert.Equal((AlicesPhone, "m1", true), (accepted.From, accepted.StanzaId, accepted.WantsReceipt));
        Assert.Equal(
            new Message
            {
                User = Alice,
                Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com"),
                Timestamp = _gateway.Time.GetUtcNow(),
                Body = new RichText("Hello\nBob"),
                Subject = "Plans",
                Thread = "t1",
            },
            accepted.What);
        Assert.Empty(sent);
    }

    [Fact]
    public async Task A_resource_of_the_contact_is_ignored()
    {
        var stanza = Chat("Hello");
        stanza.To = Bob.WithResource("somewhere");
        await _gateway.ReceiveAsync(stanza);

        Assert.Equal("bob@example.com", Assert.Single(_gateway.Outbox.Accepted).What.Contact.Id.Value);
    }

    [Theory]
    [InlineData("http://jabber.org/protocol/chatstates", "composing")]
    [InlineData("urn:xmpp:receipts", "received")]
    [InlineData("urn:xmpp:chat-markers:0", "displayed")]
    public async Task What_has_no_text_is_ignored_quietly(string ns, string name)
    {
        var stanza = new Stanza(StanzaKind.Message)
        {
            From = AlicesPhone,
            To = Bob,
            Type = "chat",
            Id = "m1",
            Payloads = { new XElement(XNamespace.Get(ns) + name) },
        };

        Assert.Empty(await _gateway.AnswersAsync(stanza));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_message_to_nobody_is_refused_on_its_id()
    {
        var stanza = Chat("Hello", "m7");
        stanza.To = Jid.Parse("nobody@mail.example.org");

        var answer = Assert.Single(await _gateway.ReceiveAsync(stanza));

        Assert.Equal("message error/modify/jid-malformed nobody@mail.example.org > alice@localhost/phone", Text(answer));
        Assert.Equal("m7", answer.Id);
        Assert.Contains("bob@example.com", ErrorReader.Read(answer).Text, StringComparison.Ordinal);
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_room_message_is_refused()
    {
        var stanza = Chat("Hello all");
        stanza.Type = "groupchat";

        Assert.Equal(
            [$"message error/cancel/feature-not-implemented {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(stanza));
    }

    [Theory]
    [InlineData("eu.siacs.conversations.axolotl", "encrypted")]
    [InlineData("urn:xmpp:omemo:2", "encrypted")]
    [InlineData("urn:xmpp:openpgp:0", "openpgp")]
    [InlineData("jabber:x:encrypted", "x")]
    [InlineData("urn:xmpp:eme:0", "encryption")]
    public async Task An_encrypted_message_is_refused_with_its_fallback_body(string ns, string name)
    {
        XNamespace encryption = ns;
        var stanza = Chat(
            "I sent you an encrypted message, but your client cannot read it.",
            "m1",
            new XElement(encryption + name, new XElement(encryption + "payload", "AAAA")));

        var answer = Assert.Single(await _gateway.ReceiveAsync(stanza));

        Assert.Equal($"message error/modify/not-acceptable {BobsJid} > alice@localhost/phone", Text(answer));
        Assert.Equal(RefusalTexts.Encrypted.English, ErrorReader.Read(answer).Text);
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_message_that_only_brings_OMEMO_keys_is_ignored_quietly()
    {
        XNamespace omemo = "eu.siacs.conversations.axolotl";
        var stanza = new Stanza(StanzaKind.Message)
        {
            From = AlicesPhone,
            To = Bob,
            Type = "chat",
            Payloads = { new XElement(omemo + "encrypted", new XElement(omemo + "header")) },
        };

        Assert.Empty(await _gateway.AnswersAsync(stanza));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused()
    {
        Assert.Equal(
            [$"message error/modify/policy-violation {BobsJid} > alice@localhost/phone"],
            await _gateway.AnswersAsync(Chat(new string('x', StanzaToEvent.MaximumBody + 1))));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_reply_is_resolved_and_loses_its_marked_quotation()
    {
        _gateway.Adapter.Capabilities = new Capabilities { Replies = true };
        _gateway.Store.Map.Add(Row("s1", "orig@example.com", outgoing: false));
        XNamespace fallback = "urn:xmpp:fallback:0";
        var quotation = "> 😀 lunch?\n";

        await _gateway.ReceiveAsync(Chat(
            quotation + "Yes",
            "m2",
            new XElement(Namespaces.Reply + "reply", new XAttribute("id", "s1")),
            new XElement(
                fallback + "fallback",
                new XAttribute("for", Namespaces.Reply.NamespaceName),
                new XElement(fallback + "body", new XAttribute("start", 0), new XAttribute("end", quotation.EnumerateRunes().Count())))));

        var message = Assert.IsType<Message>(Assert.Single(_gateway.Outbox.Accepted).What);
        Assert.Equal(new RemoteMessageId("orig@example.com"), message.ReplyTo);
        Assert.Equal("Yes", message.Body.Plain);
    }

    [Fact]
    public async Task A_reply_to_something_unknown_keeps_its_quotation()
    {
        await _gateway.ReceiveAsync(Chat("> x\nYes", "m2", new XElement(Namespaces.Reply + "reply", new XAttribute("id", "s1"))));

        var message = Assert.IsType<Message>(Assert.Single(_gateway.Outbox.Accepted).What);
        Assert.Null(message.ReplyTo);
        Assert.Equal("> x\nYes", message.Body.Plain);
    }

    [Fact]
    public async Task A_refusal_that_comes_while_the_store_is_away_is_told_when_it_is_back()
    {
        _gateway.Store.Map.Add(Row("s1", "orig@example.com", outgoing: false));
        Assert.NotNull(await _gateway.AddressBook.FindContactAsync(_gateway.Network, Bob, TestContext.Current.CancellationToken));
        _gateway.Outbox.IsAway = true;

        var handling = _gateway.AnswersAsync(Error("s1", "item-not-found"));
        await Patience.UntilAsync(() => Task.FromResult(_gateway.Outbox.Accepted.Count == 1));
        Assert.False(handling.IsCompleted);
        _gateway.Outbox.IsAway = false;
        await _gateway.Time.AdvanceUntilAsync(new ValueTask<string[]>(handling));

        Assert.Equal(["error:s1", "error:s1"], _gateway.Outbox.Accepted.Select(accepted => accepted.StanzaId));
        Assert.Empty(await handling);
    }

    [Theory]
    [InlineData("s1")]
    [InlineData("s1.2")]
    [InlineData("s1.f1")]
    public async Task A_message_that_the_XMPP_side_refuses_is_told_to_its_author(string id)
    {
        _gateway.Store.Map.Add(Row("s1", "orig@example.com", outgoing: false));
        Assert.NotNull(await _gateway.AddressBook.FindContactAsync(_gateway.Network, Bob, TestContext.Current.CancellationToken));

        Assert.Empty(await _gateway.AnswersAsync(Error(id, "item-not-found")));

        var accepted = Assert.Single(_gateway.Outbox.Accepted);
        Assert.Equal(("error:s1", false), (accepted.StanzaId, accepted.WantsReceipt));
        var refusal = Assert.IsType<Undeliverable>(accepted.What);
        Assert.Equal(new RemoteMessageId("orig@example.com"), refusal.Failed);
        Assert.Equal((FailureCondition.NoSuchRecipient, "No such user here"), (refusal.Condition, refusal.Reason));
    }

    [Fact]
    public async Task An_error_for_an_outgoing_or_unknown_message_is_ignored()
    {
        _gateway.Store.Map.Add(Row("m1", "x@bridge.test", outgoing: true));

        Assert.Empty(await _gateway.AnswersAsync(Error("m1", "item-not-found")));
        Assert.Empty(await _gateway.AnswersAsync(Error("nothing", "item-not-found")));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_person_who_writes_to_the_gateway_gets_help()
    {
        var stanza = Chat("help");
        stanza.To = Gateway;

        var answer = Assert.Single(await _gateway.ReceiveAsync(stanza));

        Assert.Equal("message chat mail.example.org > alice@localhost/phone", Text(answer));
        Assert.Contains("bob@example.com", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error", "alice@localhost/phone")]
    [InlineData("headline", "alice@localhost/phone")]
    [InlineData("chat", "localhost")]
    public async Task Nobody_else_gets_help(string type, string from)
    {
        var stanza = Chat("help");
        stanza.To = Gateway;
        stanza.From = Jid.Parse(from);
        stanza.Type = type;

        Assert.Empty(await _gateway.AnswersAsync(stanza));
    }

    private static MappedMessage Row(string stanzaId, string foreignId, bool outgoing) => new(
        "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, outgoing, outgoing ? "alice@localhost/phone" : null,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static Stanza Error(string id, string condition) => new(StanzaKind.Message)
    {
        From = Alice,
        To = Bob,
        Type = "error",
        Id = id,
        Payloads =
        {
            new XElement(
                Namespaces.Component + "error",
                new XAttribute("type", "cancel"),
                new XElement(Namespaces.StanzaErrors + condition),
                new XElement(Namespaces.StanzaErrors + "text", "No such user here")),
        },
    };
}
