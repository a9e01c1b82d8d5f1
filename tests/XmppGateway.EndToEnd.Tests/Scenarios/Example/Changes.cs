using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What happens to a message after it was written: corrected, taken back, reacted to, read. Both ways.</summary>
public abstract class Changes(ExampleBridge bridge)
{
    [Fact]
    public async Task A_contact_announces_what_its_network_takes()
    {
        var person = await bridge.Network.JoinAsync("capable");
        var plain = await bridge.Network.JoinAsync("incapable", new() { ["plainText"] = true });
        string[] changes = ["urn:xmpp:message-correct:0", "urn:xmpp:message-retract:1", "urn:xmpp:reactions:0", "urn:xmpp:chat-markers:0"];
        Assert.Empty(changes.Except(await FeaturesAsync(person)));
        Assert.Empty((await FeaturesAsync(plain)).Intersect(changes));
    }

    [Fact]
    public async Task A_contact_announces_which_reactions_it_takes()
    {
        var person = await bridge.Network.JoinAsync("picky", new() { ["allowedReactions"] = new JsonArray("👍", "❤️"), ["reactionsPerPerson"] = 1 });
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query"));
        var form = answer.Descendants(Xeps.Form + "x").Single(
            x => x.Descendants(Xeps.Form + "value").First().Value == "urn:xmpp:reactions:0:restrictions");
        Assert.Equal(["👍", "❤️"], ValuesOf(form, "allowlist"));
        Assert.Equal(["1"], ValuesOf(form, "max_reactions_per_user"));
    }

    [Fact]
    public async Task A_user_corrects_a_message_twice()
    {
        var person = await bridge.Network.JoinAsync("corrected-to");
        var (id, foreign) = await SayAsync(person, "first try");
        foreach (var text in new[] { "second try", "third try" })
        {
            await SendAsync(person, new XElement(XmppUser.Client + "body", text), new XElement(Xeps.Correct + "replace", new XAttribute("id", id)));
            var edit = await person.SeesAsync("edit", entry => (string?)entry["text"] == text);
            Assert.Equal(foreign, (string?)edit["target"]);
        }
    }

    [Fact]
    public async Task A_contact_corrects_a_message_twice()
    {
        var person = await bridge.Network.JoinAsync("correcting");
        var (foreign, id) = await HearAsync(person, "frist");
        foreach (var text in new[] { "first", "the first" })
        {
            await person.DoAsync(bridge.Alice.BareJid, "edit", ("target", foreign), ("text", text));
            var correction = await bridge.Alice.Received.FirstAsync(s => s.BareFrom() == person.Jid && s.Text() == text, $"the correction '{text}'");
            Assert.Equal(id, correction.Element(Xeps.Correct + "replace")?.Attribute("id")?.Value);
        }
    }

