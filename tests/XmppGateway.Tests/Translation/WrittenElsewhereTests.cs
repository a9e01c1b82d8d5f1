using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Translation;

/// <summary>What the user did with another client of their account on the foreign network.</summary>
public sealed class WrittenElsewhereTests : IDisposable
{
    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com", "Bob");

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_message_is_shown_as_the_users_own_where_their_server_allows_it()
    {
        _gateway.Privileges.MaySend = true;
        _gateway.Adapter.Capabilities = new Capabilities { DisplayMarkers = true };

        var stanza = Assert.Single(await TranslateAsync(Message("hi")));

        Assert.Equal((Alice, Bob, "chat", "e1", "hi"), (stanza.From, stanza.To, stanza.Type, stanza.Id, stanza.Body));
        Assert.Null(stanza.Payload(Namespaces.ChatMarkers + "markable"));
    }

    [Fact]
    public async Task Elsewhere_it_is_the_contacts_and_says_who_wrote_it()
    {
        var stanza = Assert.Single(await TranslateAsync(Message("hi")));
        Assert.Equal((Bob, Alice, "You wrote elsewhere: hi"), (stanza.From, stanza.To, stanza.Body));

        _gateway.Settings.Chosen = new UserSettings { Language = "de" };
        Assert.Equal("Sie haben anderswo geschrieben: hi", Assert.Single(await TranslateAsync(Message("hi"))).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_replay_is_the_same_again(bool allowed)
    {
        _gateway.Privileges.MaySend = allowed;

        var first = await TranslateAsync(Message("hi"));

        Assert.Equal(first.Select(s => s.Render()), (await TranslateAsync(Message("hi"))).Select(s => s.Render()));
    }

    [Fact]
    public async Task Files_are_sent_in_the_users_name_too()
    {
        _gateway.Privileges.MaySend = true;

        var stanzas = await TranslateAsync(Message("look") with { Attachments = [new AttachedFile("https://x.example/1", "1", "a/b")] });

        Assert.Equal([(Alice, "look"), (Alice, "https://x.example/1")], stanzas.Select(s => (s.From, s.Body)));
    }

    [Fact]
    public async Task Corrections_retractions_and_reactions_are_the_users_own_too()
    {
        _gateway.Privileges.MaySend = true;
        Know("m1", "f1", AlicesPhone);

        Stanza[] stanzas = [await OneAsync(Edit("f1")), await OneAsync(Retract("f1")), await OneAsync(React("f1"))];

        Assert.All(stanzas, stanza => Assert.Equal((Alice, Bob), (stanza.From, stanza.To)));
        Assert.Equal("m1", Correction.Find(stanzas[0]));
        Assert.Equal("m1", MessageRetraction.Find(stanzas[1]));
        Assert.Equal("m1", MessageReactions.Find(stanzas[2])?.Id);
    }

    [Fact]
    public async Task Without_the_privilege_only_what_the_contact_has_shown_can_be_corrected()
    {
        Know("s1", "f1", null);
        Know("m2", "f2", AlicesPhone);

        var shown = await OneAsync(Edit("f1"));
        Assert.Equal((Bob, "s1", "You wrote elsewhere: new"), (shown.From, Correction.Find(shown), shown.Body));
        var written = await OneAsync(Edit("f2"));
        Assert.Equal((Bob, null, "You corrected elsewhere: new"), (written.From, Correction.Find(written), written.Body));

        Assert.Equal("s1", MessageRetraction.Find(await OneAsync(Retract("f1"))));
        Assert.Equal("(You took back an earlier message elsewhere.)", (await OneAsync(Retract("f2"))).Body);
        Assert.Equal("(You reacted to a message elsewhere: 👍)", (await OneAsync(React("f1"))).Body);
    }

    [Fact]
    public async Task What_was_read_elsewhere_is_a_marker_in_the_users_name_or_nothing()
    {
        _gateway.Store.Map.Add(new MappedMessage("mail", "alice@localhost", "bob@example.com", "s1", "f1", false, null, default));
        Know("m2", "f2", AlicesPhone);
        var read = new Displayed { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), ByUser = true, UpTo = new RemoteMessageId("f2") };
        Assert.Empty(await TranslateAsync(read));

        _gateway.Privileges.MaySend = true;

        // Up to the newest message of the contact.
        var stanza = await OneAsync(read);
        Assert.Equal((Alice, Bob, "s1"), (stanza.From, stanza.To, ChatMarkers.DisplayedId(stanza)));
    }

    [Theory]
    [InlineData("e1")]
    [InlineData("e1.2")]
    public async Task What_the_gateway_said_for_the_user_is_not_sent_out_when_it_comes_back(string id)
    {
        foreach (var what in new GatewayEvent[] { Message("hi"), Edit("f1"), Retract("f1"), React("f1") })
        {
            _gateway.Store.Map.Clear();
            _gateway.Store.Map.Add(MapRow.Of(_gateway.Network, what, "e1", default)!);
            var echo = Chat("hi", id);
            echo.From = Alice;

            Assert.Empty(await _gateway.ReceiveAsync(echo));
        }

        Assert.Empty(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_client_may_use_an_id_that_the_gateway_has_given_out()
    {
        _gateway.Store.Map.Add(MapRow.Of(_gateway.Network, Message("hi"), "e1", default)!);

        await _gateway.ReceiveAsync(Chat("hello", "e1"));

        Assert.Single(_gateway.Outbox.Accepted);
    }

    /// <summary>A program that has no resource may use an id of its own again.</summary>
    [Fact]
    public async Task What_an_account_without_a_resource_says_is_no_echo_of_what_it_said_before()
    {
        Know("b1", "f1", Alice);
        var stanza = Chat("something else", "b1");
        stanza.From = Alice;

        await _gateway.ReceiveAsync(stanza);

        Assert.Single(_gateway.Outbox.Accepted);
    }

    [Fact]
    public async Task A_message_that_was_written_elsewhere_can_be_answered_and_corrected()
    {
        _gateway.Store.Map.Add(MapRow.Of(_gateway.Network, Message("hi") with { Id = new RemoteMessageId("f9") }, "e1", default)!);
        _gateway.Adapter.Capabilities = new Capabilities { Edits = Support.Native };

        await _gateway.ReceiveAsync(Chat("hello", "c1", Correction.Create("e1")));

        Assert.Equal(new RemoteMessageId("f9"), Assert.IsType<Edit>(Assert.Single(_gateway.Outbox.Accepted).What).Target);
    }

    private void Know(string stanzaId, string foreignId, Jid? from) => _gateway.Store.Map.Add(new MappedMessage(
        "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, Outgoing: true, from?.ToString(), _gateway.Time.GetUtcNow()));

    private Message Message(string text) =>
        new() { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), ByUser = true, Body = new RichText(text) };

    private Edit Edit(string target) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        ByUser = true,
        Target = new RemoteMessageId(target),
        Body = new RichText("new"),
    };

    private Retraction Retract(string target) =>
        new() { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), ByUser = true, Target = new RemoteMessageId(target) };

    private Reactions React(string target) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        ByUser = true,
        Target = new RemoteMessageId(target),
        Emoji = ["👍"],
    };

    private async Task<Stanza> OneAsync(GatewayEvent what) => Assert.Single(await TranslateAsync(what));

    private async Task<IReadOnlyList<Stanza>> TranslateAsync(GatewayEvent what) =>
        await _gateway.Translator.TranslateAsync(_gateway.Network, what, "e1", CancellationToken.None);
}
