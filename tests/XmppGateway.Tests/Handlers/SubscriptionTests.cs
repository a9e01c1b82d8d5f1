using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

public sealed class SubscriptionTests : IDisposable
{
    private const string BobsJid = @"bob\40example.com@mail.example.org";

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Adding_a_contact_gives_subscribed_then_presence_then_subscribe()
    {
        var sent = await _gateway.ReceiveAsync(PresenceOfType("subscribe"));

        Assert.Equal(
            [
                $"presence subscribed {BobsJid} > alice@localhost",
                $"presence available {BobsJid} > alice@localhost",
                $"presence subscribe {BobsJid} > alice@localhost",
            ],
            sent.Select(Text));
        Assert.Equal("bob@example.com", sent[2].Payload(Namespaces.Nick + "nick")?.Value);
        Assert.Null(sent[1].Payload(Namespaces.Nick + "nick"));
        Assert.Equal(
            new ContactRow(1, "mail", "alice@localhost", "bob@example.com", @"bob\40example.com", true, ContactSubscription.Requested),
            Assert.Single(_gateway.Store.Contacts));
    }

    [Fact]
    public async Task Removing_a_contact_gives_unavailable_then_unsubscribed_then_unsubscribe()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType("subscribed"));

        // What a server sends for a removed roster item (XEP-0100 §4.7.1).
        var answers = await _gateway.AnswersAsync(PresenceOfType("unsubscribe"));
        var rest = await _gateway.AnswersAsync(PresenceOfType("unsubscribed"));

        Assert.Equal(
            [
                $"presence unavailable {BobsJid} > alice@localhost",
                $"presence unsubscribed {BobsJid} > alice@localhost",
                $"presence unsubscribe {BobsJid} > alice@localhost",
            ],
            answers);
        Assert.Empty(rest);
        Assert.Empty(_gateway.Store.Contacts);
    }

    [Fact]
    public async Task Adding_the_gateway_follows_the_same_order()
    {
        var answers = await _gateway.AnswersAsync(PresenceOfType("subscribe", Gateway));

        Assert.Equal(
            [
                "presence subscribed mail.example.org > alice@localhost",
                "presence available mail.example.org > alice@localhost",
                "presence subscribe mail.example.org > alice@localhost",
            ],
            answers);
    }

    [Fact]
    public async Task A_second_request_is_approved_again_without_asking_again()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType("subscribed"));

        Assert.Equal(
            [$"presence subscribed {BobsJid} > alice@localhost", $"presence available {BobsJid} > alice@localhost"],
            await _gateway.AnswersAsync(PresenceOfType("subscribe")));
    }

    [Fact]
    public async Task A_refusal_is_remembered()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType("unsubscribed")));

        Assert.Equal(ContactSubscription.Refused, Assert.Single(_gateway.Store.Contacts).ContactSees);
    }

    [Fact]
    public async Task A_probe_is_answered_where_it_came_from() => Assert.Equal(
        [$"presence available {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(PresenceOfType("probe")));

    [Fact]
    public async Task Directed_presence_is_answered_and_the_presence_of_a_subscriber_is_not()
    {
        Assert.Equal([$"presence available {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(PresenceOfType(null)));

        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));

        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType(null)));
        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType("unavailable")));
    }

    [Fact]
    public async Task A_JID_that_is_nobodys_is_denied_with_the_reason()
    {
        var nobody = Jid.Parse("nobody@mail.example.org");

        Assert.Equal(
            [
                "presence unsubscribed nobody@mail.example.org > alice@localhost",
                "presence error/modify/jid-malformed nobody@mail.example.org > alice@localhost",
            ],
            await _gateway.AnswersAsync(PresenceOfType("subscribe", nobody)));
        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType("probe", nobody)));
        Assert.Empty(await _gateway.AnswersAsync(PresenceOfType("unsubscribe", nobody)));
    }

    [Fact]
    public async Task Nothing_is_approved_while_the_store_is_away()
    {
        _gateway.Store.IsAway = true;

        Assert.Equal(
            [$"presence error/wait/resource-constraint {BobsJid} > alice@localhost"],
            await _gateway.AnswersAsync(PresenceOfType("subscribe")));
    }

    [Fact]
    public async Task A_foreign_request_is_presented_until_it_is_answered()
    {
        var request = new ContactRequest
        {
            User = Alice,
            Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com", "Bob"),
            Timestamp = _gateway.Time.GetUtcNow(),
        };

        var asked = Assert.Single(await TranslateAsync(request));
        Assert.Equal($"presence subscribe {BobsJid} > alice@localhost", Text(asked));
        Assert.Equal("Bob", asked.Payload(Namespaces.Nick + "nick")?.Value);
        Assert.Single(await TranslateAsync(request));

        await _gateway.ReceiveAsync(PresenceOfType("subscribed"));
        Assert.Empty(await TranslateAsync(request));

        // The user's client then asks for the other direction: no second request from us.
        Assert.Equal(
            [$"presence subscribed {BobsJid} > alice@localhost", $"presence available {BobsJid} > alice@localhost"],
            await _gateway.AnswersAsync(PresenceOfType("subscribe")));
    }

    [Fact]
    public async Task A_refused_foreign_request_is_not_presented_again()
    {
        var request = new ContactRequest
        {
            User = Alice,
            Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com"),
            Timestamp = _gateway.Time.GetUtcNow(),
        };
        await TranslateAsync(request);
        await _gateway.ReceiveAsync(PresenceOfType("unsubscribed"));

        Assert.Empty(await TranslateAsync(request));
    }

    private async Task<IReadOnlyList<Stanza>> TranslateAsync(GatewayEvent what) =>
        await _gateway.Translator.TranslateAsync(_gateway.Network, what, "s1", CancellationToken.None);
}