    [Fact]
    public async Task A_message_of_several_parts_is_corrected_part_by_part()
    {
        var person = await bridge.Network.JoinAsync("long-winded");
        var first = string.Join('\n', Enumerable.Range(0, 8_000).Select(line => $"line {line} of the first version, which is long"));
        var foreign = await person.SayAsync(bridge.Alice.BareJid, first);
        await person.SayAsync(bridge.Alice.BareJid, "after the long one");
        await bridge.Alice.MessageAsync("after the long one");
        var parts = bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == person.Jid && s.Text()?.Contains("first version", StringComparison.Ordinal) is true).ToList();
        Assert.InRange(parts.Count, 2, 10);
        await person.DoAsync(bridge.Alice.BareJid, "edit", ("target", foreign), ("text", first.Replace("first", "second", StringComparison.Ordinal)));
        await person.SayAsync(bridge.Alice.BareJid, "after the correction");
        await bridge.Alice.MessageAsync("after the correction");
        var replaced = bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == person.Jid)
            .Select(s => s.Element(Xeps.Correct + "replace")?.Attribute("id")?.Value).OfType<string>().Distinct();
        Assert.Equal(parts.Select(part => part.Id()), replaced);
    }

    [Fact]
    public async Task A_user_takes_a_message_back()
    {
        var person = await bridge.Network.JoinAsync("retracted-to");
        var (id, foreign) = await SayAsync(person, "I did not say that");
        await SendAsync(person, new XElement(Xeps.Retract + "retract", new XAttribute("id", id)));
        Assert.Equal(foreign, (string?)(await person.SeesAsync("retraction"))["target"]);
    }

    [Fact]
    public async Task A_contact_takes_a_message_back()
    {
        var person = await bridge.Network.JoinAsync("retracting");
        var (foreign, id) = await HearAsync(person, "nor did I");
        await person.DoAsync(bridge.Alice.BareJid, "retraction", ("target", foreign), ("reason", "I was wrong"));
        var retraction = await bridge.Alice.Received.FirstAsync(s => s.BareFrom() == person.Jid && s.Element(Xeps.Retract + "retract") is not null, "a retraction");
        Assert.Equal(id, retraction.Element(Xeps.Retract + "retract")?.Attribute("id")?.Value);
        Assert.Contains(retraction.Elements(Xeps.Fallback + "fallback"), fallback => fallback.Attribute("for")?.Value == Xeps.Retract.NamespaceName);
    }

    [Fact]
    public async Task A_user_reacts_changes_the_reaction_and_takes_it_back()
    {
        var person = await bridge.Network.JoinAsync("reacted-to");
        var (foreign, id) = await HearAsync(person, "what do you think?");
        foreach (var emoji in new[] { new[] { "👍" }, ["🎉", "❤️"], [] })
        {
            await SendAsync(person, new XElement(
                Xeps.Reactions + "reactions", new XAttribute("id", id), emoji.Select(one => new XElement(Xeps.Reactions + "reaction", one))));
            var seen = await person.SeesAsync("reactions", entry => entry["emoji"]!.AsArray().Select(one => (string?)one).SequenceEqual(emoji));
            Assert.Equal(foreign, (string?)seen["target"]);
        }
    }

    [Fact]
    public async Task A_contact_reacts_and_takes_it_back()
    {
        var person = await bridge.Network.JoinAsync("reacting");
        var (id, foreign) = await SayAsync(person, "what do you think?");
        foreach (var emoji in new[] { new[] { "👍", "🎉" }, [] })
        {
            await person.DoAsync(
                bridge.Alice.BareJid, "reactions", ("target", foreign), ("emoji", new JsonArray([.. emoji.Select(one => JsonValue.Create(one))])));
            await bridge.Alice.Received.FirstAsync(
                s => s.BareFrom() == person.Jid && s.Element(Xeps.Reactions + "reactions") is { } set && set.Attribute("id")?.Value == id
                    && set.Elements(Xeps.Reactions + "reaction").Select(one => one.Value).SequenceEqual(emoji),
                $"the reactions {string.Join(' ', emoji)}");
        }
    }

    [Fact]
    public async Task A_reaction_that_the_contact_does_not_take_is_refused()
    {
        var person = await bridge.Network.JoinAsync("strict", new() { ["allowedReactions"] = new JsonArray("👍") });
        var (_, id) = await HearAsync(person, "only thumbs");
        var reaction = await SendAsync(person, new XElement(
            Xeps.Reactions + "reactions", new XAttribute("id", id), new XElement(Xeps.Reactions + "reaction", "🦆")));
        var error = await bridge.Alice.ErrorAsync(reaction);
        Assert.NotEmpty(error.Condition() ?? "");
        Assert.DoesNotContain(person.Seen, entry => (string?)entry["kind"] == "reactions");
    }

    [Fact]
    public async Task A_network_without_changes_gets_them_in_words()
    {
        var plain = await bridge.Network.JoinAsync("plain", new() { ["plainText"] = true });
        var (id, _) = await SayAsync(plain, "old text");
        await SendAsync(plain, new XElement(XmppUser.Client + "body", "new text"), new XElement(Xeps.Correct + "replace", new XAttribute("id", id)));
        await plain.SeesAsync("message", entry => ((string?)entry["text"])!.Contains("new text", StringComparison.Ordinal));
        var (_, heard) = await HearAsync(plain, "do you like it?");
        await SendAsync(plain, new XElement(
            Xeps.Reactions + "reactions", new XAttribute("id", heard), new XElement(Xeps.Reactions + "reaction", "👍")));
        await plain.SeesAsync("message", entry => ((string?)entry["text"])!.Contains("👍", StringComparison.Ordinal));
        Assert.DoesNotContain(plain.Seen, entry => (string?)entry["kind"] is "edit" or "reactions");
    }

    [Fact]
    public async Task A_user_has_read_and_the_contact_sees_it_once()
    {
        var person = await bridge.Network.JoinAsync("read");
        await HearAsync(person, "one");
        await HearAsync(person, "two");
        var (foreign, id) = await HearAsync(person, "three");
        await SendAsync(person, new XElement(Xeps.Markers + "displayed", new XAttribute("id", id)));
        Assert.Equal(foreign, (string?)(await person.SeesAsync("displayed"))["target"]);
        await SayAsync(person, "after the marker");
        Assert.Single(person.Seen, entry => (string?)entry["kind"] == "displayed");
    }

    [Fact]
    public async Task A_contact_has_read_and_all_before_counts_as_read()
    {
        var person = await bridge.Network.JoinAsync("reading");
        await SayAsync(person, "one");
        await SayAsync(person, "two");
        var (id, foreign) = await SayAsync(person, "three");
        await person.DoAsync(bridge.Alice.BareJid, "displayed", ("target", foreign));
        var marker = await bridge.Alice.Received.FirstAsync(s => s.BareFrom() == person.Jid && s.Element(Xeps.Markers + "displayed") is not null, "a marker");
        Assert.Equal(id, marker.Element(Xeps.Markers + "displayed")?.Attribute("id")?.Value);
    }

    [Fact]
    public async Task A_change_of_what_was_never_said_is_no_message()
    {
        var person = await bridge.Network.JoinAsync("forgetful");
        var id = await SendAsync(person, new XElement(Xeps.Retract + "retract", new XAttribute("id", "never-sent")));
        await bridge.Alice.ErrorAsync(id);
        await SayAsync(person, "after it");
        Assert.Single(person.Seen);
    }

    private static IEnumerable<string> ValuesOf(XElement form, string name) => form.Elements(Xeps.Form + "field")
        .Single(field => field.Attribute("var")?.Value == name).Elements(Xeps.Form + "value").Select(value => value.Value);

    private async Task<IReadOnlyList<string>> FeaturesAsync(ExamplePerson person) =>
        (await bridge.Alice.AskAsync(person.Jid, "get", new XElement(Xeps.Info + "query"))).Features();

    // Alice writes: the id of the stanza and that of the network, when both are known to the gateway.
    private async Task<(string Id, string Foreign)> SayAsync(ExamplePerson person, string text)
    {
        var id = await bridge.Alice.SayAsync(person.Jid, text);
        await bridge.Alice.ReceiptAsync(id);
        return (id, (string)(await person.SeesTextAsync(text))["id"]!);
    }

    // The person writes.
    private async Task<(string Foreign, string Id)> HearAsync(ExamplePerson person, string text)
    {
        var foreign = await person.SayAsync(bridge.Alice.BareJid, text);
        var message = await bridge.Alice.Received.FirstAsync(s => s.BareFrom() == person.Jid && s.Text() == text, $"'{text}' of {person.Jid}");
        return (foreign, message.Id()!);
    }

    private async Task<string> SendAsync(ExamplePerson person, params XElement[] payloads)
    {
        var id = XmppUser.NewId();
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", id),
            payloads,
            new XElement(Xeps.Hints + "store")));
        return id;
    }
}

[Collection<ExampleOnProsody>]
public sealed class ChangesOnProsody(ProsodyExample bridge) : Changes(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class ChangesOnEjabberd(EjabberdExample bridge) : Changes(bridge);
