using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What admins can do, and nobody else.</summary>
public abstract class Administration(ExampleBridge bridge)
{
    [Fact]
    public async Task Who_is_no_admin_neither_sees_the_commands_of_admins_nor_can_use_them()
    {
        await using var paula = await AdminAsync();
        var offered = await AdminNodesAsync(paula);
        Assert.Superset(
            new HashSet<string>
            {
                "admin-users", "admin-sessions", "admin-queues", "admin-outbox", "admin-retry", "admin-drop", "admin-ban", "admin-allow", "admin-rules",
                "admin-announce", "admin-log-level", "admin-stop", "admin-resume", "admin-audit",
            },
            offered.ToHashSet());
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        Assert.Empty(await AdminNodesAsync(quirin));
        foreach (var node in offered)
        {
            // XEP-0050 §4.4: the requester is not authorized.
            Assert.Equal("forbidden", (await quirin.CommandAsync(node)).Condition());
            var about = await quirin.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Info + "query", new XAttribute("node", node)));
            Assert.Equal("forbidden", about.Condition());
        }
    }

    [Fact]
    public async Task An_admin_sees_users_sessions_and_queues_and_changes_the_level_of_the_log()
    {
        await using var paula = await AdminAsync();
        foreach (var node in new[] { "admin-users", "admin-queues", "admin-outbox", "admin-audit" })
            Assert.Equal("completed", (await paula.CommandAsync(node)).Status());
        Assert.Contains(ExampleNetwork.SecondDomain, Values(await paula.AnswerAsync(await paula.CommandAsync("admin-sessions"), ("show", "links"))));
        Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-sessions"), ("show", "users"))).Status());
        var form = await paula.CommandAsync("admin-log-level");
        var before = form.Descendants(Xeps.Form + "field").Single(field => field.Attribute("var")?.Value == "level").Element(Xeps.Form + "value")!.Value;
        Assert.Equal("completed", (await paula.AnswerAsync(form, ("level", "Warning"))).Status());
        var now = await paula.CommandAsync("admin-log-level");
        Assert.Equal("Warning", now.Descendants(Xeps.Form + "field").Single(field => field.Attribute("var")?.Value == "level").Element(Xeps.Form + "value")!.Value);
        Assert.Equal("completed", (await paula.AnswerAsync(now, ("level", before))).Status());
    }

    [Fact]
    public async Task A_user_who_is_banned_is_shut_out_until_the_rule_is_taken_back()
    {
        await using var paula = await AdminAsync();
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        var person = await bridge.Network.JoinAsync("quirins-contact");
        await quirin.SayAsync(person.Jid, "before the ban");
        await person.SeesTextAsync("before the ban");
        Assert.Equal("completed", (await RuleAsync(paula, "admin-ban", "user", quirin.BareJid)).Status());
        Assert.Equal("forbidden", (await quirin.ErrorAsync(await quirin.SayAsync(person.Jid, "during the ban"))).Condition());
        Assert.Equal("forbidden", (await quirin.CommandAsync("settings")).Condition());
        Assert.Equal(403, await person.TryAsync(new JsonObject { ["id"] = XmppUser.NewId(), ["user"] = quirin.BareJid, ["kind"] = "message", ["text"] = "for the banned" }));
        await TakeBackAsync(paula, quirin.BareJid);
        await quirin.SayAsync(person.Jid, "after the ban");
        await person.SeesTextAsync("after the ban");
        Assert.DoesNotContain(person.Seen, entry => (string?)entry["text"] == "during the ban");
    }

    [Fact]
    public async Task A_contact_who_is_banned_is_neither_heard_nor_written_to_until_they_are_allowed()
    {
        await using var paula = await AdminAsync();
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        var person = await bridge.Network.JoinAsync("banned-contact");
        Assert.Equal("completed", (await RuleAsync(paula, "admin-ban", "contact", person.Name)).Status());
        await person.SayAsync(quirin.BareJid, "from the banned");
        Assert.Equal("forbidden", (await quirin.ErrorAsync(await quirin.SayAsync(person.Jid, "to the banned"))).Condition());
        Assert.Equal("completed", (await RuleAsync(paula, "admin-allow", "contact", person.Name)).Status());
        await quirin.SayAsync(person.Jid, "to the allowed");
        await person.SeesTextAsync("to the allowed");
        await person.SayAsync(quirin.BareJid, "from the allowed");
        await quirin.MessageAsync("from the allowed");
        Assert.DoesNotContain(quirin.Received.Snapshot(), s => s.Text() == "from the banned");
        await TakeBackAsync(paula, person.Name);
    }

    [Fact]
    public async Task A_message_that_waits_is_tried_now_or_given_up()
    {
        await using var paula = await AdminAsync();
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        var person = await bridge.Network.JoinAsync("busy-then-not");
        await person.BehaveAsync(new() { ["busy"] = "Later, perhaps" });
        var retried = await quirin.SayAsync(person.Jid, "try this again");
        var number = await NumberAsync(paula, person);
        await person.BehaveAsync(null);
        Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-retry"), ("id", number))).Status());
        await person.SeesTextAsync("try this again");
        await quirin.ReceiptAsync(retried);

        await person.BehaveAsync(new() { ["busy"] = "Never, perhaps" });
        var dropped = await quirin.SayAsync(person.Jid, "give this up");
        number = await NumberAsync(paula, person);
        Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-drop"), ("id", number))).Status());
        Assert.NotEmpty((await quirin.ErrorAsync(dropped)).ErrorText());
        Assert.Contains("no such message", (await paula.AnswerAsync(await paula.CommandAsync("admin-drop"), ("id", "987654321"))).Words(), StringComparison.Ordinal);
        await person.BehaveAsync(null);
        await quirin.SayAsync(person.Jid, "the next one");
        await person.SeesTextAsync("the next one");
        Assert.Equal(["try this again", "the next one"], person.Seen.Select(entry => (string?)entry["text"]));
    }

    [Fact]
    public async Task An_announcement_reaches_who_has_registered_and_nobody_else()
    {
        await using var paula = await AdminAsync();
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        var account = await bridge.Network.JoinAsync("quirin-there");
        var code = await quirin.AnswerAsync(await quirin.CommandAsync("register"), ("account", account.Name), ("way", "text"));
        Assert.Equal("completed", (await quirin.AnswerAsync(code, ("code", (string)(await account.SeesAsync("code"))["text"]!))).Status());
        Assert.Contains(quirin.BareJid, Values(await paula.CommandAsync("admin-users")));

        var text = $"The network moves tonight ({XmppUser.NewId()})";
        Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-announce"), ("text", text))).Status());
        Assert.Equal((ExampleNetwork.Domain, text), ((await quirin.MessageAsync(text)).BareFrom(), (await quirin.MessageAsync(text)).Text()));
        Assert.Contains("Wait a minute", (await paula.AnswerAsync(await paula.CommandAsync("admin-announce"), ("text", "once more"))).Words(), StringComparison.Ordinal);
        Assert.Equal("completed", (await quirin.AnswerAsync(await quirin.CommandAsync("unregister"), ("confirm", "1"))).Status());
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Text() == text);
    }

    [Fact]
    public async Task A_network_that_is_stopped_takes_nothing_until_it_is_resumed_and_the_others_go_on()
    {
        await using var paula = await AdminAsync();
        await using var quirin = await XmppUser.LoginAsync(bridge.Server, "quirin");
        var stopped = await bridge.Second.JoinAsync("on-the-stopped");
        var other = await bridge.Network.JoinAsync("on-the-other");
        Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-stop"), ("network", "second"), ("reason", "a flood"))).Status());
        try
        {
            var error = await quirin.ErrorAsync(await quirin.SayAsync(stopped.Jid, "during the stop"));
            Assert.Equal(("service-unavailable", "wait"), (error.Condition(), error.ErrorType()));
            Assert.Equal(503, await stopped.TryAsync(new JsonObject { ["id"] = "stopped-1", ["user"] = quirin.BareJid, ["kind"] = "message", ["text"] = "from the stopped" }));
            await quirin.SayAsync(other.Jid, "the others go on");
            await other.SeesTextAsync("the others go on");
        }
        finally
        {
            Assert.Equal("completed", (await paula.AnswerAsync(await paula.CommandAsync("admin-resume"), ("network", "second"))).Status());
        }

        await quirin.SayAsync(stopped.Jid, "after the stop");
        await stopped.SeesTextAsync("after the stop");
        Assert.Equal(204, await stopped.TryAsync(new JsonObject { ["id"] = "stopped-1", ["user"] = quirin.BareJid, ["kind"] = "message", ["text"] = "from the stopped" }));
        await quirin.MessageAsync("from the stopped");
        Assert.DoesNotContain(stopped.Seen, entry => (string?)entry["text"] == "during the stop");
        Assert.Contains(Values(await paula.CommandAsync("admin-audit")), value => value.Contains("a flood", StringComparison.Ordinal));
    }

    private Task<XmppUser> AdminAsync() => XmppUser.LoginAsync(bridge.Server, "paula");

    private static async Task<IReadOnlyList<string>> AdminNodesAsync(XmppUser user)
    {
        var list = await user.AskAsync(ExampleNetwork.Domain, "get", new XElement(Xeps.Items + "query", new XAttribute("node", Xeps.Commands.NamespaceName)));
        return [.. list.Descendants(Xeps.Items + "item").Select(item => item.Attribute("node")!.Value).Where(node => node.StartsWith("admin-", StringComparison.Ordinal))];
    }

    private static async Task<XElement> RuleAsync(XmppUser admin, string node, string about, string whom) =>
        await admin.AnswerAsync(await admin.CommandAsync(node), ("about", about), ("whom", whom), ("everywhere", "0"));

    private static async Task TakeBackAsync(XmppUser admin, string whom)
    {
        var form = await admin.CommandAsync("admin-rules");
        var rule = form.Descendants(Xeps.Form + "option").Single(option => option.Attribute("label")!.Value.Contains(whom, StringComparison.Ordinal));
        Assert.Equal("completed", (await admin.AnswerAsync(form, ("back", rule.Element(Xeps.Form + "value")!.Value))).Status());
    }

    /// <summary>The number of what waits for this person, as soon as it was tried once.</summary>
    private static async Task<string> NumberAsync(XmppUser admin, ExamplePerson person)
    {
        var list = await admin.CommandUntilAsync("admin-outbox", $"what waits for {person.Name}", list => Row(list) is { } row
            && Cell(row, "reason").Contains("perhaps", StringComparison.Ordinal));
        return Cell(Row(list)!, "id");

        XElement? Row(XElement list) => list.Descendants(Xeps.Form + "item")
            .SingleOrDefault(item => Cell(item, "to").Contains(person.Name, StringComparison.Ordinal));
    }

    private static string Cell(XElement row, string column) =>
        row.Elements(Xeps.Form + "field").Single(field => field.Attribute("var")?.Value == column).Value;

    private static IReadOnlyList<string> Values(XElement answer) => [.. answer.Descendants(Xeps.Form + "value").Select(value => value.Value)];
}

[Collection<ExampleOnProsody>]
public sealed class AdministrationOnProsody(ProsodyExample bridge) : Administration(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class AdministrationOnEjabberd(EjabberdExample bridge) : Administration(bridge);
