using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

public sealed class RequestTests : IDisposable
{
    private static readonly XElement Ping = new(Namespaces.Ping + "ping");
    private static readonly XElement Info = new(Namespaces.DiscoInfo + "query");

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_gateway_says_what_it_is()
    {
        var info = await AskAsync(Info);

        var identity = Assert.Single(info.Elements(Namespaces.DiscoInfo + "identity"));
        Assert.Equal(
            ("gateway", "smtp", "Email"),
            ((string?)identity.Attribute("category"), (string?)identity.Attribute("type"), (string?)identity.Attribute("name")));
        Assert.Equal(
            [
                "http://jabber.org/protocol/caps", "http://jabber.org/protocol/commands", "http://jabber.org/protocol/disco#info",
                "http://jabber.org/protocol/disco#items", "jabber:iq:gateway", "jabber:iq:last", "jabber:iq:register", "jabber:iq:search",
                "jabber:iq:version", "jabber:x:data", "jid\\20escaping", "urn:xmpp:blocking", "urn:xmpp:ping", "urn:xmpp:reporting:1", "vcard-temp",
            ],
            FeaturesOf(info));
    }

    [Fact]
    public async Task A_contact_says_what_it_is()
    {
        var info = await AskAsync(Info, Bob);

        Assert.Equal(
            [("account", "registered", null), ("pubsub", "pep", null)],
            info.Elements(Namespaces.DiscoInfo + "identity").Select(
                i => ((string?)i.Attribute("category"), (string?)i.Attribute("type"), (string?)i.Attribute("name"))));
        Assert.Contains("urn:xmpp:receipts", FeaturesOf(info));
        Assert.DoesNotContain("jabber:iq:gateway", FeaturesOf(info));
    }

    [Fact]
    public async Task Items_are_empty() =>
        Assert.Empty((await AskAsync(new XElement(Namespaces.DiscoItems + "query"))).Elements());

    [Theory]
    [InlineData("no-such-command", false, "Diesen Befehl gibt es nicht.")]
    [InlineData("urn:example:node", false, "Diesen Knoten hat das Gateway nicht.")]
    [InlineData("urn:example:node", true, "Diesen Knoten hat dieser Kontakt nicht.")]
    [InlineData("xmpp:mail.example.org#old", true, "Das sind nicht die jetzigen Fähigkeiten. Fragen Sie ohne Knoten.")]
    [InlineData("xmpp:mail.example.org#old", false, "Das sind nicht die jetzigen Fähigkeiten. Fragen Sie ohne Knoten.")]
    public async Task A_node_that_is_none_is_called_what_it_would_be(string node, bool ofContact, string text)
    {
        var request = Get(new XElement(Namespaces.DiscoInfo + "query", new XAttribute("node", node)), ofContact ? Bob : null);
        request.Lang = "de";

        var error = StanzaError.Find(Assert.Single(await _gateway.ReceiveAsync(request)))!;

        Assert.Equal((StanzaConditions.ItemNotFound, text), (error.Condition, error.Text));
    }

    [Fact]
    public async Task A_node_is_not_found() => Assert.Equal(
        ["iq error/cancel/item-not-found mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Get(new XElement(Namespaces.DiscoInfo + "query", new XAttribute("node", "x")))));

    [Fact]
    public async Task The_version_names_no_operating_system()
    {
        var query = await AskAsync(new XElement(Namespaces.Version + "query"));

        Assert.Equal("xmpp-gateway", (string?)query.Element(Namespaces.Version + "name"));
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)query.Element(Namespaces.Version + "version"));
        Assert.Null(query.Element(Namespaces.Version + "os"));
    }

