using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Who is there, who is writing, and who was there last.</summary>
public abstract class Presences(ExampleBridge bridge)
{
    private static readonly XNamespace Caps = "http://jabber.org/protocol/caps";
    private static readonly XNamespace Idle = "urn:xmpp:idle:1";
    private static readonly XNamespace Last = "jabber:iq:last";

    [Fact]
    public async Task A_contact_comes_goes_and_says_why()
    {
        var person = await bridge.Network.JoinAsync("moody");
        await AddAsync(person);
        await person.AppearAsync("away", "At lunch");
        var away = await PresenceAsync(person, s => s.Type() is null && s.Element(XmppUser.Client + "show")?.Value == "away");
        Assert.Equal("At lunch", away.Element(XmppUser.Client + "status")?.Value);
        await person.AppearAsync("doNotDisturb");
        await PresenceAsync(person, s => s.Type() is null && s.Element(XmppUser.Client + "show")?.Value == "dnd");
        await person.AppearAsync("offline");
        await PresenceAsync(person, s => s.Type() == "unavailable");
        await person.AppearAsync("online");
        await PresenceAsync(person, s => s.Type() is null && s.Element(XmppUser.Client + "show") is null, after: s => s.Type() == "unavailable");
    }

    [Fact]
    public async Task A_user_who_comes_later_is_told_what_holds_then()
    {
        var person = await bridge.Network.JoinAsync("remembered");
        await using (var emil = await XmppUser.LoginAsync(bridge.Server, "emil"))
        {
            await AddAsync(person, emil);
            await person.AppearAsync("extendedAway", "On holiday");
            await PresenceAsync(person, s => s.Element(XmppUser.Client + "show")?.Value == "xa", emil);
        }

        await using var again = await XmppUser.LoginAsync(bridge.Server, "emil");
        var presence = await PresenceAsync(person, s => s.Element(XmppUser.Client + "show")?.Value == "xa", again);
        Assert.Equal("On holiday", presence.Element(XmppUser.Client + "status")?.Value);
    }

    [Fact]
    public async Task A_presence_names_what_the_contact_can_and_the_hash_is_right()
    {
        var person = await bridge.Network.JoinAsync("hashed");
        await AddAsync(person);
        var caps = (await PresenceAsync(person, s => s.Element(Caps + "c") is not null)).Element(Caps + "c")!;
        Assert.Equal("sha-1", caps.Attribute("hash")?.Value);
        var node = $"{caps.Attribute("node")?.Value}#{caps.Attribute("ver")?.Value}";
        var behind = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query", new XAttribute("node", node)));
        var plain = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query"));
        Assert.Equal(plain.Features(), behind.Features());
        Assert.Equal(HashOf(behind), caps.Attribute("ver")?.Value);
    }

