using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Messages of plain text, both ways, and what becomes of them.</summary>
public abstract class Texts(ExampleBridge bridge)
{
    private static readonly string[] Lines = ["one", "", "  three & <four>", "\U0001F600 fünf"];

    [Fact]
    public async Task A_text_arrives_once_and_its_receipt_comes_back()
    {
        var person = await bridge.Network.JoinAsync("reader");
        var id = await bridge.Alice.SayAsync(person.Jid, "Grüße 🎉");
        Assert.Equal(person.Jid, (await bridge.Alice.ReceiptAsync(id)).BareFrom());
        var seen = Assert.Single(person.Seen, entry => (string?)entry["kind"] == "message");
        Assert.Equal(("Grüße 🎉", bridge.Alice.BareJid), ((string?)seen["text"], (string?)seen["user"]));
    }

    [Fact]
    public async Task A_receipt_waits_for_the_contact_where_the_network_has_receipts()
    {
        var person = await bridge.Network.JoinAsync("acknowledging", new() { ["acknowledges"] = true });
        var id = await bridge.Alice.SayAsync(person.Jid, "has it arrived?");
        var foreign = (string?)(await person.SeesTextAsync("has it arrived?"))["id"];
        await person.SayAsync(bridge.Alice.BareJid, "before the receipt");
        await bridge.Alice.MessageAsync("before the receipt");
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Element(XmppUser.Receipts + "received")?.Attribute("id")?.Value == id);
        await person.DoAsync(bridge.Alice.BareJid, "receipt", ("target", foreign));
        await bridge.Alice.ReceiptAsync(id);
    }

    [Fact]
    public async Task A_text_of_the_contact_arrives()
    {
        var person = await bridge.Network.JoinAsync("writer", new() { ["displayName"] = "Wanda Writer" });
        await person.SayAsync(bridge.Alice.BareJid, "Hello from the other side");
        var message = await bridge.Alice.MessageAsync("Hello from the other side");
        Assert.Equal((person.Jid, "chat"), (message.BareFrom(), message.Type()));
        Assert.NotEmpty(message.Id() ?? "");
    }

    [Fact]
    public async Task Lines_and_signs_stay_as_they_are_in_both_directions()
    {
        var person = await bridge.Network.JoinAsync("lines");
        var text = string.Join('\n', Lines);
        await bridge.Alice.SayAsync(person.Jid, text);
        await person.SeesTextAsync(text);
        await person.SayAsync(bridge.Alice.BareJid, text + "\nlines return");
        Assert.Equal(text + "\nlines return", (await bridge.Alice.MessageAsync("lines return")).Text());
    }

    [Theory]
    [InlineData("preview", "<rdf:Description xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:about='https://x.example/'><og:title xmlns:og='https://ogp.me/ns#'>X</og:title></rdf:Description>")]
    [InlineData("sticker", "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'><p><img src='cid:sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org' alt='sticker'/></p></body></html>")]
    [InlineData("forged", "<stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='localhost'/>")]
    public async Task What_means_nothing_here_does_not_keep_the_text_that_it_goes_with(string what, string payload)
    {
        var person = await bridge.Network.JoinAsync("adorned-" + what);
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", $"text with a {what}"),
            XElement.Parse(payload)));
        await person.SeesTextAsync($"text with a {what}");
    }

    [Fact]
    public async Task A_chat_keeps_its_order_in_both_directions()
    {
        var person = await bridge.Network.JoinAsync("ordered");
        for (var number = 0; number < 20; number++)
        {
            await bridge.Alice.SayAsync(person.Jid, $"out {number:D2}");
            await person.SayAsync(bridge.Alice.BareJid, $"in {number:D2}");
        }

        await person.SeesTextAsync("out 19");
        await bridge.Alice.MessageAsync("in 19");
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"out {number:D2}"), person.Seen.Where(entry => (string?)entry["kind"] == "message").Select(entry => (string?)entry["text"]));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"in {number:D2}"),
            bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == person.Jid).Select(s => s.Text()).Where(text => text?.StartsWith("in ", StringComparison.Ordinal) is true));
    }

    [Fact]
    public async Task What_is_handed_over_twice_arrives_once()
    {
        var person = await bridge.Network.JoinAsync("repeating");
        var what = new JsonObject { ["id"] = XmppUser.NewId(), ["user"] = bridge.Alice.BareJid, ["text"] = "only once" };
        Assert.Equal(204, await person.TryAsync(what));
        Assert.Equal(204, await person.TryAsync(what));
        await person.SayAsync(bridge.Alice.BareJid, "after the repeat");
        await bridge.Alice.MessageAsync("after the repeat");
        Assert.Single(bridge.Alice.Received.Snapshot(), s => s.Text() == "only once");
    }

    [Fact]
    public async Task A_message_that_must_be_fetched_keeps_its_place()
    {
        var person = await bridge.Network.JoinAsync("fetched");
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "first, withheld"), ("withheld", true));
        await person.SayAsync(bridge.Alice.BareJid, "second, at once");
        await bridge.Alice.MessageAsync("second, at once");
        Assert.Equal(
            ["first, withheld", "second, at once"], bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == person.Jid).Select(s => s.Text()).OfType<string>());
    }

    [Fact]
    public async Task Nobody_has_this_address()
    {
        var error = await bridge.Alice.ErrorAsync(await bridge.Alice.SayAsync("nobody-at-all@example.localhost", "Hello?"));
        Assert.Equal("item-not-found", error.Condition());
        Assert.Contains("Nobody here has this name", error.ErrorText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notAllowed", "forbidden")]
    [InlineData("policyViolation", "policy-violation")]
    [InlineData("recipientUnavailable", "recipient-unavailable")]
    [InlineData("resourceConstraint", "resource-constraint")]
    public async Task A_refusal_comes_back_with_its_condition_and_its_words(string condition, string stanzaCondition)
    {
        var person = await bridge.Network.JoinAsync($"refusing-{stanzaCondition}");
        await person.BehaveAsync(new() { ["refusal"] = $"No: {condition}", ["condition"] = condition });
        var id = await bridge.Alice.SayAsync(person.Jid, "Hello?");
        var error = await bridge.Alice.ErrorAsync(id);
        Assert.Equal((stanzaCondition, person.Jid), (error.Condition(), error.BareFrom()));
        Assert.Contains($"No: {condition}", error.ErrorText(), StringComparison.Ordinal);
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Element(XmppUser.Receipts + "received")?.Attribute("id")?.Value == id);
    }

    [Fact]
    public async Task A_slow_contact_delays_no_other()
    {
        var slow = await bridge.Network.JoinAsync("slow");
        var quick = await bridge.Network.JoinAsync("quick");
        await slow.BehaveAsync(new() { ["delayMilliseconds"] = -1 });
        await bridge.Alice.SayAsync(slow.Jid, "to the slow one");
        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync(quick.Jid, "to the quick one"));
        Assert.Empty(slow.Seen);
    }

    [Fact]
    public async Task A_message_that_could_not_be_delivered_after_all_is_an_error()
    {
        var person = await bridge.Network.JoinAsync("bouncing");
        var id = await bridge.Alice.SayAsync(person.Jid, "will bounce");
        var foreign = (string?)(await person.SeesTextAsync("will bounce"))["id"];
        await bridge.Alice.ReceiptAsync(id);
        await person.DoAsync(bridge.Alice.BareJid, "failure", ("target", foreign), ("reason", "The telephone is off"));
        var error = await bridge.Alice.ErrorAsync(id);
        Assert.Equal("recipient-unavailable", error.Condition());
        Assert.Contains("The telephone is off", error.ErrorText(), StringComparison.Ordinal);

        // As clients do it where one taps on "send again".
        await bridge.Alice.SayAsync(person.Jid, "will bounce", id);
        await person.SeesAsync("message", entry => (string?)entry["text"] == "will bounce" && (string?)entry["id"] != foreign);
    }

    [Fact]
    public async Task A_message_for_an_account_that_does_not_exist_comes_back_to_its_author()
    {
        var person = await bridge.Network.JoinAsync("misdirected");
        var status = await person.TryAsync(new() { ["id"] = XmppUser.NewId(), ["user"] = "nobody-here@localhost", ["text"] = "Hello?" });
        // COMPAT(ejabberd 24.12 with mod_privilege): a component cannot find out there what the server is, so the author is told afterwards.
        if (status != 404)
            Assert.NotEmpty((string?)(await person.SeesAsync("failure"))["reason"] ?? "");
    }

    [Fact]
    public async Task A_user_without_access_can_neither_write_nor_be_written_to()
    {
        await using var bob = await XmppUser.LoginAsync(bridge.Server, "bob");
        var person = await bridge.Network.JoinAsync("denied");
        Assert.Equal("forbidden", (await bob.ErrorAsync(await bob.SayAsync(person.Jid, "let me in"))).Condition());
        Assert.Equal(403, await person.TryAsync(new() { ["id"] = XmppUser.NewId(), ["user"] = bob.BareJid, ["text"] = "Hello?" }));
        Assert.Empty(person.Seen);
    }

    [Fact]
    public async Task An_answer_names_what_it_answers_in_both_directions()
    {
        var person = await bridge.Network.JoinAsync("replying");
        var question = await person.SayAsync(bridge.Alice.BareJid, "Is it raining?");
        var asked = await bridge.Alice.MessageAsync("Is it raining?");
        var id = XmppUser.NewId();
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", id),
            new XElement(XmppUser.Client + "body", "It is."),
            new XElement(Xeps.Reply + "reply", new XAttribute("to", person.Jid), new XAttribute("id", asked.Id()!))));
        var answer = await person.SeesTextAsync("It is.");
        Assert.Equal(question, (string?)answer["replyTo"]);
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "I knew."), ("replyTo", (string?)answer["id"]));
        var back = await bridge.Alice.MessageAsync("I knew.");
        Assert.Equal(id, back.Element(Xeps.Reply + "reply")?.Attribute("id")?.Value);
    }

    [Fact]
    public async Task A_thread_keeps_its_name_in_both_directions()
    {
        var person = await bridge.Network.JoinAsync("threaded");
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", "in a thread"),
            new XElement(XmppUser.Client + "thread", "thread-1")));
        Assert.Equal("thread-1", (string?)(await person.SeesTextAsync("in a thread"))["thread"]);
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "in another thread"), ("thread", "thread-2"));
        Assert.Equal("thread-2", (await bridge.Alice.MessageAsync("in another thread")).Element(XmppUser.Client + "thread")?.Value);
    }

    [Fact]
    public async Task A_late_message_bears_the_time_of_its_writing()
    {
        var person = await bridge.Network.JoinAsync("late");
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "written long ago"), ("at", "2020-02-29T12:00:00Z"));
        var message = await bridge.Alice.MessageAsync("written long ago");
        Assert.Contains("2020-02-29T12:00:00", message.Elements(Xeps.Delay + "delay").Select(delay => delay.Attribute("stamp")!.Value[..19]));
    }

    [Fact]
    public async Task The_gateway_itself_answers_who_writes_to_it()
    {
        await using var emil = await XmppUser.LoginAsync(bridge.Server, "emil");
        await emil.SayAsync(ExampleNetwork.Domain, "what are you?");
        var answer = await emil.Received.FirstAsync(
            s => s.Is("message") && s.BareFrom() == ExampleNetwork.Domain && s.Text() is not null, "the gateway's answer");
        Assert.NotEqual("error", answer.Type());
    }
}

[Collection<ExampleOnProsody>]
public sealed class TextsOnProsody(ProsodyExample bridge) : Texts(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class TextsOnEjabberd(EjabberdExample bridge) : Texts(bridge);
