using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>How contacts come into the roster where the server does not let the gateway write it: on the second network.</summary>
public abstract class Suggestions(ExampleBridge bridge)
{
    [Fact]
    public async Task A_client_that_knows_roster_exchange_gets_a_suggestion_and_no_request()
    {
        await using var emil = await XmppUser.LoginAsync(bridge.Server, "emil", features: [Xeps.RosterExchange.NamespaceName]);
        var person = await bridge.Second.JoinAsync("suggested");

        Assert.Equal("completed", (await AddAsync(emil, person)).Status());

        var suggestion = await emil.Received.FirstAsync(s => s.Element(Xeps.RosterExchange + "x") is not null, "the suggestion");
        var item = Assert.Single(suggestion.Descendants(Xeps.RosterExchange + "item"));
        Assert.Equal(
            ("set", bridge.Second.At, "add", person.Jid),
            (suggestion.Type(), suggestion.BareFrom(), item.Attribute("action")?.Value, item.Attribute("jid")?.Value));
        Assert.DoesNotContain(emil.Received.Snapshot(), s => IsRequest(s, person.Jid));
    }

    [Fact]
    public async Task A_client_that_does_not_know_roster_exchange_gets_a_request_and_no_suggestion()
    {
        await using var karla = await XmppUser.LoginAsync(bridge.Server, "karla", features: ["urn:xmpp:ping"]);
        var person = await bridge.Second.JoinAsync("requested");

        Assert.Equal("completed", (await AddAsync(karla, person)).Status());

        var request = await karla.Received.FirstAsync(s => IsRequest(s, person.Jid), "the request");
        Assert.Equal(person.Name, request.Element(Xeps.Nick + "nick")?.Value);
        Assert.DoesNotContain(karla.Received.Snapshot(), s => s.Element(Xeps.RosterExchange + "x") is not null);
    }

    [Fact]
    public async Task Many_requests_come_a_few_at_once_and_then_at_a_pace()
    {
        await using var ludwig = await XmppUser.LoginAsync(bridge.Server, "ludwig");
        var people = new List<ExamplePerson>();
        for (var number = 0; number < 7; number++)
            people.Add(await bridge.Second.JoinAsync($"paced-{number}"));
        var account = await bridge.Second.JoinAsync("ludwig-there", new() { ["contacts"] = new JsonArray([.. people.Select(person => (JsonNode)person.Name)]) });

        var code = await CommandAsync(ludwig, "register", await CommandAsync(ludwig, "register"), ("account", account.Name), ("way", "app"));
        var began = Stopwatch.StartNew();
        await CommandAsync(ludwig, "register", code, ("code", (string)(await account.SeesAsync("code"))["text"]!));
        foreach (var jid in people.Select(person => person.Jid).Append(bridge.Second.At))
            await ludwig.Received.FirstAsync(s => IsRequest(s, jid), $"the request of {jid}", TimeSpan.FromSeconds(30));

        // Five at once; the eighth is the third of those that wait three seconds each.
        Assert.InRange(began.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(30));
        Assert.Equal(8, ludwig.Received.Snapshot().Count(s => s.Is("presence") && s.Type() == "subscribe" && s.BareFrom().EndsWith(bridge.Second.At, StringComparison.Ordinal)));
    }

    private static bool IsRequest(XElement stanza, string contact) => stanza.Is("presence") && stanza.Type() == "subscribe" && stanza.BareFrom() == contact;

    private async Task<XElement> AddAsync(XmppUser user, ExamplePerson person) =>
        await CommandAsync(user, "add-contact", await CommandAsync(user, "add-contact"), ("address", person.Name));

    private Task<XElement> CommandAsync(XmppUser user, string node, XElement? asked = null, params (string Name, string Value)[] fields) =>
        user.AskAsync(bridge.Second.At, "set", new XElement(
            Xeps.Commands + "command",
            new XAttribute("node", node),
            asked is null ? null : new XAttribute("sessionid", asked.SessionId()),
            asked is null ? null : AdHoc.Submit(fields)));
}

[Collection<ExampleOnProsody>]
public sealed class SuggestionsOnProsody(ProsodyExample bridge) : Suggestions(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class SuggestionsOnEjabberd(EjabberdExample bridge) : Suggestions(bridge);
