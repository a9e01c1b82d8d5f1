using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>How a user brings an account of the network along and takes it away again: as a command, as a form of old clients, as a conversation.</summary>
public abstract class Registration(ExampleBridge bridge)
{
    [Fact]
    public async Task An_account_is_registered_in_two_steps_used_and_removed()
    {
        await using var frieda = await XmppUser.LoginAsync(bridge.Server, "frieda");
        var account = await bridge.Network.JoinAsync("frieda-there");
        var other = await bridge.Network.JoinAsync("friedas-friend");

        var who = await frieda.CommandAsync("register");
        Assert.Equal(["account", "way"], who.FieldNames());
        var code = await frieda.AnswerAsync(who, ("account", account.Name), ("way", "text"));
        Assert.Equal((who.SessionId(), "executing"), (code.SessionId(), code.Status()));
        Assert.Equal(["code"], code.FieldNames());
        var sent = await account.SeesAsync("code");
        Assert.Equal("text", (string?)sent["state"]);
        var done = await frieda.AnswerAsync(code, ("code", (string)sent["text"]!));
        Assert.Equal("completed", done.Status());
        Assert.Contains(account.Name, done.Words(), StringComparison.Ordinal);

        await frieda.SayAsync(other.Jid, "under my own name");
        Assert.Equal(account.Name, (string?)(await other.SeesTextAsync("under my own name"))["account"]);

        var sure = await frieda.CommandAsync("unregister");
        Assert.Equal("completed", (await frieda.AnswerAsync(sure, ("confirm", "1"))).Status());
        await frieda.SayAsync(other.Jid, "as a guest again");
        Assert.Null((await other.SeesTextAsync("as a guest again"))["account"]);
    }

