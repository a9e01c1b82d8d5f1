using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What a message may have beside words in a direct chat with Matrix: styles, corrections, answers, reactions, an end.</summary>
public abstract class MatrixContent(Bridge bridge) : MatrixScenarios
{
    /// <summary>Keeps the texts of this run from those that an earlier one has left at the homeserver.</summary>
    private string Mark => $"{bridge.Server} {Environment.ProcessId}";

    [Fact]
    public async Task A_matrix_contact_announces_what_it_takes()
    {
        var features = (await bridge.Alice.AskAsync(MiaAsContact, "get", new XElement(Xeps.Info + "query"))).Features();
        Assert.Empty(new[] { "urn:xmpp:message-correct:0", "urn:xmpp:message-retract:1", "urn:xmpp:reactions:0", "urn:xmpp:reply:0" }.Except(features));
    }

    [Fact]
    public async Task Styles_pass_in_both_directions()
    {
        var (_, said) = await SayAsync($"this is *bold* {Mark}");
        Assert.Equal(
            ($"this is *bold* {Mark}", "org.matrix.custom.html", $"this is <strong>bold</strong> {Mark}"),
            (said.Text, (string?)said.Content["format"], (string?)said.Content["formatted_body"]));
        await Mia.SendEventAsync(said.Room, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "fallback",
            ["format"] = "org.matrix.custom.html",
            ["formatted_body"] = $"<mx-reply>old</mx-reply>that was <em>nice</em> {Mark}<pre><code class=\"language-sql\">SELECT 1\n</code></pre>",
        });
        var heard = await bridge.Alice.MessageAsync($"that was _nice_ {Mark}");
        Assert.Equal($"that was _nice_ {Mark}\n```sql\nSELECT 1\n```", heard.Text());
    }

    [Fact]
    public async Task A_user_corrects_a_message_in_matrix()
    {
        var (id, said) = await SayAsync($"frist {Mark}");
        await SendAsync(new XElement(XmppUser.Client + "body", $"first {Mark}"), new XElement(Xeps.Correct + "replace", new XAttribute("id", id)));
        var edit = await Mia.MessageAsync($"* first {Mark}");
        Assert.Equal(("m.replace", said.Id), ((string?)RelationOf(edit)["rel_type"], (string?)RelationOf(edit)["event_id"]));
        Assert.Equal($"first {Mark}", (string?)edit.Content["m.new_content"]!["body"]);
    }

    [Fact]
    public async Task A_matrix_user_corrects_a_message_twice()
    {
        var (room, target, id) = await HearAsync($"one {Mark}");
        foreach (var text in new[] { $"two {Mark}", $"three {Mark}" })
        {
            await Mia.SendEventAsync(room, "m.room.message", new JsonObject
            {
                ["msgtype"] = "m.text",
                ["body"] = "* " + text,
                ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = text },
                ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = target },
            });
            var correction = await bridge.Alice.MessageAsync(text);
            Assert.Equal((text, id), (correction.Text(), correction.Element(Xeps.Correct + "replace")?.Attribute("id")?.Value));
        }
    }

    [Fact]
    public async Task Answers_name_their_message_in_both_directions()
    {
        var (room, target, id) = await HearAsync($"question {Mark}");
        await SendAsync(
            new XElement(XmppUser.Client + "body", $"answer {Mark}"),
            new XElement(Xeps.Reply + "reply", new XAttribute("id", id), new XAttribute("to", MiaAsContact)));
        var answer = await Mia.MessageAsync($"answer {Mark}");
        Assert.Equal(target, (string?)RelationOf(answer)["m.in_reply_to"]!["event_id"]);
        var (said, known) = await SayAsync($"and you? {Mark}");
        await Mia.SendEventAsync(room, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = $"> <{known.Sender}> and you?\n\nso do I {Mark}",
            ["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = known.Id } },
        });
        var heard = await bridge.Alice.MessageAsync($"so do I {Mark}");
        Assert.Equal(said, heard.Element(Xeps.Reply + "reply")?.Attribute("id")?.Value);
        Assert.DoesNotContain("@_xmpp", heard.Text() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_stays_a_thread_and_one_that_nobody_knows_is_left_out()
    {
        var (room, target, _) = await HearAsync($"root {Mark}");
        await Mia.SendEventAsync(room, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = $"in the thread {Mark}",
            ["m.relates_to"] = new JsonObject
            {
                ["rel_type"] = "m.thread",
                ["event_id"] = target,
                ["is_falling_back"] = true,
                ["m.in_reply_to"] = new JsonObject { ["event_id"] = target },
            },
        });
        var heard = await bridge.Alice.MessageAsync($"in the thread {Mark}");
        Assert.Null(heard.Element(Xeps.Reply + "reply"));
        await SendAsync(new XElement(XmppUser.Client + "body", $"me too {Mark}"), heard.Element(XmppUser.Client + "thread")!);
        var answer = await Mia.MessageAsync($"me too {Mark}");
        Assert.Equal(("m.thread", target), ((string?)RelationOf(answer)["rel_type"], (string?)RelationOf(answer)["event_id"]));
        await SendAsync(new XElement(XmppUser.Client + "body", $"elsewhere {Mark}"), new XElement(XmppUser.Client + "thread", "$nobody-knows-this"));
        Assert.Null((await Mia.MessageAsync($"elsewhere {Mark}")).Content["m.relates_to"]);
    }

    [Fact]
    public async Task A_user_reacts_in_matrix_changes_the_reaction_and_takes_it_back()
    {
        var (_, target, id) = await HearAsync($"what do you think? {Mark}");
        await ReactAsync(id, "👍", "😀");
        var thumb = await ReactionAsync(target, "👍");
        await ReactionAsync(target, "😀");
        await ReactAsync(id, "😀", "🎉");
        var party = await ReactionAsync(target, "🎉");
        await RedactedAsync(thumb.Id);
        await ReactAsync(id);
        await RedactedAsync(party.Id);
        Assert.Single(Mia.Timeline.Snapshot(), e => e.Type == "m.reaction" && (string?)e.Content["m.relates_to"]?["key"] == "😀" && (string?)e.Content["m.relates_to"]?["event_id"] == target);
    }

    [Fact]
    public async Task A_matrix_user_reacts_and_takes_it_back()
    {
        var (id, said) = await SayAsync($"and what do you think? {Mark}");
        var reaction = await Mia.SendEventAsync(said.Room, "m.reaction", new JsonObject
        {
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = said.Id, ["key"] = "👍" },
        });
        await ReactionsAsync(id, "👍");
        await Mia.RedactAsync(said.Room, (string)reaction["event_id"]!, "");
        await ReactionsAsync(id);
    }

    [Fact]
    public async Task Messages_are_taken_back_in_both_directions()
    {
        var (id, said) = await SayAsync($"I did not say that {Mark}");
        await SendAsync(new XElement(Xeps.Retract + "retract", new XAttribute("id", id)));
        await RedactedAsync(said.Id);
        var (room, target, heard) = await HearAsync($"nor did I {Mark}");
        await Mia.RedactAsync(room, target, "I was wrong");
        await bridge.Alice.Received.FirstAsync(
            s => s.Element(Xeps.Retract + "retract")?.Attribute("id")?.Value == heard && s.BareFrom() == MiaAsContact, "the retraction");
    }

    [Fact]
    public async Task A_poll_is_answered_with_a_number()
    {
        var (_, said) = await SayAsync($"let us vote {Mark}");
        var poll = await Mia.SendEventAsync(said.Room, "org.matrix.msc3381.poll.start", new JsonObject
        {
            ["org.matrix.msc1767.text"] = "Pizza?",
            ["org.matrix.msc3381.poll.start"] = new JsonObject
            {
                ["question"] = new JsonObject { ["org.matrix.msc1767.text"] = $"Pizza? {Mark}" },
                ["max_selections"] = 1,
                ["answers"] = new JsonArray(
                    new JsonObject { ["id"] = "y", ["org.matrix.msc1767.text"] = "Yes" }, new JsonObject { ["id"] = "n", ["org.matrix.msc1767.text"] = "No" }),
            },
        });
        var asked = await bridge.Alice.MessageAsync($"Pizza? {Mark}\n1. Yes\n2. No");
        await SendAsync(
            new XElement(XmppUser.Client + "body", "2"),
            new XElement(Xeps.Reply + "reply", new XAttribute("id", asked.Id()!), new XAttribute("to", MiaAsContact)));
        var vote = await Mia.Timeline.FirstAsync(
            e => e.Type == "org.matrix.msc3381.poll.response" && (string?)RelationOf(e)["event_id"] == (string?)poll["event_id"], "the vote");
        Assert.Equal("n", (string?)vote.Content["org.matrix.msc3381.poll.response"]!["answers"]![0]);
    }

    private static JsonNode RelationOf(RoomEvent what) => what.Content["m.relates_to"]!;

    // Alice writes: the id of the stanza, and what came to Mia.
    private async Task<(string Id, RoomEvent Said)> SayAsync(string text)
    {
        var id = await bridge.Alice.SayAsync(MiaAsContact, text);
        await bridge.Alice.ReceiptAsync(id);
        return (id, await Mia.MessageAsync(text));
    }

    // Mia writes: the room, the id of the event, and that of the stanza that came to Alice.
    private async Task<(string Room, string Target, string Id)> HearAsync(string text)
    {
        var (_, said) = await SayAsync("before " + text);
        var target = await Mia.SendAsync(said.Room, "mia: " + text);
        return (said.Room, target, (await bridge.Alice.MessageAsync("mia: " + text)).Id()!);
    }

    private Task ReactAsync(string id, params string[] emoji) => SendAsync(new XElement(
        Xeps.Reactions + "reactions", new XAttribute("id", id), emoji.Select(one => new XElement(Xeps.Reactions + "reaction", one))));

    private Task<RoomEvent> ReactionAsync(string target, string emoji) => Mia.Timeline.FirstAsync(
        e => e.Type == "m.reaction" && (string?)e.Content["m.relates_to"]?["event_id"] == target && (string?)e.Content["m.relates_to"]?["key"] == emoji,
        $"the reaction {emoji}");

    private Task<RoomEvent> RedactedAsync(string target) => Mia.Timeline.FirstAsync(
        e => e.Type == "m.room.redaction" && (string?)e.Content["redacts"] == target, $"the redaction of {target}");

    private Task<XElement> ReactionsAsync(string id, params string[] emoji) => bridge.Alice.Received.FirstAsync(
        s => s.BareFrom() == MiaAsContact && s.Element(Xeps.Reactions + "reactions") is { } set && set.Attribute("id")?.Value == id
            && set.Elements(Xeps.Reactions + "reaction").Select(one => one.Value).SequenceEqual(emoji),
        $"the reactions {string.Join(' ', emoji)}");

    private Task SendAsync(params XElement[] payloads) => bridge.Alice.SendAsync(new XElement(
        XmppUser.Client + "message",
        new XAttribute("to", MiaAsContact),
        new XAttribute("type", "chat"),
        new XAttribute("id", XmppUser.NewId()),
        payloads,
        new XElement(Xeps.Hints + "store")));
}

[Collection<OnProsody>]
public sealed class MatrixContentOnProsody(ProsodyBridge bridge) : MatrixContent(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixContentOnEjabberd(EjabberdBridge bridge) : MatrixContent(bridge);
