using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Commands of the gateway, search, settings, and the conversation with it.</summary>
public abstract class Dialogues(ExampleBridge bridge)
{
    [Fact]
    public async Task The_commands_are_listed_with_their_names()
    {
        var answer = await bridge.Alice.AskAsync(
            ExampleNetwork.Domain, "get", new XElement(Xeps.Items + "query", new XAttribute("node", Xeps.Commands.NamespaceName)));
        var nodes = answer.Descendants(Xeps.Items + "item").Select(item => item.Attribute("node")?.Value).ToList();
        Assert.Contains("register", nodes);
        Assert.Contains("settings", nodes);
        Assert.All(answer.Descendants(Xeps.Items + "item"), item => Assert.NotEmpty(item.Attribute("name")?.Value ?? ""));
        foreach (var node in nodes)
        {
            var about = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Info + "query", new XAttribute("node", node!)));
            Assert.Equal(["automation/command-node"], about.Identities());
        }
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_not_found() =>
        Assert.Equal("item-not-found", (await bridge.Alice.CommandAsync("no-such-command")).Condition());

    [Fact]
    public async Task A_session_that_does_not_exist_is_refused() =>
        Assert.Equal("bad-request", (await bridge.Alice.CommandAsync("settings", "no-such-session", "next", AdHoc.Submit())).Condition());

    [Fact]
    public async Task Who_may_not_use_the_gateway_may_not_use_its_commands()
    {
        await using var bob = await XmppUser.LoginAsync(bridge.Server, "bob");
        Assert.Equal("forbidden", (await bob.CommandAsync("settings")).Condition());
    }

    [Fact]
    public async Task Settings_are_kept_and_what_is_out_of_range_is_asked_for_again()
    {
        await using var ida = await XmppUser.LoginAsync(bridge.Server, "ida");
        var form = await ida.CommandAsync("settings");
        var again = await ida.AnswerAsync(form, ("merge_window", "1000000"));
        Assert.Equal("executing", again.Status());
        Assert.Equal("completed", (await ida.AnswerAsync(again, ("merge_window", "42"), ("language", "en"))).Status());
        var now = await ida.CommandAsync("settings");
        Assert.Equal("42", now.Descendants(Xeps.Form + "field").Single(field => field.Attribute("var")?.Value == "merge_window").Element(Xeps.Form + "value")?.Value);
    }

    [Fact]
    public async Task The_gateway_speaks_the_language_of_the_client()
    {
        var answer = await bridge.Alice.AskAsync(
            ExampleNetwork.Domain, "set", new XElement(Xeps.Commands + "command", new XAttribute("node", "settings")), language: "de");
        Assert.Contains("Einstellungen", answer.Words(), StringComparison.Ordinal);
        await bridge.Alice.CommandAsync("settings", answer.SessionId(), "cancel");
    }

    [Fact]
    public async Task People_are_found_and_shown_as_a_table()
    {
        var one = await bridge.Network.JoinAsync("findable-one", new() { ["displayName"] = "The findable first" });
        var two = await bridge.Network.JoinAsync("findable-two", new() { ["displayName"] = "The findable second" });
        var form = await bridge.Alice.CommandAsync("search");
        var found = await bridge.Alice.AnswerAsync(form, ("text", "The findable"));
        Assert.Equal("completed", found.Status());
        Assert.Equal(
            [one.Jid, two.Jid],
            found.Descendants(Xeps.Form + "item").Select(item => item.Elements().Single(field => field.Attribute("var")?.Value == "jid").Value));
        Assert.Contains(found.Descendants(Xeps.Form + "reported").Elements(), field => field.Attribute("type")?.Value == "jid-single");
    }

    [Fact]
    public async Task Old_clients_can_search_too()
    {
        var person = await bridge.Network.JoinAsync("searchable", new() { ["displayName"] = "Sören Searchable" });
        var question = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Search + "query"));
        Assert.NotEmpty(question.Descendants(Xeps.Search + "instructions").Single().Value);
        var answer = await bridge.Alice.AskAsync(
            ExampleNetwork.Domain, "set", new XElement(Xeps.Search + "query", new XElement(Xeps.Search + "nick", "Sören Search")));
        var item = answer.Descendants(Xeps.Search + "item").Single();
        Assert.Equal((person.Jid, "Sören Searchable"), (item.Attribute("jid")?.Value, item.Element(Xeps.Search + "nick")?.Value));
    }

    [Fact]
    public async Task A_search_for_nobody_finds_nobody()
    {
        var form = await bridge.Alice.CommandAsync("search");
        var found = await bridge.Alice.AnswerAsync(form, ("text", "not a soul has this name"));
        Assert.Equal("completed", found.Status());
        Assert.Empty(found.Descendants(Xeps.Form + "item"));
    }

    [Fact]
    public async Task A_contact_is_added_by_command_and_a_bad_address_asked_for_again()
    {
        await using var ida = await XmppUser.LoginAsync(bridge.Server, "ida");
        var person = await bridge.Network.JoinAsync("by-command");
        var form = await ida.CommandAsync("add-contact");
        var again = await ida.AnswerAsync(form, ("address", "two words"));
        Assert.Equal("executing", again.Status());
        Assert.Equal("completed", (await ida.AnswerAsync(again, ("address", person.Name))).Status());
        var contacts = await ida.CommandAsync("contacts");
        Assert.Contains(person.Jid, Values(contacts));
    }

    [Fact]
    public async Task What_is_still_on_its_way_can_be_seen()
    {
        await using var ida = await XmppUser.LoginAsync(bridge.Server, "ida");
        var person = await bridge.Network.JoinAsync("not-now");
        await person.BehaveAsync(new() { ["busy"] = "Come back tomorrow" });
        await ida.SayAsync(person.Jid, "are you there?");
        var status = await ida.CommandUntilAsync("status", "the reason of the first attempt", answer => Values(answer).Contains("Come back tomorrow"));
        Assert.Contains(person.Name, Values(status));
    }

    [Fact]
    public async Task The_gateway_can_be_talked_to()
    {
        await using var emil = await XmppUser.LoginAsync(bridge.Server, "emil");
        Assert.Contains("settings", await SayAsync(emil, "help", "settings"), StringComparison.Ordinal);
        await SayAsync(emil, "make coffee", "I do not understand that");
        Assert.Contains("einstellungen", await SayAsync(emil, "hilfe", "", "de"), StringComparison.Ordinal);
        var person = await bridge.Network.JoinAsync("talked-about", new() { ["displayName"] = "Tom Talked-About" });
        await SayAsync(emil, "search", "Name or address");
        await SayAsync(emil, "Tom Talked", person.Jid);
    }

    [Fact]
    public async Task A_question_in_a_conversation_is_answered_with_yes_or_no()
    {
        await using var emil = await XmppUser.LoginAsync(bridge.Server, "emil");
        await SayAsync(emil, "unregister", "Do you want that?");
        await SayAsync(emil, "perhaps", "yes or no");
        await SayAsync(emil, "no", "Nothing was changed");
        await SayAsync(emil, "settings", "Delivery receipts");
        Assert.DoesNotContain("Delivery receipts", await SayAsync(emil, "cancel", ""), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Values(XElement answer) => answer.Descendants(Xeps.Form + "value").Select(value => value.Value);

    // Says something to the gateway; returns its next answer, which holds the text.
    private static async Task<string> SayAsync(XmppUser user, string words, string expected, string language = "en")
    {
        var before = user.Received.Count;
        await user.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", ExampleNetwork.Domain),
            new XAttribute("type", "chat"),
            new XAttribute(XNamespace.Xml + "lang", language),
            new XElement(XmppUser.Client + "body", words)));
        var (found, answer) = await user.Received.TryFirstAsync(
            s => s.Is("message") && s.BareFrom() == ExampleNetwork.Domain && s.Text() is not null, TimeSpan.FromSeconds(20), before);
        Assert.True(found, $"no answer to '{words}'");
        Assert.Contains(expected, answer!.Text(), StringComparison.Ordinal);
        return answer!.Text()!;
    }
}

[Collection<ExampleOnProsody>]
public sealed class DialoguesOnProsody(ProsodyExample bridge) : Dialogues(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class DialoguesOnEjabberd(EjabberdExample bridge) : Dialogues(bridge);