    [Fact]
    public async Task The_gateway_and_contacts_answer_pings()
    {
        var result = Assert.Single(await _gateway.ReceiveAsync(Get(Ping)));
        Assert.Equal(("iq result mail.example.org > alice@localhost/phone", "q1", 0), (Text(result), result.Id, result.Payloads.Count));

        Assert.StartsWith(@"iq result bob\40example.com@", Assert.Single(await _gateway.AnswersAsync(Get(Ping, Bob))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_asks_for_an_address()
    {
        var query = await AskAsync(new XElement(Namespaces.Gateway + "query"));

        Assert.Equal("Email address", (string?)query.Element(Namespaces.Gateway + "prompt"));
        Assert.Equal("Type an email address such as bob@example.com.", (string?)query.Element(Namespaces.Gateway + "desc"));
    }

    [Fact]
    public async Task The_prompt_turns_an_address_into_a_JID()
    {
        var query = await AskAsync(
            new XElement(Namespaces.Gateway + "query", new XElement(Namespaces.Gateway + "prompt", " Bob@Example.com ")), type: "set");

        Assert.Equal(@"bob\40example.com@mail.example.org", (string?)query.Element(Namespaces.Gateway + "jid"));

        await _gateway.ReceiveAsync(Chat("Hello"));
        Assert.Equal("Bob@Example.com", Assert.Single(_gateway.Outbox.Accepted).What.Contact.Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    public async Task The_prompt_refuses_what_is_no_address(string text) => Assert.Equal(
        ["iq error/modify/not-acceptable mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Get(
            new XElement(Namespaces.Gateway + "query", new XElement(Namespaces.Gateway + "prompt", text)), type: "set")));

    [Theory]
    [InlineData("get", "service-unavailable", "cancel")]
    [InlineData("set", "service-unavailable", "cancel")]
    public async Task Everything_else_gets_an_error(string type, string condition, string errorType) => Assert.Equal(
        [$"iq error/{errorType}/{condition} mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Get(new XElement(XNamespace.Get("urn:example:nothing") + "query"), type: type)));

    [Fact]
    public async Task A_request_needs_exactly_one_payload()
    {
        var two = Get(Ping);
        two.Payloads.Add(new XElement(Ping));

        Assert.Equal(["iq error/modify/bad-request mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(two));
    }

    [Theory]
    [InlineData("result")]
    [InlineData("error")]
    public async Task A_late_answer_is_not_answered(string type) => Assert.Empty(await _gateway.AnswersAsync(Get(Ping, type: type)));

    [Fact]
    public async Task Who_is_denied_may_ask_the_gateway_and_nothing_else()
    {
        var mallory = Jid.Parse("mallory@localhost/x");
        Assert.Equal("iq result mail.example.org > mallory@localhost/x", Assert.Single(await AsAsync(Get(Ping), mallory)));
        Assert.Equal("iq result mail.example.org > mallory@localhost/x", Assert.Single(await AsAsync(Get(Info), mallory)));

        Assert.Contains("error/auth/forbidden", Assert.Single(await AsAsync(Get(Info, Bob), mallory)), StringComparison.Ordinal);
        Assert.Contains("error/auth/forbidden", Assert.Single(await AsAsync(Chat("Hello"), mallory)), StringComparison.Ordinal);
        Assert.Equal(
            [@"presence unsubscribed bob\40example.com@mail.example.org > mallory@localhost", @"presence error/auth/forbidden bob\40example.com@mail.example.org > mallory@localhost"],
            await AsAsync(PresenceOfType("subscribe"), mallory.Bare));
        Assert.Empty(await AsAsync(PresenceOfType("probe"), mallory));
        Assert.Empty(_gateway.Outbox.Accepted);
        Assert.Empty(_gateway.Store.Identities);
    }

    [Fact]
    public async Task Who_is_denied_leaves_nothing_in_the_store()
    {
        var mallory = Jid.Parse("mallory@localhost/x");
        foreach (var type in (string[])["subscribed", "unsubscribe", "unsubscribed", "unavailable"])
        {
            Assert.Empty(await AsAsync(PresenceOfType(type), mallory));
        }

        var error = Chat("Hello");
        error.Type = "error";
        Assert.Empty(await AsAsync(error, mallory));

        var said = Chat("Hallo");
        (said.To, said.Lang) = (Gateway, "de");
        Assert.NotEmpty(await AsAsync(said, mallory));

        Assert.Empty(_gateway.Store.Identities);
        Assert.Empty(_gateway.Store.Contacts);
        Assert.Empty(_gateway.Store.Accounts);
        Assert.Empty(_gateway.Presences.Users.Present());
    }

    private Task<string[]> AsAsync(Stanza stanza, Jid from)
    {
        stanza.From = from;
        return _gateway.AnswersAsync(stanza);
    }

    private async Task<XElement> AskAsync(XElement payload, Jid? to = null, string type = "get")
    {
        var result = Assert.Single(await _gateway.ReceiveAsync(Get(payload, to, type)));
        Assert.True(result.Type == "result", result.Type == "error" ? ErrorReader.Read(result).Condition : result.Type);
        return Assert.Single(result.Payloads);
    }

    private static IEnumerable<string?> FeaturesOf(XElement info) =>
        info.Elements(Namespaces.DiscoInfo + "feature").Select(f => (string?)f.Attribute("var")).Order(StringComparer.Ordinal);
}
