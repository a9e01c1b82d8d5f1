using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Contacts that a user wants to hear nothing of.</summary>
public abstract class Blocks(ExampleBridge bridge)
{
    private static readonly XNamespace Blocking = "urn:xmpp:blocking";
    private static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates";
    private static readonly XNamespace Reporting = "urn:xmpp:reporting:1";

    [Fact]
    public async Task A_blocked_contact_is_heard_no_more_until_the_block_is_lifted()
    {
        await using var jakob = await XmppUser.LoginAsync(bridge.Server, "jakob");
        var person = await bridge.Network.JoinAsync("blocked");
        await person.SayAsync(jakob.BareJid, "before the block");
        await jakob.MessageAsync("before the block");
        await AppearAsync(jakob, person, null);
        Assert.Equal("result", (await AskAsync(jakob, "set", Item("block", person))).Type());
        await person.SeesAsync("block");
        await AppearAsync(jakob, person, "unavailable");
        await person.TypeAsync(jakob.BareJid, "composing");
        Assert.Contains(person.Jid, (await AskAsync(jakob, "get", new XElement(Blocking + "blocklist"))).Descendants(Blocking + "item").Select(item => item.Attribute("jid")?.Value));
        await person.SayAsync(jakob.BareJid, "during the block");
        Assert.Equal("not-acceptable", (await jakob.ErrorAsync(await jakob.SayAsync(person.Jid, "to somebody blocked"))).Condition());
        Assert.Equal("result", (await AskAsync(jakob, "set", Item("unblock", person))).Type());
        await person.SeesAsync("unblock");
        await person.SayAsync(jakob.BareJid, "after the block");
        await jakob.MessageAsync("after the block");
        Assert.DoesNotContain(jakob.Received.Snapshot(), s => s.Text() == "during the block" || s.Element(ChatStates + "composing") is not null);
    }

    [Fact]
    public async Task What_a_user_blocks_at_their_own_server_is_known_to_the_network()
    {
        await using var ludwig = await XmppUser.LoginAsync(bridge.Server, "ludwig");
        var person = await bridge.Network.JoinAsync("blocked-at-home");
        await person.SayAsync(ludwig.BareJid, "before the block");
        await ludwig.MessageAsync("before the block");
        Assert.Equal("result", (await ludwig.AskAsync(ludwig.BareJid, "set", Item("block", person))).Type());
        await ludwig.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", ExampleNetwork.Domain)));
        await person.SeesAsync("block");
        Assert.Equal("result", (await ludwig.AskAsync(ludwig.BareJid, "set", Item("unblock", person))).Type());
    }

    [Fact]
    public async Task A_contact_is_blocked_in_the_conversation_and_unblocked_by_command()
    {
        await using var jakob = await XmppUser.LoginAsync(bridge.Server, "jakob");
        var person = await bridge.Network.JoinAsync("blocked-by-word");
        await jakob.SayAsync(ExampleNetwork.Domain, "block");
        await jakob.MessageAsync("You will neither hear nor see anything of this contact");
        await jakob.SayAsync(ExampleNetwork.Domain, person.Jid);
        await jakob.MessageAsync("is blocked");
        await person.SeesAsync("block");
        Assert.Equal("completed", (await jakob.AnswerAsync(await jakob.CommandAsync("unblock"), ("whom", "0"))).Status());
        await person.SeesAsync("unblock");
    }

    [Fact]
    public async Task Nobody_of_a_domain_that_the_operator_denies_is_heard_or_written_to()
    {
        await using var jakob = await XmppUser.LoginAsync(bridge.Server, "jakob");
        var denied = new ExamplePerson(bridge.Network, $"seller-{Environment.ProcessId}.evil.example");
        var person = await bridge.Network.JoinAsync("seller.good.example");
        await denied.PresentAsync([]);
        await denied.SayAsync(jakob.BareJid, "cheap carpets");
        await person.SayAsync(jakob.BareJid, "good carpets");
        await jakob.MessageAsync("good carpets");
        Assert.Equal("forbidden", (await jakob.ErrorAsync(await jakob.SayAsync(denied.Jid, "how cheap?"))).Condition());
        Assert.DoesNotContain(jakob.Received.Snapshot(), s => s.Text() == "cheap carpets");
    }

    [Fact]
    public async Task A_report_reaches_the_network()
    {
        await using var jakob = await XmppUser.LoginAsync(bridge.Server, "jakob");
        var person = await bridge.Network.JoinAsync("reported");
        var block = Item("block", person);
        block.Elements().Single().Add(new XElement(
            Reporting + "report", new XAttribute("reason", "urn:xmpp:reporting:spam"), new XElement(Reporting + "text", "Sells carpets")));
        Assert.Equal("result", (await AskAsync(jakob, "set", block)).Type());
        Assert.NotEmpty((string?)(await person.SeesAsync("report"))["reason"] ?? "");
        await AskAsync(jakob, "set", Item("unblock", person));
    }

    /// <summary>The user shows themselves to a contact, and is shown this presence of theirs.</summary>
    private static async Task AppearAsync(XmppUser user, ExamplePerson person, string? shown)
    {
        await user.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", person.Jid)));
        await user.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == shown, $"presence {shown} of {person.Jid}");
    }

    private static XElement Item(string verb, ExamplePerson person) =>
        new(Blocking + verb, new XElement(Blocking + "item", new XAttribute("jid", person.Jid)));

    private static Task<XElement> AskAsync(XmppUser user, string type, XElement payload) => user.AskAsync(ExampleNetwork.Domain, type, payload);
}

[Collection<ExampleOnProsody>]
public sealed class BlocksOnProsody(ProsodyExample bridge) : Blocks(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class BlocksOnEjabberd(EjabberdExample bridge) : Blocks(bridge);
