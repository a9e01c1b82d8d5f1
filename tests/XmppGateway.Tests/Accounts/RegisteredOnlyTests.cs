using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Tests.Commands;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Accounts;

public sealed class RegisteredOnlyTests : IDisposable
{
    private const string BobsJid = @"bob\40example.com@mail.example.org";

    /// <summary>The end of subscriptions from a time when the user was registered.</summary>
    private static readonly string[] End =
    [
        $"presence unavailable {BobsJid} > alice@localhost", $"presence unsubscribed {BobsJid} > alice@localhost",
        $"presence unsubscribe {BobsJid} > alice@localhost",
    ];

    private static readonly string[] RefusedWords = [.. End, $"message error/auth/registration-required {BobsJid} > alice@localhost/phone"];

    private readonly GatewayUnderTest _gateway = new(new LoginAdapter());

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Without_an_account_nobody_is_written_to_where_one_is_needed()
    {
        Assert.Equal(RefusedWords, await _gateway.AnswersAsync(Chat("Hello")));
        Assert.Equal(
            [$"presence unsubscribed {BobsJid} > alice@localhost", $"presence error/auth/registration-required {BobsJid} > alice@localhost"],
            await _gateway.AnswersAsync(PresenceOfType("subscribe")));
        Assert.Empty(_gateway.Outbox.Accepted);
        Assert.Empty(_gateway.Store.Identities);

        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        Assert.Empty(await _gateway.AnswersAsync(Chat("Hello")));
        Assert.Single(_gateway.Outbox.Accepted);
        Assert.DoesNotContain(await _gateway.AnswersAsync(PresenceOfType("subscribe")), answer => answer.Contains("error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_account_what_has_no_body_does_not_pass_either()
    {
        var reactions = XNamespace.Get("urn:xmpp:reactions:0");
        var reaction = new XElement(reactions + "reactions", new XAttribute("id", "m0"), new XElement(reactions + "reaction", "👍"));
        var retraction = new XElement(XNamespace.Get("urn:xmpp:message-retract:1") + "retract", new XAttribute("id", "m0"));
        var file = new XElement(XNamespace.Get("jabber:x:oob") + "x", new XElement(XNamespace.Get("jabber:x:oob") + "url", "https://example.com/a.png"));
        var omemo = XNamespace.Get("eu.siacs.conversations.axolotl");
        var encrypted = new XElement(omemo + "encrypted", new XElement(omemo + "header"), new XElement(omemo + "payload", "AAAA"));
        foreach (var payload in new[] { reaction, retraction, file, encrypted })
        {
            Assert.Equal(RefusedWords, await _gateway.AnswersAsync(Bodyless(payload)));
        }

        var displayed = new XElement(XNamespace.Get("urn:xmpp:chat-markers:0") + "displayed", new XAttribute("id", "m0"));
        var keysOnly = new XElement(omemo + "encrypted", new XElement(omemo + "header"));
        foreach (var payload in new[] { keysOnly, displayed, ChatStateNotification.Create(ChatStateKind.Composing) })
        {
            Assert.Empty(await _gateway.AnswersAsync(Bodyless(payload)));
        }

        Assert.Empty(_gateway.Outbox.Accepted);
        Assert.Empty(_gateway.Store.Identities);
    }

    [Fact]
    public async Task The_gateway_itself_and_giving_up_need_no_account()
    {
        Assert.Equal(["presence subscribed mail.example.org > alice@localhost"], (await _gateway.AnswersAsync(PresenceOfType("subscribe", Gateway))).Take(1));
        Assert.DoesNotContain(await _gateway.AnswersAsync(PresenceOfType("unsubscribe")), answer => answer.Contains("error", StringComparison.Ordinal));
        Assert.NotEmpty(await _gateway.ReceiveAsync(Stanza.Message(AlicesPhone, Gateway).WithBody("help")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_not_allowed_any_more_may_still_leave(bool byCommand)
    {
        var denied = Jid.Parse("mallory@localhost");
        Assert.Equal(["iq error/auth/forbidden mail.example.org > mallory@localhost/x"], await _gateway.AnswersAsync(Request(byCommand)));

        await _gateway.Accounts.RegisterAsync("mail", denied, CancellationToken.None);
        var sent = await _gateway.ReceiveAsync(Request(byCommand));
        if (byCommand)
        {
            var run = AdHocCommand.Find(sent.Single(s => s.Kind == StanzaKind.Iq))!;
            var confirmed = new AdHocCommand("unregister", run.SessionId)
            {
                Form = new DataForm(DataForm.Submit) { Fields = [new DataField("confirm") { Values = ["1"] }] },
            };
            sent = await _gateway.ReceiveAsync(From(confirmed.ToElement()));
        }

        Assert.Equal("result", sent.Single(s => s.Kind == StanzaKind.Iq).Type);
        Assert.False((await _gateway.Accounts.FindAccountAsync("mail", denied, CancellationToken.None)).IsRegistered);
        Assert.Equal(
            ["iq error/auth/forbidden mail.example.org > mallory@localhost/x"], await _gateway.AnswersAsync(From(new AdHocCommand("settings", null).ToElement())));

        static Stanza Request(bool byCommand) =>
            From(byCommand ? new AdHocCommand("unregister", null).ToElement() : new Registration { IsRemoval = true }.ToElement());

        static Stanza From(XElement payload)
        {
            var request = Get(payload, type: "set");
            request.From = Jid.Parse("mallory@localhost/x");
            return request;
        }
    }

    [Fact]
    public async Task A_contact_of_who_is_not_registered_any_more_ends_when_the_roster_asks_for_it()
    {
        Assert.Equal(End, await _gateway.AnswersAsync(PresenceOfType("probe")));
        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType(null)));

        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        Assert.Equal([$"presence available {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(PresenceOfType("probe")));
    }

    [Fact]
    public async Task A_contact_that_the_gateway_knows_of_is_shown_whoever_is_registered()
    {
        await _gateway.Store.PutContactAsync(
            new ContactRow(0, "mail", "alice@localhost", "bob@example.com", @"bob\40example.com", true, ContactSubscription.Granted), CancellationToken.None);

        Assert.Equal([$"presence available {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(PresenceOfType("probe")));
    }

    [Fact]
    public async Task Who_is_not_allowed_any_more_is_shown_the_way_out_and_nothing_else()
    {
        Assert.Equal(["message error/auth/forbidden mail.example.org > mallory@localhost/x"], await _gateway.AnswersAsync(Said("help")));
        await _gateway.Accounts.RegisterAsync("mail", Jid.Parse("mallory@localhost"), CancellationToken.None);

        var list = Get(DiscoItems.Request(AdHocCommand.Feature));
        list.From = Jid.Parse("mallory@localhost/x");
        Assert.Equal(["unregister"], DiscoItems.Parse(Assert.Single(await _gateway.ReceiveAsync(list)))!.Items.Select(i => i.Node));

        var help = Assert.Single(await _gateway.ReceiveAsync(Said("help"))).Body!;
        Assert.Equal(["• unregister – Unregister"], help.Split('\n').Where(line => line.StartsWith('•')));
        Assert.Equal(
            "You are not allowed to use this gateway.\nYou can still leave it: send \"unregister\".", Assert.Single(await _gateway.ReceiveAsync(Said("settings"))).Body);
        Assert.Contains("Do you want that?", Assert.Single(await _gateway.ReceiveAsync(Said("unregister"))).Body, StringComparison.Ordinal);
        Assert.Contains("no longer registered", (await _gateway.ReceiveAsync(Said("yes")))[^1].Body, StringComparison.Ordinal);
        Assert.Equal(["message error/auth/forbidden mail.example.org > mallory@localhost/x"], await _gateway.AnswersAsync(Said("help")));

        static Stanza Said(string text) => Stanza.Message(Jid.Parse("mallory@localhost/x"), Gateway).WithBody(text);
    }

    [Fact]
    public async Task Where_no_login_is_needed_nobody_is_asked_for_one()
    {
        using var gateway = new GatewayUnderTest(new LoginAdapter { LoginRequired = false });

        Assert.Empty(await gateway.AnswersAsync(Chat("Hello")));
        Assert.Single(gateway.Outbox.Accepted);
    }

    private static Stanza Bodyless(XElement payload) =>
        new(StanzaKind.Message) { From = AlicesPhone, To = GatewayUnderTest.Bob, Type = "chat", Id = "m1", Payloads = { payload } };
}
