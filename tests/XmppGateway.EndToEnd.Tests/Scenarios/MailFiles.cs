using System.Text;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Files in mails, and mails of which a chat shows only a part.</summary>
public abstract class MailFiles(Bridge bridge)
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    private const string AliceInMail = "alice@bridge.test";

    // A PNG of 800 x 600 by its first bytes.
    private static readonly byte[] Image =
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 3, 32, 0, 0, 2, 88,
        .. Enumerable.Range(0, 50_000).Select(number => (byte)number),
    ];

    [Fact]
    public async Task A_file_from_xmpp_arrives_in_the_mailbox_with_its_bytes_and_its_name()
    {
        await using var web = new WebFolder(Ports.Spare(8));
        var name = $"Grüße-{bridge.Server}.png";
        var url = web.Put(Uri.EscapeDataString(name), "image/png", Image);
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", BobAsContact),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", url),
            new XElement(Xeps.OutOfBand + "x", new XElement(Xeps.OutOfBand + "url", url))));
        var mail = await bridge.Bob.Inbox.FirstAsync(mail => mail.Files.Any(file => file.Name == name), "the file");
        var file = Assert.Single(mail.Files);
        Assert.Equal("image/png", file.Type);
        Assert.Equal(Image, file.Content.ToArray());
        Assert.Empty(mail.Defects);
    }

    [Fact]
    public async Task An_attachment_of_a_mail_is_a_link_to_its_bytes()
    {
        var name = $"Übersicht ✈ {bridge.Server}.pdf";
        byte[] content = [.. Encoding.ASCII.GetBytes("%PDF-1.4"), .. Image];
        await bridge.Bob.SendFilesAsync(AliceInMail, $"With a file {bridge.Server}", null, (name, "application/pdf", content, null));
        Assert.Equal($"With a file {bridge.Server}", (await bridge.Alice.MessageAsync($"With a file {bridge.Server}")).Text());
        var (read, type, _) = await ReadAsync(UrlOf(await FileAsync(name)));
        Assert.Equal(content, read);
        Assert.Equal("application/pdf", type);
    }

    [Fact]
    public async Task The_full_message_is_a_page_that_runs_nothing_and_holds_its_pictures()
    {
        var name = $"inside-{bridge.Server}.png";
        var html = $"<p>Prices {bridge.Server} <img src='cid:one@x'></p><table><tr><td>a<td>1</table><script>alert(1)</script><img src='https://example.test/spy.png' onerror='alert(1)'>";
        await bridge.Bob.SendFilesAsync(AliceInMail, $"Prices {bridge.Server}", html, (name, "image/png", Image, "one@x"));
        var message = await bridge.Alice.Received.FirstAsync(
            s => s.Text()?.Contains($"Prices {bridge.Server}", StringComparison.Ordinal) == true && s.Text()!.Contains("Full message: http", StringComparison.Ordinal), "the link to the page");
        Assert.Equal(Image, (await ReadAsync(UrlOf(await FileAsync(name)))).Content);
        var link = message.Text()!.Split("Full message: ")[1].Trim();
        var (page, type, headers) = await ReadAsync(link);
        var text = Encoding.UTF8.GetString(page);
        Assert.Equal("text/html", type);
        Assert.Contains("data:image/png;base64," + Convert.ToBase64String(Image), text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onerror", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("spy.png", text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("sandbox", headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    private static string UrlOf(XElement message) => message.Element(Xeps.OutOfBand + "x")!.Element(Xeps.OutOfBand + "url")!.Value;

    private static async Task<(byte[] Content, string? Type, Dictionary<string, string> Headers)> ReadAsync(string url)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {url}");
        return (
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.ToDictionary(header => header.Key, header => string.Join(' ', header.Value)));
    }

    private Task<XElement> FileAsync(string name) => bridge.Alice.Received.FirstAsync(
        s => s.Is("message") && s.BareFrom() == BobAsContact && s.Element(Xeps.FileSharing + "file-sharing")?.Value.Contains(name, StringComparison.Ordinal) == true, $"the file {name}");
}

[Collection<OnProsody>]
public sealed class MailFilesOnProsody(ProsodyBridge bridge) : MailFiles(bridge);

[Collection<OnEjabberd>]
public sealed class MailFilesOnEjabberd(EjabberdBridge bridge) : MailFiles(bridge);