    [Fact]
    public async Task A_contact_was_last_there_a_while_ago()
    {
        var person = await bridge.Network.JoinAsync("idling");
        await AddAsync(person);
        var since = DateTimeOffset.UnixEpoch.AddYears(50);
        await person.AppearAsync("away", null, since);
        var presence = await PresenceAsync(person, s => s.Element(Idle + "idle") is not null);
        Assert.Equal(since, DateTimeOffset.Parse(presence.Element(Idle + "idle")!.Attribute("since")!.Value, CultureInfo.InvariantCulture));
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Last + "query"));
        Assert.InRange(int.Parse(answer.Element(Last + "query")!.Attribute("seconds")!.Value, CultureInfo.InvariantCulture), 1, int.MaxValue);
    }

    [Fact]
    public async Task A_contact_is_writing_and_stops()
    {
        var person = await bridge.Network.JoinAsync("typing");
        await AddAsync(person);
        foreach (var state in new[] { "composing", "paused" })
        {
            await person.TypeAsync(bridge.Alice.BareJid, state);
            await bridge.Alice.Received.FirstAsync(
                s => s.Is("message") && s.BareFrom() == person.Jid && s.Element(Xeps.ChatStates + state) is not null, $"{person.Name} is {state}");
        }
    }

    [Fact]
    public async Task A_user_is_writing_and_the_contact_sees_it()
    {
        var person = await bridge.Network.JoinAsync("watching");
        await AddAsync(person);
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XElement(Xeps.ChatStates + "composing")));
        await person.SeesAsync("typing", entry => (string?)entry["state"] == "composing" && (string?)entry["user"] == bridge.Alice.BareJid);
    }

    [Fact]
    public async Task The_presence_of_all_clients_of_a_user_is_told_as_one_to_a_network_that_takes_it()
    {
        await using var dora = await XmppUser.LoginAsync(bridge.Server, "dora");
        var settings = await dora.CommandAsync("settings");
        await dora.AnswerAsync(settings, ("share_presence", "1"));
        var person = await bridge.Network.JoinAsync("doras-contact");
        await AddAsync(person, dora);
        await dora.SendAsync(new XElement(
            XmppUser.Client + "presence", new XElement(XmppUser.Client + "show", "dnd"), new XElement(XmppUser.Client + "status", "In a meeting")));
        await bridge.Network.Journal.FirstAsync(entry => IsPresence(entry, dora, "donotdisturb", "In a meeting"), "the presence of dora");
    }

    [Fact]
    public async Task Who_wants_to_see_everybody_online_does_until_they_change_their_mind()
    {
        await using var otto = await XmppUser.LoginAsync(bridge.Server, "otto");
        var person = await bridge.Network.JoinAsync("always-there");
        await AddAsync(person, otto);
        await person.AppearAsync("away", "At lunch");
        await PresenceAsync(person, s => s.Element(XmppUser.Client + "show")?.Value == "away", otto);

        Assert.Equal("completed", (await otto.AnswerAsync(await otto.CommandAsync("settings"), ("presence", "AlwaysOnline"))).Status());
        var changed = otto.Received.Count;
        foreach (var availability in new[] { "doNotDisturb", "offline" })
        {
            // Counted first: the presence may be here before the network has answered.
            var before = otto.Received.Count;
            await person.AppearAsync(availability, "Do not look");
            await otto.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid, $"the presence when they are {availability}", from: before);
        }

        var seen = otto.Received.Snapshot().Skip(changed).Where(s => s.Is("presence") && s.BareFrom() == person.Jid).ToList();
        Assert.All(seen, s => Assert.Equal(
            (null, null, null), (s.Type(), s.Element(XmppUser.Client + "show")?.Value, s.Element(XmppUser.Client + "status")?.Value)));

        Assert.Equal("completed", (await otto.AnswerAsync(await otto.CommandAsync("settings"), ("presence", "FromNetwork"))).Status());
        await person.AppearAsync("extendedAway", "On holiday");
        await PresenceAsync(person, s => s.Element(XmppUser.Client + "status")?.Value == "On holiday", otto);
    }

    [Fact]
    public async Task A_probe_is_answered_where_it_came_from()
    {
        var person = await bridge.Network.JoinAsync("probed");
        await bridge.Alice.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", person.Jid)));
        Assert.Equal("alice@localhost/phone", (await PresenceAsync(person, s => s.Type() is null)).Attribute("to")?.Value);
    }

    private static bool IsPresence(JsonObject entry, XmppUser user, string state, string text) =>
        (string?)entry["kind"] == "presence" && (string?)entry["user"] == user.BareJid && (string?)entry["state"] == state && (string?)entry["text"] == text;

    // XEP-0115 §5.1, for an answer without a form.
    private static string HashOf(XElement answer)
    {
        var identities = answer.Descendants(Xeps.Info + "identity")
            .Select(i => $"{i.Attribute("category")?.Value}/{i.Attribute("type")?.Value}/{i.Attribute(XNamespace.Xml + "lang")?.Value}/{i.Attribute("name")?.Value}<");
        var features = answer.Features().Select(feature => feature + "<");
        var text = string.Concat(identities.Order(StringComparer.Ordinal).Concat(features.Order(StringComparer.Ordinal)));
#pragma warning disable CA5350 // XEP-0115 has SHA-1.
        return Convert.ToBase64String(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private async Task AddAsync(ExamplePerson person, XmppUser? user = null)
    {
        user ??= bridge.Alice;
        await user.SendPresenceAsync(person.Jid, "subscribe");
        await PresenceAsync(person, s => s.Type() == "subscribe", user);
        await user.SendPresenceAsync(person.Jid, "subscribed");
        await PresenceAsync(person, s => s.Type() is null, user);
        // The answer to a ping comes after everything before it was taken: the gateway has the user's presence now.
        await user.AskAsync(person.Jid, "get", new XElement(Xeps.Ping + "ping"));
    }

    private async Task<XElement> PresenceAsync(
        ExamplePerson person, Func<XElement, bool> match, XmppUser? user = null, Func<XElement, bool>? after = null)
    {
        var received = (user ?? bridge.Alice).Received;
        var from = after is null ? 0 : received.Snapshot().ToList().FindIndex(s => s.Is("presence") && s.BareFrom() == person.Jid && after(s)) + 1;
        var (found, presence) = await received.TryFirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && match(s), TimeSpan.FromSeconds(20), from);
        Assert.True(found, $"a presence of {person.Jid} did not come:\n{string.Join('\n', received.Snapshot().Where(s => s.BareFrom() == person.Jid))}");
        return presence!;
    }
}

[Collection<ExampleOnProsody>]
public sealed class PresencesOnProsody(ProsodyExample bridge) : Presences(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class PresencesOnEjabberd(EjabberdExample bridge) : Presences(bridge);
