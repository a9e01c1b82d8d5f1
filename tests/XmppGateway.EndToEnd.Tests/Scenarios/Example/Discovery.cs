using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What a client finds out before anybody writes.</summary>
public abstract class Discovery(ExampleBridge bridge)
{
    [Fact]
    public async Task The_gateway_is_found_among_the_items_of_the_server()
    {
        var answer = await bridge.Alice.AskAsync("localhost", "get", new XElement(Xeps.Items + "query"));
        Assert.Contains(ExampleNetwork.Domain, answer.Descendants(Xeps.Items + "item").Select(item => item.Attribute("jid")?.Value));
    }

    [Fact]
    public async Task The_gateway_says_what_it_is_and_what_it_can()
    {
        var answer = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Info + "query"));
        Assert.Contains("gateway/example", answer.Identities());
        Assert.Equal(answer.Features().Distinct(), answer.Features());
        Assert.All(
            (string[])["http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items", "jabber:iq:gateway", "jabber:iq:version", "urn:xmpp:ping"],
            feature => Assert.Contains(feature, answer.Features()));
    }

    [Fact]
    public async Task The_gateway_says_whom_to_write_to()
    {
        var answer = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Info + "query"));

        // XEP-0128: a form says more, and has a name by XEP-0068.
        var form = answer.Element(Xeps.Info + "query")!.Element(Xeps.Form + "x")!;
        var values = form.Elements(Xeps.Form + "field").ToDictionary(
            field => field.Attribute("var")!.Value, field => string.Join(' ', field.Elements(Xeps.Form + "value").Select(value => value.Value)));
        Assert.Equal("http://jabber.org/network/serverinfo", values["FORM_TYPE"]);
        Assert.Equal(("xmpp:paula@localhost", "xmpp:paula@localhost"), (values["admin-addresses"], values["abuse-addresses"]));
    }

    [Fact]
    public async Task A_contact_says_what_it_is_and_what_it_can()
    {
        var person = await bridge.Network.JoinAsync("disco");
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query"));
        Assert.Contains("account/registered", answer.Identities());
        Assert.Contains("urn:xmpp:receipts", answer.Features());
        Assert.Contains("urn:xmpp:reply:0", answer.Features());
    }

    [Fact]
    public async Task A_node_that_is_none_is_not_found()
    {
        foreach (var ns in new[] { Xeps.Info, Xeps.Items })
        {
            var answer = await bridge.Alice.AskAsync(
                ExampleNetwork.Domain, "get", new XElement(ns + "query", new XAttribute("node", "urn:example:no-such-node")));
            Assert.Equal("item-not-found", answer.Condition());
        }
    }

    [Fact]
    public async Task A_contact_that_reads_nothing_says_so_and_takes_no_message()
    {
        var person = await bridge.Network.JoinAsync("mute", new() { ["noReply"] = true });
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query"));
        Assert.Contains("urn:xmpp:noreply:0", answer.Features());
        Assert.DoesNotContain("urn:xmpp:receipts", answer.Features());
        await person.SayAsync(bridge.Alice.BareJid, "do not answer this");
        await bridge.Alice.MessageAsync("do not answer this");
        var error = await bridge.Alice.ErrorAsync(await bridge.Alice.SayAsync(person.Jid, "I answer all the same"));
        Assert.Equal("service-unavailable", error.Condition());
        Assert.NotEmpty(error.ErrorText());
        Assert.Empty(person.Seen);
    }

    [Fact]
    public async Task A_contact_has_no_items()
    {
        var person = await bridge.Network.JoinAsync("items");
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Items + "query"));
        Assert.Equal("result", answer.Type());
        Assert.Empty(answer.Descendants(Xeps.Items + "item"));
    }

    [Fact]
    public async Task The_gateway_and_its_contacts_answer_a_ping()
    {
        var person = await bridge.Network.JoinAsync("ping");
        foreach (var to in new[] { ExampleNetwork.Domain, person.Jid })
            Assert.Equal("result", (await bridge.Alice.AskAsync(to, "get", new XElement(Xeps.Ping + "ping"))).Type());
    }

    [Fact]
    public async Task The_gateway_tells_its_version()
    {
        var answer = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Version + "query"));
        Assert.Equal("xmpp-gateway", answer.Descendants(Xeps.Version + "name").Single().Value);
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", answer.Descendants(Xeps.Version + "version").Single().Value);
    }

    [Fact]
    public async Task A_question_that_nobody_understands_is_answered_with_an_error()
    {
        var person = await bridge.Network.JoinAsync("unknown-iq");
        foreach (var to in new[] { ExampleNetwork.Domain, person.Jid })
        {
            var answer = await bridge.Alice.AskAsync(to, "get", new XElement(XName.Get("query", "urn:example:unknown")));
            Assert.Contains(answer.Condition(), new[] { "service-unavailable", "feature-not-implemented" });
        }
    }

    [Fact]
    public async Task An_address_as_people_type_it_becomes_a_jid()
    {
        var question = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Prompt + "query"));
        Assert.NotEmpty(question.Descendants(Xeps.Prompt + "prompt").Single().Value);
        Assert.NotEmpty(question.Descendants(Xeps.Prompt + "desc").Single().Value);
        var answer = await PromptAsync(" @Prompted ");
        Assert.Equal("prompted@example.localhost", answer.Descendants(Xeps.Prompt + "jid").Single().Value);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_with_an_explanation()
    {
        var answer = await PromptAsync("two words");
        Assert.Equal("not-acceptable", answer.Condition());
        Assert.NotEmpty(answer.ErrorText());
    }

    [Fact]
    public async Task A_contact_has_no_prompt()
    {
        var person = await bridge.Network.JoinAsync("prompt-at-contact");
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Prompt + "query"));
        Assert.Contains(answer.Condition(), new[] { "service-unavailable", "feature-not-implemented" });
    }

    [Fact]
    public async Task A_contact_whose_name_is_none_is_malformed()
    {
        var answer = await bridge.Alice.AskAsync("-none-@example.localhost", "get", new XElement(Xeps.Info + "query"));
        Assert.Equal("jid-malformed", answer.Condition());
    }

    private Task<XElement> PromptAsync(string text) => bridge.Alice.AskAsync(
        ExampleNetwork.Domain, "set", new XElement(Xeps.Prompt + "query", new XElement(Xeps.Prompt + "prompt", text)));
}

[Collection<ExampleOnProsody>]
public sealed class DiscoveryOnProsody(ProsodyExample bridge) : Discovery(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class DiscoveryOnEjabberd(EjabberdExample bridge) : Discovery(bridge);
