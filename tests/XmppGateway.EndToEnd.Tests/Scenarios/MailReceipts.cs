using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Read receipts (RFC 8098) as read marks (XEP-0333) in both directions.</summary>
public abstract class MailReceipts(Bridge bridge)
{
    private const string EmilAsContact = "emil\\40example.test@mail.localhost";
    private const string AliceInMail = "alice@bridge.test";

    [Fact]
    public async Task A_read_mark_is_a_receipt_and_a_receipt_is_a_read_mark()
    {
        await using var emil = new MailUser("emil");
        await using var carol = new MailUser("carol");
        await emil.SendRawAsync(AliceInMail, $"""
            From: Emil <emil@example.test>
            To: {AliceInMail}
            Subject: Please read
            Message-ID: <asks-{bridge.Server}@example.test>
            Disposition-Notification-To: Emil <emil@example.test>

            Have you seen this? {bridge.Server}
            """);
        var asked = await bridge.Alice.MessageAsync($"Have you seen this? {bridge.Server}");
        Assert.NotNull(asked.Element(Xeps.Markers + "markable"));

        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", EmilAsContact),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(Xeps.Markers + "displayed", new XAttribute("id", asked.Id()!))));
        var told = await emil.Inbox.FirstAsync(mail => mail.Raw.Contains($"Original-Message-ID: <asks-{bridge.Server}@example.test>", StringComparison.Ordinal), "the receipt");
        Assert.Equal(("", AliceInMail), (told.ReturnPath, told.From));
        Assert.Contains("Disposition: manual-action/MDN-sent-automatically; displayed", told.Raw, StringComparison.Ordinal);
        Assert.Empty(told.Defects);

        var id = await bridge.Alice.SayAsync(EmilAsContact, $"And this? {bridge.Server}");
        var sent = await emil.MailAsync($"And this? {bridge.Server}");
        var asks = sent.Raw.Split('\n').Single(line => line.StartsWith("Disposition-Notification-To:", StringComparison.Ordinal)).Split(':')[1].Trim();
        Assert.Equal(sent.ReturnPath, asks);

        await carol.SendRawAsync(AliceInMail, Receipt("carol", sent.MessageId), "");
        await carol.SendAsync(AliceInMail, $"It was not me who read it {bridge.Server}");
        await bridge.Alice.MessageAsync($"It was not me who read it {bridge.Server}");
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), stanza => IsMarkOf(stanza, id));

        await emil.SendRawAsync(asks, Receipt("emil", sent.MessageId), "");
        var mark = await bridge.Alice.Received.FirstAsync(stanza => IsMarkOf(stanza, id), "the read mark");
        Assert.Equal(EmilAsContact, mark.BareFrom());
    }

    private static bool IsMarkOf(XElement stanza, string id) => stanza.Element(Xeps.Markers + "displayed")?.Attribute("id")?.Value == id;

    private static string Receipt(string from, string messageId) => $"""
        From: {from}@example.test
        To: {AliceInMail}
        Subject: Read
        Message-ID: <{Guid.NewGuid():N}@example.test>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"

        --b1
        Content-Type: text/plain

        The message was displayed.
        --b1
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822;{from}@example.test
        Original-Message-ID: {messageId}
        Disposition: manual-action/MDN-sent-manually; displayed

        --b1--
        """;
}

[Collection<OnProsody>]
public sealed class MailReceiptsOnProsody(ProsodyBridge bridge) : MailReceipts(bridge);

[Collection<OnEjabberd>]
public sealed class MailReceiptsOnEjabberd(EjabberdBridge bridge) : MailReceipts(bridge);
