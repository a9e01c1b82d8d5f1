using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

/// <summary>What a user does to messages: corrects, takes back, reacts, reads.</summary>
public sealed partial class MessageChangesTests : IDisposable
{
    private static readonly Capabilities Everything = new()
    {
        Edits = Support.Native,
        Retractions = Support.Native,
        Reactions = Support.Native,
        Attachments = Support.Native,
        DisplayMarkers = true,
        Replies = true,
    };

    private readonly GatewayUnderTest _gateway = new();

    public MessageChangesTests() => _gateway.Adapter.Capabilities = Everything;

    public void Dispose() => _gateway.Dispose();

    // XEP-0308 §3
    [Fact]
    public async Task A_correction_names_the_foreign_message()
    {
        Know("bad1", "f1", outgoing: true);

        var edit = Assert.IsType<Edit>(await AcceptedAsync(Chat("But soft, what light through yonder window breaks?", "good1", Correction.Create("bad1"))));

        Assert.Equal((new RemoteMessageId("f1"), "But soft, what light through yonder window breaks?"), (edit.Target, edit.Body.Plain));
        Assert.Equal("good1", _gateway.Outbox.Accepted[0].StanzaId);
    }

    [Theory]
    [InlineData("m1")]
    [InlineData("c1")]
    public async Task Clients_may_name_the_first_message_or_the_last_correction(string id)
    {
        Know("m1", "f1", outgoing: true);
        Know("c1", "f2", outgoing: true, target: "f1");

        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Edit>(await AcceptedAsync(Chat("x", "c2", Correction.Create(id)))).Target);
    }

    [Fact]
    public async Task A_correction_of_a_part_is_one_of_the_whole()
    {
        Know("m1", "f1", outgoing: true);

        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Edit>(await AcceptedAsync(Chat("x", "c2", Correction.Create("m1.3")))).Target);
    }

    [Fact]
    public async Task What_the_contact_wrote_cannot_be_corrected()
    {
        Know("s1", "f1", outgoing: false);

        Assert.Equal("x", Assert.IsType<Message>(await AcceptedAsync(Chat("x", "c1", Correction.Create("s1")))).Body.Plain);
    }

    [Fact]
    public async Task A_correction_of_what_is_still_on_its_way_waits_for_it()
    {
        _gateway.Store.Map.Add(Row("m1", "delivery", outgoing: true) with { IsOpen = true });

        Assert.Equal(LateReference.To("m1"), Assert.IsType<Edit>(await AcceptedAsync(Chat("x", "c1", Correction.Create("m1")))).Target);

        // Or is not even committed.
        Assert.Equal(LateReference.To("m2"), Assert.IsType<Edit>(await AcceptedAsync(Chat("x", "c1", Correction.Create("m2")))).Target);
    }

    [Fact]
    public async Task A_correction_without_a_text_is_nothing()
    {
        var stanza = Chat("", "c1", Correction.Create("m1"));

        Assert.Empty(await _gateway.ReceiveAsync(stanza));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_correction_of_an_answer_loses_its_quotation_too()
    {
        Know("s1", "f1", outgoing: false);
        Know("m1", "f2", outgoing: true);
        var stanza = Chat(
            "> hi\nYes!",
            "c1",
            Correction.Create("m1"),
            new Reply("s1", null).ToElement(),
            new XElement(
                Namespaces.Fallback + "fallback",
                new XAttribute("for", Namespaces.Reply.NamespaceName),
                new XElement(Namespaces.Fallback + "body", new XAttribute("start", 0), new XAttribute("end", 5))));

        Assert.Equal("Yes!", Assert.IsType<Edit>(await AcceptedAsync(stanza)).Body.Plain);
    }

    [Fact]
    public async Task A_correction_is_words_on_a_network_of_plain_text()
    {
        _gateway.Adapter.Capabilities = Capabilities.PlainText;
        _gateway.Settings.Chosen = new UserSettings { Language = "de" };
        Know("m1", "f1", outgoing: true);

        var message = Assert.IsType<Message>(await AcceptedAsync(Chat("x", "c1", Correction.Create("m1"))));

        Assert.Equal(("Berichtigt: x", (RemoteMessageId?)new RemoteMessageId("f1")), (message.Body.Plain, message.ReplyTo));
    }

    // XEP-0424 §3, and version 0.3 of it
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_retraction_of_either_generation_names_the_foreign_message(int generation)
    {
        Know("wrong-recipient-1", "f1", outgoing: true);
        var stanza = Chat(
            "/me retracted a previous message, but it's unsupported by your client.", "retract-message-1",
            MessageRetraction.Create("wrong-recipient-1").ElementAt(generation), Hints.Store());

        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Retraction>(await AcceptedAsync(stanza)).Target);
    }

    [Fact]
    public async Task What_the_contact_wrote_cannot_be_taken_back()
    {
        Know("s1", "f1", outgoing: false);

        Assert.Equal(
            [@"message error/auth/forbidden bob\40example.com@mail.example.org > alice@localhost/phone"],
            await _gateway.AnswersAsync(Payloads("r1", [.. MessageRetraction.Create("s1")])));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task Who_reads_nothing_is_not_written_to()
    {
        _gateway.Adapter.Capabilities = new Capabilities { NoReply = true };
        var stanza = Chat("Hello");
        stanza.Lang = "de-AT";

        var answer = Assert.Single(await _gateway.ReceiveAsync(stanza));

        Assert.Equal(
            ("service-unavailable", RefusalTexts.NoReply.German), (ErrorReader.Read(answer).Condition, ErrorReader.Read(answer).Text));
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task Files_go_with_the_text_or_alone()
    {
        var file = new XElement(Namespaces.OutOfBand + "x", new XElement(Namespaces.OutOfBand + "url", "https://x.example/1"));

        var both = Assert.IsType<Message>(await AcceptedAsync(Chat("look", "m1", file)));
        Assert.Equal(("look", "https://x.example/1"), (both.Body.Plain, Assert.Single(both.Attachments).Source));
        var alone = Assert.IsType<Message>(await AcceptedAsync(Chat("https://x.example/1", "m2", file)));
        Assert.Equal(("", 1), (alone.Body.Plain, alone.Attachments.Count));
    }

    // XEP-0203
    [Theory]
    [InlineData("2025-12-31T23:00:00Z", true)]
    [InlineData("2026-01-02T00:00:00Z", false)]
    [InlineData("1999-01-01T00:00:00Z", false)]
    [InlineData("yesterday", false)]
    public async Task A_message_that_waited_for_a_connection_has_its_own_time(string stamp, bool taken)
    {
        var message = await AcceptedAsync(Chat("Hello", "m1", new XElement(Namespaces.Delay + "delay", new XAttribute("stamp", stamp))));

        Assert.Equal(taken, message.Timestamp != _gateway.Time.GetUtcNow());
    }

    [Fact]
    public async Task Where_the_network_knows_no_answers_the_quotation_stays()
    {
        _gateway.Adapter.Capabilities = Everything with { Replies = false };
        Know("s1", "f1", outgoing: false);

        var message = Assert.IsType<Message>(await AcceptedAsync(Chat(
            "> hi\nYes!",
            "m2",
            new Reply("s1", null).ToElement(),
            new XElement(
                Namespaces.Fallback + "fallback",
                new XAttribute("for", Namespaces.Reply.NamespaceName),
                new XElement(Namespaces.Fallback + "body", new XAttribute("start", 0), new XAttribute("end", 5))))));

        Assert.Equal(("> hi\nYes!", null), (message.Body.Plain, message.ReplyTo));
    }

    [Fact]
    public async Task A_subject_alone_is_a_message()
    {
        var stanza = Chat("", "m1", new XElement(Namespaces.Component + "subject", "Lunch at noon?"));
        stanza.Body = null;

        Assert.Equal("Lunch at noon?", Assert.IsType<Message>(await AcceptedAsync(stanza)).Body.Plain);
    }

    [Fact]
    public async Task A_reply_to_what_is_still_on_its_way_waits_for_it()
    {
        _gateway.Store.Map.Add(Row("m1", "delivery", outgoing: true) with { IsOpen = true });

        Assert.Equal(
            LateReference.To("m1"), Assert.IsType<Message>(await AcceptedAsync(Chat("also", "m2", new Reply("m1", null).ToElement()))).ReplyTo);
    }

    // XEP-0359 §5: ids that others have put in are not looked at.
    [Fact]
    public async Task Forged_stanza_ids_change_nothing()
    {
        await AcceptedAsync(Chat(
            "Hello", "m1", new XElement(Namespaces.StanzaIds + "stanza-id", new XAttribute("by", "alice@localhost"), new XAttribute("id", "forged"))));

        Assert.Equal("m1", _gateway.Outbox.Accepted[0].StanzaId);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("no-permanent-store")]
    [InlineData("no-copy")]
    public async Task A_hint_does_not_keep_a_message_from_going_out(string hint) =>
        Assert.IsType<Message>(await AcceptedAsync(Chat("Hello", "m1", new XElement(Namespaces.Hints + hint))));

    [Fact]
    public async Task A_file_that_is_refused_is_refused_in_a_correction_too()
    {
        Know("m1", "f1", outgoing: true);

        var answer = Assert.Single(await _gateway.ReceiveAsync(Chat(FakeFiles.Refused, "c1", Correction.Create("m1"))));

        Assert.Equal("not-acceptable", ErrorReader.Read(answer).Condition);
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task The_encryption_notice_is_in_the_users_language()
    {
        var stanza = Chat("I sent you an encrypted message.", "m1", new XElement(XNamespace.Get("urn:xmpp:eme:0") + "encryption"));
        stanza.Lang = "de";

        Assert.Equal(RefusalTexts.Encrypted.German, ErrorReader.Read(Assert.Single(await _gateway.ReceiveAsync(stanza))).Text);
    }

    /// <summary>XEP-0359: a client may name its messages by an id other than that of the stanza.</summary>
    [Fact]
    public async Task What_is_named_by_its_origin_id_is_found()
    {
        await _gateway.ReceiveAsync(Chat("Hello", "m1", OriginId.Create("o1")));
        Know("m1", "f1", outgoing: true);

        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Edit>(await AcceptedAsync(Chat("Hallo", "c1", Correction.Create("o1")))).Target);
        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Retraction>(await AcceptedAsync(Payloads("c2", [.. MessageRetraction.Create("o1")]))).Target);
    }

    [Fact]
    public async Task A_message_without_an_id_goes_by_that_of_its_origin()
    {
        var stanza = Chat("Hello", "m1", OriginId.Create("o1"), Receipts.Request());
        stanza.Id = null;

        await _gateway.ReceiveAsync(stanza);

        Assert.Equal(("o1", false), (Assert.Single(_gateway.Outbox.Accepted).StanzaId, _gateway.Outbox.Accepted[0].WantsReceipt));
    }

    [Fact]
    public async Task Who_wants_no_receipts_gets_none()
    {
        _gateway.Settings.Chosen = UserSettings.Default with { Receipts = false };

        await AcceptedAsync(Chat("Hello", "m1", Receipts.Request()));

        Assert.False(_gateway.Outbox.Accepted[0].WantsReceipt);
    }

    [Fact]
    public async Task A_correction_that_brings_files_is_a_message_of_its_own()
    {
        var message = Assert.IsType<Message>(await AcceptedAsync(Chat(
            "https://example.org/x.png", "c1", Correction.Create("m1"), OutOfBand.Create("https://example.org/x.png"))));

        Assert.Single(message.Attachments);
    }

    private static Stanza Payloads(string id, params XElement[] payloads)
    {
        var stanza = new Stanza(StanzaKind.Message) { From = AlicesPhone, To = Bob, Type = "chat", Id = id };
        foreach (var payload in payloads)
        {
            stanza.Payloads.Add(payload);
        }

        return stanza;
    }

    private static MappedMessage Row(string stanzaId, string foreignId, bool outgoing) => new(
        "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, outgoing, outgoing ? "alice@localhost/phone" : null,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private void Know(string stanzaId, string foreignId, bool outgoing, string? target = null) =>
        _gateway.Store.Map.Add(Row(stanzaId, foreignId, outgoing) with { Target = target });

    private async Task<GatewayEvent> AcceptedAsync(Stanza stanza)
    {
        var before = _gateway.Outbox.Accepted.Count;
        Assert.Empty(await _gateway.AnswersAsync(stanza));
        return Assert.Single(_gateway.Outbox.Accepted.Skip(before)).What;
    }
}
