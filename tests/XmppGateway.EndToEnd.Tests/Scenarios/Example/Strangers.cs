using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>People who write to a user that does not know them, where the operator has users asked first.</summary>
public abstract class Strangers(ExampleBridge bridge)
{
    [Fact]
    public async Task Who_is_accepted_in_the_conversation_was_asked_about_once_and_what_waited_comes_in_order()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await WritingAsync(theo, "accepted", "I knew your father", "He was a sailor", "Like me");
        await theo.SayAsync(person.Jid, "accept");
        await SaidAsync(theo, person, "Like me");
        Assert.Equal(["I knew your father", "He was a sailor", "Like me"], TextsOf(theo, person).Where(text => text.Length < 20));
        Assert.Single(TextsOf(theo, person), text => text.Contains("wants to write to you", StringComparison.Ordinal));
        await theo.SayAsync(person.Jid, "Ahoy");
        await person.SeesTextAsync("Ahoy");
        Assert.Single(person.Seen, entry => (string?)entry["kind"] == "message");
    }

    [Fact]
    public async Task Who_reads_german_is_asked_and_answers_in_german()
    {
        await using var rosa = await XmppUser.LoginAsync(bridge.Server, "rosa");
        Assert.Equal("completed", (await rosa.AnswerAsync(await rosa.CommandAsync("settings"), ("language", "de"))).Status());
        var person = await bridge.Network.JoinAsync("asked-in-german");
        await person.SayAsync(rosa.BareJid, "Kennen wir uns?");
        var question = await rosa.Received.FirstAsync(s => s.Is("message") && s.BareFrom() == person.Jid, "the question");
        Assert.StartsWith($"{person.Name} möchte Ihnen über Example schreiben und beginnt so:\n\nKennen wir uns?\n", question.Text(), StringComparison.Ordinal);
        Assert.Contains("annehmen, ablehnen, blockieren oder melden", question.Text(), StringComparison.Ordinal);
        await rosa.SayAsync(person.Jid, "annehmen");
        await SaidAsync(rosa, person, "Angenommen. Die wartende Nachricht folgt.");
        await SaidAsync(rosa, person, "Kennen wir uns?");
    }

    [Fact]
    public async Task Who_is_accepted_while_still_writing_is_heard_in_order()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await bridge.Network.JoinAsync("writing-still");
        string[] lines = [.. Enumerable.Range(1, 12).Select(number => $"Line {number:00}")];
        var writing = WriteAsync();
        await theo.Received.FirstAsync(s => s.Is("message") && s.BareFrom() == person.Jid, "the question");
        await theo.SayAsync(person.Jid, "accept");
        await writing;
        await person.SayAsync(theo.BareJid, "That is all");
        await SaidAsync(theo, person, "That is all");
        Assert.Equal([.. lines, "That is all"], TextsOf(theo, person).Where(text => text.Length < 12));

        async Task WriteAsync()
        {
            foreach (var line in lines)
                await person.SayAsync(theo.BareJid, line);
        }
    }

    [Fact]
    public async Task Who_is_accepted_as_a_contact_is_heard()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await WritingAsync(theo, "taken-as-contact", "May I be your contact?");
        await theo.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == "subscribe", "the request");
        await theo.SendPresenceAsync(person.Jid, "subscribed");
        await SaidAsync(theo, person, "May I be your contact?");
    }

    [Fact]
    public async Task Who_is_accepted_by_command_is_heard()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await WritingAsync(theo, "accepted-by-command", "I sell nothing");
        var list = await theo.CommandAsync("strangers");
        var who = list.Descendants(Xeps.Form + "option").Single(option => option.ToString().Contains(person.Name, StringComparison.Ordinal));
        var question = await theo.AnswerAsync(list, ("who", who.Element(Xeps.Form + "value")!.Value));
        Assert.Contains("I sell nothing", question.Words(), StringComparison.Ordinal);
        Assert.Equal("completed", (await theo.AnswerAsync(question, ("answer", "accept"))).Status());
        await SaidAsync(theo, person, "I sell nothing");
    }

    [Fact]
    public async Task Who_is_blocked_is_told_once_and_heard_no_more_and_so_is_the_network()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await WritingAsync(theo, "blocked-stranger", "Cheap carpets");
        await theo.SayAsync(person.Jid, "block");
        await SaidAsync(theo, person, "Blocked.");
        await person.SeesAsync("block");
        Assert.Equal("This user does not take your messages.", (string?)(await person.SeesAsync("failure"))["reason"]);
        await person.SayAsync(theo.BareJid, "Even cheaper carpets");
        Assert.Equal("not-acceptable", (await theo.ErrorAsync(await theo.SayAsync(person.Jid, "No"))).Condition());
        await WritingAsync(theo, "after-the-blocked", "I have no carpets");
        Assert.DoesNotContain(TextsOf(theo, person), text => text is "Cheap carpets" or "Even cheaper carpets");
        Assert.Equal(["block", "failure"], person.Seen.Select(entry => (string)entry["kind"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_is_reported_hears_nothing_of_it_and_the_network_and_the_admins_do()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        await using var admin = await XmppUser.LoginAsync(bridge.Server, "paula");
        var person = await WritingAsync(theo, "reported-stranger", "Buy my coins");
        await theo.SayAsync(person.Jid, "report");
        await SaidAsync(theo, person, "Reported and blocked. Thank you.");
        Assert.Equal("spam", (string?)(await person.SeesAsync("report"))["reason"]);
        await person.SeesAsync("block");
        var told = await admin.MessageAsync(person.Name);
        Assert.Equal((ExampleNetwork.Domain, $"theo@localhost reports {person.Name} for spam"), (told.BareFrom(), told.Text()));
        await person.SayAsync(theo.BareJid, "More coins");
        await WritingAsync(theo, "after-the-reported", "I have no coins");
        Assert.DoesNotContain(TextsOf(theo, person), text => text is "Buy my coins" or "More coins");
        Assert.DoesNotContain(person.Seen, entry => (string?)entry["kind"] is "failure" or "message");
    }

    [Fact]
    public async Task Nobody_is_known_by_a_message_that_could_not_be_sent()
    {
        await using var theo = await XmppUser.LoginAsync(bridge.Server, "theo");
        var person = await WritingAsync(theo, "unknown-still", "Can you read this?");
        await theo.ErrorAsync(await theo.SayAsync(person.Jid, "?OTRv3?"));
        await person.SayAsync(theo.BareJid, "And this?");
        await theo.SayAsync(person.Jid, "decline");
        await SaidAsync(theo, person, "Declined. The author is told.");
        await person.SeesAsync("failure");
        Assert.DoesNotContain(TextsOf(theo, person), text => text is "Can you read this?" or "And this?");
    }

    /// <summary>Somebody unknown who has written; the user was asked, and has seen none of it but how it begins.</summary>
    private async Task<ExamplePerson> WritingAsync(XmppUser user, string name, params string[] texts)
    {
        var person = await bridge.Network.JoinAsync(name);
        foreach (var text in texts)
            await person.SayAsync(user.BareJid, text);
        var question = await user.Received.FirstAsync(s => s.Is("message") && s.BareFrom() == person.Jid, $"the question about {name}");
        Assert.StartsWith($"{person.Name} wants to write to you, over Example, and begins:", question.Text(), StringComparison.Ordinal);
        Assert.Contains(texts[0], question.Text(), StringComparison.Ordinal);

        await user.CommandUntilAsync("strangers", $"what {name} wrote is held", list => list.Descendants(Xeps.Form + "option")
            .Select(option => option.Attribute("label")?.Value ?? "")
            .Any(label => label.Contains(person.Name, StringComparison.Ordinal) && label.Contains($": {texts.Length} since", StringComparison.Ordinal)));
        return person;
    }

    private static IEnumerable<string> TextsOf(XmppUser user, ExamplePerson person) =>
        user.Received.Snapshot().Where(s => s.Is("message") && !s.IsError() && s.BareFrom() == person.Jid).Select(s => s.Text()).OfType<string>();

    private static Task<XElement> SaidAsync(XmppUser user, ExamplePerson person, string text) =>
        user.Received.FirstAsync(s => s.Is("message") && s.BareFrom() == person.Jid && s.Text() == text, $"'{text}' of {person.Name}");
}

[Collection<AskingOnProsody>]
public sealed class StrangersOnProsody(ProsodyAsking bridge) : Strangers(bridge);

[Collection<AskingOnEjabberd>]
public sealed class StrangersOnEjabberd(EjabberdAsking bridge) : Strangers(bridge);
