using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Files of messages, both ways.</summary>
public abstract class Files(ExampleBridge bridge)
{
    private static readonly byte[] Image = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 50_000).Select(number => (byte)number)];

    [Fact]
    public async Task A_file_of_the_contact_can_be_read_and_is_described()
    {
        var person = await bridge.Network.JoinAsync("sending-file");
        var message = await ReceiveAsync(person, new JsonObject { ["id"] = await StoreAsync("photo", Image), ["name"] = "photo.png", ["description"] = "A photo" });
        var url = UrlOf(message);
        Assert.Equal(url, message.Text());
        var (content, type) = await ReadAsync(url);
        Assert.Equal(Image, content);
        Assert.Equal("image/png", type);
        var file = message.Element(Xeps.FileSharing + "file-sharing")!.Element(Xeps.FileMetadata + "file")!;
        Assert.Equal(
            ("photo.png", "image/png", $"{Image.Length}", "A photo"),
            (file.Element(Xeps.FileMetadata + "name")?.Value, file.Element(Xeps.FileMetadata + "media-type")?.Value, file.Element(Xeps.FileMetadata + "size")?.Value, file.Element(Xeps.FileMetadata + "desc")?.Value));
        Assert.Contains(Convert.ToBase64String(SHA256.HashData(Image)), file.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_the_contact_has_a_small_one_beside_it()
    {
        var person = await bridge.Network.JoinAsync("sending-thumbnail");
        byte[] small = [.. Image[..3000], .. BitConverter.GetBytes(Environment.ProcessId)];
        var message = await ReceiveAsync(person, new JsonObject
        {
            ["id"] = await StoreAsync("landscape", Image),
            ["name"] = "landscape.png",
            ["width"] = 1600,
            ["height"] = 900,
            ["thumbnail"] = await StoreAsync("landscape-small", small),
        });
        var file = message.Element(Xeps.FileSharing + "file-sharing")!.Element(Xeps.FileMetadata + "file")!;
        var thumbnail = file.Element(Xeps.Thumbnails + "thumbnail")!;
        Assert.Equal(("1600", "900"), (file.Element(Xeps.FileMetadata + "width")?.Value, file.Element(Xeps.FileMetadata + "height")?.Value));
        Assert.Equal("image/png", thumbnail.Attribute("media-type")?.Value);
        var (content, type) = await ReadAsync(thumbnail.Attribute("uri")!.Value);
        Assert.Equal(small, content);
        Assert.Equal("image/png", type);
        Assert.Equal(Image, (await ReadAsync(UrlOf(message))).Content);
    }

    [Fact]
    public async Task A_small_file_of_the_contact_is_put_on_the_users_own_server()
    {
        var person = await bridge.Network.JoinAsync("sending-small");
        byte[] small = [.. Image[..5000], .. BitConverter.GetBytes(Environment.ProcessId)];
        var url = UrlOf(await ReceiveAsync(person, new JsonObject { ["id"] = await StoreAsync("small", small), ["name"] = "small.png" }));
        Assert.Equal(bridge.Server.FilesPort, new Uri(url).Port);
        var (content, type) = await ReadAsync(url);
        Assert.Equal(small, content);
        Assert.Equal("image/png", type);
    }

    [Fact]
    public async Task A_file_that_the_users_server_does_not_take_is_read_through_the_gateway()
    {
        var person = await bridge.Network.JoinAsync("sending-large");
        var url = UrlOf(await ReceiveAsync(person, new JsonObject { ["id"] = await StoreAsync("large", Image), ["name"] = "large.png" }));
        Assert.Equal(Ports.GatewayHttp, new Uri(url).Port);
        Assert.Equal(Image, (await ReadAsync(url)).Content);
    }

    [Fact]
    public async Task A_file_can_be_read_from_the_middle()
    {
        var person = await bridge.Network.JoinAsync("sending-parts");
        var message = await ReceiveAsync(person, new JsonObject { ["id"] = await StoreAsync("parts", Image), ["name"] = "parts.png" });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, UrlOf(message)) { Headers = { Range = new RangeHeaderValue(40_000, null) } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(Image[40_000..], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Text_and_files_of_a_message_come_in_their_order()
    {
        var person = await bridge.Network.JoinAsync("sending-files");
        var files = new JsonArray();
        for (var number = 1; number <= 3; number++)
            files.Add(new JsonObject { ["id"] = await StoreAsync($"album-{number}", [.. Image, (byte)number]), ["name"] = $"album-{number}.png" });
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "three of them"), ("files", files));
        await person.SayAsync(bridge.Alice.BareJid, "after the album");
        await bridge.Alice.MessageAsync("after the album");
        var came = bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == person.Jid && s.Text() is not null)
            .Select(s => s.Element(Xeps.FileSharing + "file-sharing")?.Descendants(Xeps.FileMetadata + "name").Single().Value ?? s.Text());
        Assert.Equal(["three of them", "album-1.png", "album-2.png", "album-3.png", "after the album"], came);
    }

    [Fact]
    public async Task A_file_inside_of_a_message_is_kept()
    {
        var person = await bridge.Network.JoinAsync("sending-inside");
        var message = await ReceiveAsync(
            person, new JsonObject { ["name"] = "inside.png", ["mediaType"] = "image/png", ["content"] = Convert.ToBase64String(Image) });
        Assert.Equal(Image, (await ReadAsync(UrlOf(message))).Content);
    }

    [Fact]
    public async Task A_link_that_was_tampered_with_leads_nowhere()
    {
        var person = await bridge.Network.JoinAsync("sending-secret");
        var url = UrlOf(await ReceiveAsync(person, new JsonObject { ["id"] = await StoreAsync("secret", Image), ["name"] = "secret.png" }));
        using var http = new HttpClient();
        var slash = url.LastIndexOf('/');
        var other = url[..(slash - 1)] + (url[slash - 1] == 'A' ? 'B' : 'A') + url[slash..];
        using var answer = await http.GetAsync(new Uri(other), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_of_the_user_is_uploaded_to_the_network()
    {
        await using var web = new WebFolder(Ports.Spare(5));
        var person = await bridge.Network.JoinAsync("getting-file");
        var url = web.Put("holiday.png", "image/png", Image);
        await SendFileAsync(person, url);
        var file = (await person.SeesAsync("message"))["files"]!.AsArray().Single()!;
        Assert.Equal(("holiday.png", "image/png", Image.Length), ((string?)file["name"], (string?)file["mediaType"], (int)file["size"]!));
        Assert.Equal(Image, await bridge.Network.GetFileAsync((string)file["id"]!));
    }

    [Fact]
    public async Task A_network_without_files_gets_the_link()
    {
        await using var web = new WebFolder(Ports.Spare(6));
        var plain = await bridge.Network.JoinAsync("getting-link", new() { ["plainText"] = true });
        var url = web.Put("linked.png", "image/png", Image);
        await SendFileAsync(plain, url);
        var message = await plain.SeesAsync("message");
        Assert.Contains(url, (string?)message["text"], StringComparison.Ordinal);
        Assert.Empty(message["files"]!.AsArray());
    }

    [Fact]
    public async Task A_reply_can_be_a_file()
    {
        var person = await bridge.Network.JoinAsync("replying-file");
        var id = await bridge.Alice.SayAsync(person.Jid, "show me");
        await bridge.Alice.ReceiptAsync(id);
        var foreign = (string?)(await person.SeesTextAsync("show me"))["id"];
        await person.DoAsync(
            bridge.Alice.BareJid,
            "message",
            ("replyTo", foreign),
            ("files", new JsonArray(new JsonObject { ["id"] = await StoreAsync("shown", Image), ["name"] = "shown.png" })));
        var message = await FileAsync(person);
        Assert.Equal(id, message.Element(Xeps.Reply + "reply")?.Attribute("id")?.Value);
    }

    private static string UrlOf(XElement message) => message.Element(Xeps.OutOfBand + "x")!.Element(Xeps.OutOfBand + "url")!.Value;

    private static async Task<(byte[] Content, string? Type)> ReadAsync(string url)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> StoreAsync(string id, byte[] content)
    {
        await bridge.Network.PutFileAsync(id, "image/png", content);
        return id;
    }

    private async Task<XElement> ReceiveAsync(ExamplePerson person, JsonObject file)
    {
        await person.DoAsync(bridge.Alice.BareJid, "message", ("files", new JsonArray(file)));
        return await FileAsync(person);
    }

    private Task<XElement> FileAsync(ExamplePerson person) => bridge.Alice.Received.FirstAsync(
        s => s.Is("message") && s.BareFrom() == person.Jid && s.Element(Xeps.OutOfBand + "x") is not null, $"a file of {person.Name}");

    private Task SendFileAsync(ExamplePerson person, string url) => bridge.Alice.SendAsync(new XElement(
        XmppUser.Client + "message",
        new XAttribute("to", person.Jid),
        new XAttribute("type", "chat"),
        new XAttribute("id", XmppUser.NewId()),
        new XElement(XmppUser.Client + "body", url),
        new XElement(Xeps.OutOfBand + "x", new XElement(Xeps.OutOfBand + "url", url))));
}

[Collection<ExampleOnProsody>]
public sealed class FilesOnProsody(ProsodyExample bridge) : Files(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class FilesOnEjabberd(EjabberdExample bridge) : Files(bridge);
