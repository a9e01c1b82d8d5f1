using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What an ordinary client asks a gateway.</summary>
public abstract class ClientQueries(Bridge bridge)
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    private static readonly XNamespace Info = "http://jabber.org/protocol/disco#info";
    private static readonly XNamespace Items = "http://jabber.org/protocol/disco#items";
    private static readonly XNamespace Version = "jabber:iq:version";
    private static readonly XNamespace Prompt = "jabber:iq:gateway";

    [Fact]
    public async Task The_gateway_says_what_it_is()
    {
        var answer = await bridge.Alice.AskAsync("mail.localhost", "get", new XElement(Info + "query"));
        Assert.Equal("result", answer.Type());
        var identity = answer.Descendants(Info + "identity").First();
        Assert.Equal("gateway", identity.Attribute("category")?.Value);
        Assert.NotEmpty(identity.Attribute("type")?.Value ?? "");
        var features = answer.Descendants(Info + "feature").Select(f => f.Attribute("var")?.Value).ToList();
        Assert.Contains(Info.NamespaceName, features);
        Assert.Contains(Prompt.NamespaceName, features);
        Assert.Contains("urn:xmpp:ping", features);
    }

    [Fact]
    public async Task A_contact_says_that_it_gives_receipts()
    {
        var answer = await bridge.Alice.AskAsync(BobAsContact, "get", new XElement(Info + "query"));
        Assert.Equal("result", answer.Type());
        Assert.Contains(answer.Descendants(Info + "feature"), f => f.Attribute("var")?.Value == "urn:xmpp:receipts");
    }

    [Fact]
    public async Task It_answers_items_ping_and_version()
    {
        Assert.Equal("result", (await bridge.Alice.AskAsync("mail.localhost", "get", new XElement(Items + "query"))).Type());
        Assert.Equal("result", (await bridge.Alice.AskAsync("mail.localhost", "get", new XElement(XName.Get("ping", "urn:xmpp:ping")))).Type());
        var version = await bridge.Alice.AskAsync("mail.localhost", "get", new XElement(Version + "query"));
        Assert.NotEmpty(version.Descendants(Version + "version").Single().Value);
    }

    [Fact]
    public async Task A_plain_mail_address_becomes_a_contact()
    {
        var prompt = await bridge.Alice.AskAsync("mail.localhost", "get", new XElement(Prompt + "query"));
        Assert.NotEmpty(prompt.Descendants(Prompt + "prompt").Single().Value);
        var answer = await bridge.Alice.AskAsync(
            "mail.localhost", "set", new XElement(Prompt + "query", new XElement(Prompt + "prompt", "bob@example.test")));
        Assert.Equal(BobAsContact, answer.Descendants(Prompt + "jid").Single().Value);
    }

    [Fact]
    public async Task What_it_does_not_know_is_an_error()
    {
        foreach (var to in new[] { "mail.localhost", BobAsContact })
        {
            var answer = await bridge.Alice.AskAsync(to, "get", new XElement(XName.Get("query", "urn:example:unknown")));
            Assert.Equal("error", answer.Type());
            Assert.Contains(answer.Condition(), new[] { "service-unavailable", "feature-not-implemented" });
        }
    }

    [Fact]
    public async Task A_subscription_is_granted_seen_and_ended()
    {
        await using var carol = await XmppUser.LoginAsync(bridge.Server, "carol");
        await carol.SendPresenceAsync(BobAsContact, "subscribe");
        var granted = await PresenceAsync(carol, "subscribed");
        var available = await PresenceAsync(carol, null);
        var seen = carol.Received.Snapshot().ToList();
        // XEP-0100 §4.3: first the subscription, then presence.
        Assert.True(seen.IndexOf(granted) < seen.IndexOf(available), "presence came before the subscription was granted");
        await carol.SendPresenceAsync(BobAsContact, "unsubscribe");
        await PresenceAsync(carol, "unavailable"); // RFC 6121 §3.3.3
    }

    private static Task<XElement> PresenceAsync(XmppUser user, string? type) => user.Received.FirstAsync(
        s => s.Is("presence") && s.BareFrom() == BobAsContact && s.Type() == type, $"presence '{type ?? "available"}' of the contact");
}

[Collection<OnProsody>]
public sealed class ClientQueriesOnProsody(ProsodyBridge bridge) : ClientQueries(bridge);

[Collection<OnEjabberd>]
public sealed class ClientQueriesOnEjabberd(EjabberdBridge bridge) : ClientQueries(bridge);