    [Fact]
    public async Task A_wrong_answer_is_asked_for_again_and_what_was_right_is_kept()
    {
        await using var hanna = await XmppUser.LoginAsync(bridge.Server, "hanna");
        var account = await bridge.Network.JoinAsync("hanna-there");
        var who = await hanna.CommandAsync("register");
        var again = await hanna.AnswerAsync(who, ("account", "no-such-account"), ("way", "text"));
        Assert.Equal("executing", again.Status());
        Assert.Contains("no such account", again.ToString(), StringComparison.Ordinal);
        Assert.Equal("text", again.Descendants(Xeps.Form + "field").Single(field => field.Attribute("var")?.Value == "way").Element(Xeps.Form + "value")?.Value);
        var code = await hanna.AnswerAsync(again, ("account", account.Name), ("way", "app"));
        for (var tries = 0; tries < 2; tries++)
        {
            code = await hanna.AnswerAsync(code, ("code", "wrong"));
            Assert.Equal("executing", code.Status());
        }

        var failed = await hanna.AnswerAsync(code, ("code", "wrong"));
        Assert.NotEqual("executing", failed.Status());
        Assert.Contains("Too many wrong codes", failed.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_that_is_none_is_asked_for_again()
    {
        await using var hanna = await XmppUser.LoginAsync(bridge.Server, "hanna");
        var who = await hanna.CommandAsync("register");
        var again = await hanna.AnswerAsync(who, ("account", "hanna-there"), ("way", "by pigeon"));
        Assert.Equal("executing", again.Status());
        Assert.Equal(who.FieldNames(), again.FieldNames());
    }

    [Fact]
    public async Task A_login_can_be_cancelled_and_gone_back_in()
    {
        await using var hanna = await XmppUser.LoginAsync(bridge.Server, "hanna");
        var account = await bridge.Network.JoinAsync("hanna-back");
        var who = await hanna.CommandAsync("register");
        var code = await hanna.AnswerAsync(who, ("account", account.Name), ("way", "app"));
        var back = await hanna.CommandAsync("register", code.SessionId(), "prev");
        Assert.Equal(["account", "way"], back.FieldNames());
        Assert.Equal("canceled", (await hanna.CommandAsync("register", code.SessionId(), "cancel")).Status());
        Assert.True((await hanna.CommandAsync("register", code.SessionId(), null, AdHoc.Submit(("account", account.Name)))).IsError());
    }

    [Fact]
    public async Task A_client_without_commands_registers_with_a_form_and_a_chat()
    {
        await using var gustav = await XmppUser.LoginAsync(bridge.Server, "gustav");
        var account = await bridge.Network.JoinAsync("gustav-there");
        var other = await bridge.Network.JoinAsync("gustavs-friend");

        var question = await gustav.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Register + "query"));
        Assert.NotEmpty(question.Descendants(Xeps.Register + "instructions").Single().Value);
        Assert.Equal(["account", "way"], question.FieldNames());
        var more = await gustav.AskAsync(
            ExampleNetwork.Domain, "set", new XElement(Xeps.Register + "query", AdHoc.Submit(("account", account.Name), ("way", "app"))));
        Assert.Equal("not-acceptable", more.Condition());
        await ChatAsync(gustav, "Code");
        var before = gustav.Received.Count;
        await gustav.SayAsync(ExampleNetwork.Domain, (string)(await account.SeesAsync("code"))["text"]!);
        await ChatAsync(gustav, account.Name, before);

        await gustav.SayAsync(other.Jid, "registered in a chat");
        Assert.Equal(account.Name, (string?)(await other.SeesTextAsync("registered in a chat"))["account"]);
        Assert.Contains((await gustav.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Register + "query"))).Descendants(), e => e.Name == Xeps.Register + "registered");

        var removed = await gustav.AskAsync(
            ExampleNetwork.Domain, "set", new XElement(Xeps.Register + "query", new XElement(Xeps.Register + "remove")));
        Assert.Equal("result", removed.Type());
        await gustav.SayAsync(other.Jid, "after the removal");
        Assert.Null((await other.SeesTextAsync("after the removal"))["account"]);
    }

    [Fact]
    public async Task The_contacts_of_an_account_are_in_the_roster_until_it_is_removed()
    {
        await using var nora = await XmppUser.LoginAsync(bridge.Server, "nora");
        var anna = await bridge.Network.JoinAsync("noras-anna", new() { ["displayName"] = "Anna & <Co>" });
        var otto = await bridge.Network.JoinAsync("noras-otto");
        var account = await bridge.Network.JoinAsync("nora-there", new() { ["contacts"] = new JsonArray(anna.Name, otto.Name, "gone-since") });
        var code = await nora.AnswerAsync(await nora.CommandAsync("register"), ("account", account.Name), ("way", "app"));
        await nora.AnswerAsync(code, ("code", (string)(await account.SeesAsync("code"))["text"]!));
        foreach (var (person, name) in new[] { (anna, "Anna & <Co>"), (otto, otto.Name) })
        {
            if (bridge.Server == XmppServer.Ejabberd)
            {
                // It writes the item and leaves the subscription to the two sides.
                await nora.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == "subscribe", $"the request of {person.Name}");
                await nora.SendPresenceAsync(person.Jid, "subscribed");
                await nora.SendPresenceAsync(person.Jid, "subscribe");
                await nora.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == "subscribed", $"the consent of {person.Name}");
            }

            await nora.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() is null, $"the presence of {person.Name}");
            var item = (await RosterAsync(nora))[person.Jid];
            Assert.Equal(
                (name, "both", "Example"),
                (item.Attribute("name")?.Value, item.Attribute("subscription")?.Value, item.Element(Xeps.Roster + "group")?.Value));
        }

        Assert.Equal("completed", (await nora.AnswerAsync(await nora.CommandAsync("unregister"), ("confirm", "1"))).Status());
        foreach (var jid in (string[])[anna.Jid, otto.Jid, ExampleNetwork.Domain])
            await nora.Received.FirstAsync(s => Removes(s, jid), $"{jid} is removed from the roster");
        Assert.DoesNotContain((await RosterAsync(nora)).Keys, jid => jid == anna.Jid || jid == otto.Jid || jid == ExampleNetwork.Domain);

        static bool Removes(XElement s, string jid) => s.Descendants(Xeps.Roster + "item")
            .Any(item => item.Attribute("jid")?.Value == jid && item.Attribute("subscription")?.Value == "remove");
    }

    [Fact]
    public async Task Who_is_not_registered_cannot_be_removed()
    {
        await using var jakob = await XmppUser.LoginAsync(bridge.Server, "jakob");
        var answer = await jakob.AskAsync(
            ExampleNetwork.Domain, "set", new XElement(Xeps.Register + "query", new XElement(Xeps.Register + "remove")));
        Assert.Equal("registration-required", answer.Condition());
    }

    private static async Task<Dictionary<string, XElement>> RosterAsync(XmppUser user) =>
        (await user.AskAsync(user.BareJid, "get", new XElement(Xeps.Roster + "query"))).Descendants(Xeps.Roster + "item")
            .ToDictionary(item => item.Attribute("jid")!.Value);

    private static async Task<string> ChatAsync(XmppUser user, string part, int from = 0)
    {
        var (found, message) = await user.Received.TryFirstAsync(
            s => s.Is("message") && s.BareFrom() == ExampleNetwork.Domain && s.Text()?.Contains(part, StringComparison.Ordinal) is true, TimeSpan.FromSeconds(20), from);
        Assert.True(found, $"the gateway says nothing with '{part}'. The last that came:\n{string.Join('\n', user.Received.Snapshot().TakeLast(4))}");
        return message!.Text()!;
    }
}

[Collection<ExampleOnProsody>]
public sealed class RegistrationOnProsody(ProsodyExample bridge) : Registration(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class RegistrationOnEjabberd(EjabberdExample bridge) : Registration(bridge);
