using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Files, profiles and what counts only now, in a direct chat with Matrix.</summary>
public abstract class MatrixPeople(Bridge bridge) : MatrixScenarios
{
    private static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates";
    private static readonly XNamespace Markers = "urn:xmpp:chat-markers:0";
    private static readonly XNamespace VCard = "vcard-temp";

    // PNG by its first bytes.
    private static readonly byte[] Image = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 50_000).Select(number => (byte)number)];

    [Fact]
    public async Task An_image_from_matrix_is_a_link_to_its_bytes()
    {
        var room = await RoomAsync("show me");
        var name = $"cat-{bridge.Server}.png";
        await Mia.SendEventAsync(room, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.image",
            ["body"] = name,
            ["url"] = await Mia.UploadAsync(name, "image/png", Image),
            ["info"] = new JsonObject { ["mimetype"] = "image/png", ["size"] = Image.Length },
        });
        var message = await bridge.Alice.Received.FirstAsync(
            s => s.Is("message") && s.BareFrom() == MiaAsContact && s.Element(Xeps.FileSharing + "file-sharing")?.Value.Contains(name, StringComparison.Ordinal) == true,
            "the image");
        var url = message.Element(Xeps.OutOfBand + "x")!.Element(Xeps.OutOfBand + "url")!.Value;
        Assert.Equal(url, message.Text());
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Image, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_from_xmpp_arrives_in_matrix_with_its_bytes()
    {
        await using var web = new WebFolder(Ports.Spare(7));
        var name = $"holiday-{bridge.Server}.png";
        var url = web.Put(name, "image/png", Image);
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", MiaAsContact),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", url),
            new XElement(Xeps.OutOfBand + "x", new XElement(Xeps.OutOfBand + "url", url))));
        var image = await Mia.Timeline.FirstAsync(e => e.Type == "m.room.message" && (string?)e.Content["filename"] == name, "the file");
        Assert.Equal(
            (AliceInMatrix, "m.image", "image/png", Image.Length),
            (image.Sender, (string?)image.Content["msgtype"], (string?)image.Content["info"]!["mimetype"], (int)image.Content["info"]!["size"]!));
        Assert.Equal(Image, await Mia.DownloadAsync((string)image.Content["url"]!));
    }

    [Fact]
    public async Task Name_and_picture_of_a_matrix_user_are_in_the_vcard_and_change_there()
    {
        await RoomAsync("who are you?");
        foreach (var variant in (byte[])[1, 2])
        {
            byte[] picture = [.. Image[..100], variant, (byte)Environment.ProcessId, (byte)bridge.Server.ComponentPort];
            var name = $"Mia {variant} {bridge.Server}";
            await Mia.SetProfileAsync("avatar_url", await Mia.UploadAsync("face.png", "image/png", picture));
            await Mia.SetProfileAsync("displayname", name);

            // Nobody tells a user who has no presence of the contact.
            XElement card;
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
                card = await bridge.Alice.AskAsync(MiaAsContact, "get", new XElement(VCard + "vCard"));
            }
            while (card.Descendants(VCard + "FN").FirstOrDefault()?.Value != name);

            Assert.Equal(picture, Convert.FromBase64String(card.Descendants(VCard + "BINVAL").Single().Value));
        }

        // Other scenarios know her by the name that she has from the start.
        await Mia.SetProfileAsync("displayname", "mia");
    }

    [Fact]
    public async Task Typing_and_read_marks_pass_in_both_directions()
    {
        // Only to clients that are there for the contact.
        await bridge.Alice.SendPresenceAsync(MiaAsContact, "subscribe");
        await bridge.Alice.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == MiaAsContact && s.Type() == "subscribe", "the request of mia");
        await bridge.Alice.SendPresenceAsync(MiaAsContact, "subscribed");
        var text = $"seen? {bridge.Server} {Guid.NewGuid()}";
        var id = XmppUser.NewId();
        await SendAsync(id, new XElement(XmppUser.Client + "body", text), new XElement(Markers + "markable"));
        var said = await Mia.MessageAsync(text);
        await Mia.TypeAsync(said.Room, true);
        await SignAsync(ChatStates + "composing");
        await Mia.SeeAsync(said.Room, said.Id);
        await bridge.Alice.Received.FirstAsync(
            s => s.Is("message") && s.BareFrom() == MiaAsContact && s.Element(Markers + "displayed")?.Attribute("id")?.Value == id, "the read mark of mia");
        await Mia.TypeAsync(said.Room, false);
        await SignAsync(ChatStates + "active");

        await SendAsync(XmppUser.NewId(), new XElement(ChatStates + "composing"));
        await Mia.Ephemeral.FirstAsync(
            e => e.Room == said.Room && e.Type == "m.typing" && e.Content["user_ids"]!.AsArray().Any(user => (string?)user == AliceInMatrix), "alice is typing");
        var answer = await Mia.SendAsync(said.Room, text + " yes");
        var heard = await bridge.Alice.MessageAsync(text + " yes");
        await SendAsync(XmppUser.NewId(), new XElement(Markers + "displayed", new XAttribute("id", heard.Id()!)));
        await Mia.Ephemeral.FirstAsync(
            e => e.Room == said.Room && e.Type == "m.receipt" && e.Content[answer]?["m.read"]?[AliceInMatrix] is not null, "alice has read it");
    }

    private async Task<string> RoomAsync(string text)
    {
        text = $"{text} {bridge.Server} {Guid.NewGuid()}";
        await bridge.Alice.SayAsync(MiaAsContact, text);
        return (await Mia.MessageAsync(text)).Room;
    }

    private Task<XElement> SignAsync(XName name) => bridge.Alice.Received.FirstAsync(
        s => s.Is("message") && s.BareFrom() == MiaAsContact && s.Element(name) is not null, name.LocalName);

    private Task SendAsync(string id, params object[] content) => bridge.Alice.SendAsync(new XElement(
        XmppUser.Client + "message", new XAttribute("to", MiaAsContact), new XAttribute("type", "chat"), new XAttribute("id", id), content));
}

[Collection<OnProsody>]
public sealed class MatrixPeopleOnProsody(ProsodyBridge bridge) : MatrixPeople(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixPeopleOnEjabberd(EjabberdBridge bridge) : MatrixPeople(bridge);
