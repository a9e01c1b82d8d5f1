using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What a user does with another client of their account on the network, and sees in XMPP.</summary>
public abstract class OwnMessages(ExampleBridge bridge)
{
    [Fact]
    public async Task What_the_user_wrote_elsewhere_is_their_own_for_all_clients_and_in_the_archive()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Network.JoinAsync("written-to-elsewhere");
        var foreign = await person.DoAsync(moritz.BareJid, "message", ("text", "from my telephone"), ("byUser", true));
        var own = await CarbonAsync(moritz, person, message => message.Text() == "from my telephone");
        await person.DoAsync(moritz.BareJid, "edit", ("target", foreign), ("text", "from my old telephone"), ("byUser", true));
        var corrected = await CarbonAsync(moritz, person, message => message.Text() == "from my old telephone");
        Assert.Equal(own.Id(), corrected.Element(Xeps.Correct + "replace")?.Attribute("id")?.Value);

        Assert.Contains(await ArchiveAsync(moritz, person.Jid), message => message.BareFrom() == moritz.BareJid && message.Id() == own.Id());

        // What the gateway said for the user comes back to it like everything that they write: it does not go out once more.
        await moritz.SayAsync(person.Jid, "from my desk");
        await person.SeesTextAsync("from my desk");
        Assert.Single(person.Seen);
    }

    [Fact]
    public async Task What_the_user_took_back_elsewhere_is_taken_back_for_all_clients()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Network.JoinAsync("taken-back-elsewhere");
        var foreign = await person.DoAsync(moritz.BareJid, "message", ("text", "better not"), ("byUser", true));
        var own = await CarbonAsync(moritz, person, message => message.Text() == "better not");
        await person.DoAsync(moritz.BareJid, "retraction", ("target", foreign), ("byUser", true));
        var retraction = await CarbonAsync(moritz, person, message => message.Element(Xeps.Retract + "retract") is not null);
        Assert.Equal(own.Id(), retraction.Element(Xeps.Retract + "retract")?.Attribute("id")?.Value);

        // What was written here, and taken back there.
        var here = await moritz.SayAsync(person.Jid, "better not either");
        var there = (string?)(await person.SeesTextAsync("better not either"))["id"];
        await moritz.ReceiptAsync(here);
        await person.DoAsync(moritz.BareJid, "retraction", ("target", there), ("byUser", true));
        await CarbonAsync(moritz, person, message => message.Element(Xeps.Retract + "retract")?.Attribute("id")?.Value == here);
        await moritz.SayAsync(person.Jid, "after all that");
        await person.SeesTextAsync("after all that");
        Assert.DoesNotContain(person.Seen, entry => (string?)entry["kind"] == "retraction");
    }

    [Fact]
    public async Task A_file_that_the_user_sent_elsewhere_is_their_own_for_all_clients()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Network.JoinAsync("sent-a-file-elsewhere");
        byte[] content = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. BitConverter.GetBytes(Environment.ProcessId)];
        await bridge.Network.PutFileAsync($"own-{person.Name}", "image/png", content);
        var file = new JsonObject { ["id"] = $"own-{person.Name}", ["name"] = "mine.png" };
        await person.DoAsync(moritz.BareJid, "message", ("text", "my photo"), ("files", new JsonArray(file)), ("byUser", true));
        await CarbonAsync(moritz, person, message => message.Text() == "my photo");
        var shared = await CarbonAsync(moritz, person, message => message.Element(Xeps.FileSharing + "file-sharing") is not null);
        Assert.Equal("mine.png", shared.Descendants(Xeps.FileMetadata + "name").Single().Value);
        using var http = new HttpClient();
        Assert.Equal(content, await http.GetByteArrayAsync(new Uri(shared.Text()!), TestContext.Current.CancellationToken));
        await moritz.SayAsync(person.Jid, "after the photo");
        await person.SeesTextAsync("after the photo");
        Assert.Single(person.Seen);
    }

    [Fact]
    public async Task What_the_user_read_elsewhere_is_read_for_all_clients()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Network.JoinAsync("read-elsewhere");
        var foreign = await person.SayAsync(moritz.BareJid, "read me anywhere");
        var id = (await moritz.MessageAsync("read me anywhere")).Id();
        await person.DoAsync(moritz.BareJid, "displayed", ("target", foreign), ("byUser", true));
        var marker = await CarbonAsync(moritz, person, message => message.Element(Xeps.Markers + "displayed") is not null);
        Assert.Equal(id, marker.Element(Xeps.Markers + "displayed")?.Attribute("id")?.Value);
        await moritz.SayAsync(person.Jid, "answered");
        await person.SeesTextAsync("answered");
        Assert.Single(person.Seen);
    }

    [Fact]
    public async Task What_the_user_read_elsewhere_is_kept_where_clients_that_come_later_find_it()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Network.JoinAsync("read-for-later");
        var foreign = await person.SayAsync(moritz.BareJid, "read me later");
        var message = await moritz.MessageAsync("read me later");
        var archived = message.Elements(Xeps.OriginId + "stanza-id").Single(id => id.Attribute("by")?.Value == moritz.BareJid).Attribute("id")!.Value;

        // Something else in the archive meanwhile makes no difference.
        var other = await bridge.Network.JoinAsync("in-between");
        await other.SayAsync(moritz.BareJid, "something in between");
        await moritz.MessageAsync("something in between");
        await person.DoAsync(moritz.BareJid, "displayed", ("target", foreign), ("byUser", true));
        await person.SayAsync(moritz.BareJid, "after what was read");
        await moritz.MessageAsync("after what was read");

        var request = new XElement(Xeps.PubSub + "pubsub", new XElement(Xeps.PubSub + "items", new XAttribute("node", Xeps.DisplayedSync.NamespaceName)));
        var item = (await moritz.AskAsync(moritz.BareJid, "get", request)).Descendants(Xeps.PubSub + "item").SingleOrDefault(i => i.Attribute("id")?.Value == person.Jid);
        if (bridge.Server == XmppServer.Prosody)
            Assert.Equal(archived, item?.Descendants(Xeps.OriginId + "stanza-id").Single().Attribute("id")?.Value);
        else
            Assert.Null(item); // ejabberd does not tell the end of an archive
    }

    [Fact]
    public async Task Without_the_privilege_the_contact_says_what_the_user_wrote_elsewhere()
    {
        await using var moritz = await WithCarbonsAsync();
        var person = await bridge.Second.JoinAsync("written-to-elsewhere");
        await person.DoAsync(moritz.BareJid, "message", ("text", "without any privilege"), ("byUser", true));
        var message = await moritz.MessageAsync("without any privilege");
        Assert.Equal((person.Jid, "You wrote elsewhere: without any privilege"), (message.BareFrom(), message.Text()));
    }

    private async Task<XmppUser> WithCarbonsAsync()
    {
        var user = await XmppUser.LoginAsync(bridge.Server, "moritz");
        Assert.Equal("result", (await user.AskAsync(user.BareJid, "set", new XElement(Xeps.Carbons + "enable"))).Type());
        return user;
    }

    private static async Task<XElement> CarbonAsync(XmppUser user, ExamplePerson person, Func<XElement, bool> match)
    {
        var carbon = await user.Received.FirstAsync(s => s.BareFrom() == user.BareJid && Inside(s) is { } sent && match(sent), "the carbon of the user's own message");
        var own = Inside(carbon)!;
        Assert.Equal((user.BareJid, person.Jid), (own.BareFrom(), own.Attribute("to")?.Value));
        return own;

        static XElement? Inside(XElement s) => s.Element(Xeps.Carbons + "sent")?.Element(Xeps.Forward + "forwarded")?.Element(XmppUser.Client + "message");
    }

    private static async Task<IReadOnlyList<XElement>> ArchiveAsync(XmppUser user, string with)
    {
        var form = AdHoc.Submit(("with", with));
        form.AddFirst(new XElement(
            Xeps.Form + "field", new XAttribute("var", "FORM_TYPE"), new XAttribute("type", "hidden"), new XElement(Xeps.Form + "value", Xeps.Archive.NamespaceName)));
        Assert.Equal("result", (await user.AskAsync(user.BareJid, "set", new XElement(Xeps.Archive + "query", form))).Type());
        return [.. user.Received.Snapshot().Where(s => s.Element(Xeps.Archive + "result") is not null)
            .Select(s => s.Descendants(XmppUser.Client + "message").Single())];
    }
}

[Collection<ExampleOnProsody>]
public sealed class OwnMessagesOnProsody(ProsodyExample bridge) : OwnMessages(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class OwnMessagesOnEjabberd(EjabberdExample bridge) : OwnMessages(bridge);
