using System.Globalization;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Files of users that the gateway does not pass on: the message goes with a link, and the user is told why.</summary>
public abstract class RefusedFiles(ExampleBridge bridge)
{
    private static readonly byte[] Image = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[60_000]];

    [Fact]
    public async Task A_file_that_is_larger_than_the_gateway_takes()
    {
        await using var web = new WebFolder(Ports.Spare(9));
        await RefusedAsync("getting-too-large", web.Put("film.mp4", "video/mp4", Image, 105_000_000), "It is larger than 104.9 MB.");
    }

    [Fact]
    public async Task A_file_that_says_it_is_larger_than_the_network_takes()
    {
        await using var web = new WebFolder(Ports.Spare(9));
        await RefusedAsync("getting-declared", web.Put("huge.png", "image/png", Image), "It is larger than 8.4 MB.", size: 9_000_000);
    }

    [Fact]
    public async Task A_file_whose_server_does_not_answer()
    {
        await using var web = new WebFolder(Ports.Spare(9));
        await RefusedAsync("getting-late", web.PutSilent("late.png"), "Fetching it takes too long.");
    }

    [Fact]
    public async Task A_file_at_a_private_address()
    {
        await RefusedAsync("getting-private", "https://10.11.12.13/secret.png", "Its address is not in the public internet.");
        await RefusedAsync("getting-loopback", $"https://localhost:{bridge.Server.FilesPort}/loopback.png", "Its address is not in the public internet.");
    }

    [Fact]
    public async Task A_file_without_tls()
    {
        await RefusedAsync("getting-http", "http://files.example/plain.png", "The gateway fetches files only from addresses that begin with https.");
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_a_file()
    {
        await using var web = new WebFolder(Ports.Spare(9));
        await RefusedAsync("getting-page", web.Put("picture.png", "text/html", "<html>Log in first</html>"u8.ToArray()), "There is a web page behind the link and no file.");
    }

    [Fact]
    public async Task A_file_that_is_not_there()
    {
        await using var web = new WebFolder(Ports.Spare(9));
        await RefusedAsync("getting-nothing", web.UrlOf("gone.png"), "It is not there (any more).");
    }

    private async Task RefusedAsync(string name, string url, string reason, long? size = null)
    {
        // Others change their language: this one's is the gateway's own.
        await using var wanda = await XmppUser.LoginAsync(bridge.Server, "wanda");
        var person = await bridge.Network.JoinAsync(name);
        var id = XmppUser.NewId();
        await wanda.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", id),
            new XElement(XmppUser.Client + "body", url),
            new XElement(Xeps.OutOfBand + "x", new XElement(Xeps.OutOfBand + "url", url)),
            size is { } bytes ? Share(url, bytes) : null,
            new XElement(XmppUser.Receipts + "request")));

        // The gateway itself waits for most of a minute.
        var told = await wanda.Received.FirstAsync(
            s => s.Is("message") && s.BareFrom() == person.Jid && s.Text() is not null, $"why {url} was not passed on", TimeSpan.FromSeconds(90));
        Assert.Equal($"The file {url[(url.LastIndexOf('/') + 1)..]} was not passed on; the message goes with a link to it. {reason}", told.Text());
        var message = await person.SeesAsync("message");
        Assert.Contains(url, (string?)message["text"], StringComparison.Ordinal);
        Assert.Empty(message["files"]!.AsArray());
        await wanda.ReceiptAsync(id);
        Assert.DoesNotContain(wanda.Received.Snapshot(), s => s.IsError() && s.BareFrom() == person.Jid);
        Assert.Single(person.Seen, entry => (string?)entry["kind"] == "message");
    }

    /// <summary>XEP-0447.</summary>
    private static XElement Share(string url, long size) => new(
        Xeps.FileSharing + "file-sharing",
        new XElement(
            Xeps.FileMetadata + "file",
            new XElement(Xeps.FileMetadata + "name", url[(url.LastIndexOf('/') + 1)..]),
            new XElement(Xeps.FileMetadata + "size", size.ToString(CultureInfo.InvariantCulture))),
        new XElement(Xeps.FileSharing + "sources", new XElement(XName.Get("url-data", "http://jabber.org/protocol/url-data"), new XAttribute("target", url))));
}

[Collection<ExampleOnProsody>]
public sealed class RefusedFilesOnProsody(ProsodyExample bridge) : RefusedFiles(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class RefusedFilesOnEjabberd(EjabberdExample bridge) : RefusedFiles(bridge);
