using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Chat lines as letters: collected, corrected while they wait and afterwards, and known again by what comes back.</summary>
public abstract class MailLetters(Bridge bridge) : IAsyncLifetime
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    private const int Window = 3;

    public async ValueTask InitializeAsync() => await bridge.Alice.MergeLinesAsync(Window);

    public async ValueTask DisposeAsync()
    {
        await bridge.Alice.MergeLinesAsync(0);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Quick_lines_become_one_mail_and_each_has_its_receipt()
    {
        var lines = new[] { "first", "second", "third" }.Select(line => $"{line} line {bridge.Server}").ToList();
        var ids = new List<string>();
        foreach (var line in lines)
            ids.Add(await bridge.Alice.SayAsync(BobAsContact, line));

        var mail = await bridge.Bob.MailAsync(lines[0]);

        Assert.Equal(string.Join("\n\n", lines), mail.Text.ReplaceLineEndings("\n"));
        foreach (var id in ids)
            await bridge.Alice.ReceiptAsync(id);
    }

    [Fact]
    public async Task A_correction_in_time_changes_the_mail_and_a_retraction_cancels_it()
    {
        await TakeBackAsync(await bridge.Alice.SayAsync(BobAsContact, $"never mind {bridge.Server}"));
        var id = await bridge.Alice.SayAsync(BobAsContact, $"see you at sevne {bridge.Server}");
        await CorrectAsync(id, $"see you at seven {bridge.Server}");

        var mail = await bridge.Bob.MailAsync($"see you at seven {bridge.Server}");

        Assert.Equal($"see you at seven {bridge.Server}", mail.Text);
        await bridge.Alice.ReceiptAsync(id);
        Assert.DoesNotContain(
            bridge.Bob.Inbox.Snapshot(), m => m.Text.Contains("sevne", StringComparison.Ordinal) || m.Text.Contains("never mind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_correction_is_a_mail_in_the_same_thread()
    {
        var id = await bridge.Alice.SayAsync(BobAsContact, $"on Mnoday {bridge.Server}");
        var first = await bridge.Bob.MailAsync($"on Mnoday {bridge.Server}");
        await bridge.Alice.ReceiptAsync(id);
        await CorrectAsync(id, $"on Monday {bridge.Server}");

        var second = await bridge.Bob.MailAsync($"on Monday {bridge.Server}");

        Assert.Equal($"Corrected: on Monday {bridge.Server}", second.Text);
        Assert.Equal(first.MessageId, second.InReplyTo);
    }

    [Fact]
    public async Task A_report_to_the_return_path_is_an_error_on_each_line_however_unreadable_it_is()
    {
        var ids = new[]
        {
            await bridge.Alice.SayAsync(BobAsContact, $"will bounce, part one {bridge.Server}"),
            await bridge.Alice.SayAsync(BobAsContact, $"will bounce, part two {bridge.Server}"),
        };
        await bridge.Bob.MailAsync($"will bounce, part one {bridge.Server}");
        foreach (var id in ids)
            await bridge.Alice.ReceiptAsync(id);

        // Delivered to a mailbox, and given up there later: qmail and others write reports that only people can read.
        using var session = await LmtpSession.OpenAsync();
        var path = (await PostfixLog.ReturnPathsAsync())[^1];
        Assert.StartsWith("b+", path, StringComparison.Ordinal);
        await session.CommandAsync("MAIL FROM:<>");
        Assert.StartsWith("250", await session.CommandAsync($"RCPT TO:<{path}>"), StringComparison.Ordinal);
        await session.CommandAsync("DATA");
        Assert.StartsWith("250", await session.CommandAsync(
            "From: <MAILER-DAEMON@example.test>\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program. 5.1.1 No mailbox here by that name.\r\n."), StringComparison.Ordinal);
        foreach (var id in ids)
            Assert.Equal("item-not-found", (await bridge.Alice.ErrorAsync(id)).Condition());
    }

    [Fact]
    public async Task A_bounce_of_Postfix_is_an_error_on_the_message_that_it_is_about()
    {
        const string Outside = "somebody\\40outside.test@mail.localhost";
        var ids = new[]
        {
            await bridge.Alice.SayAsync(Outside, $"accepted first {bridge.Server}"),
            await bridge.Alice.SayAsync(Outside, $"and then given back {bridge.Server}"),
        };
        foreach (var id in ids)
        {
            var error = await bridge.Alice.ErrorAsync(id);
            Assert.Equal(Outside, error.BareFrom());
            Assert.Contains("nothing is sent to the outside", error.ErrorText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_return_path_that_we_never_gave_out_is_refused()
    {
        using var session = await LmtpSession.OpenAsync();
        await session.CommandAsync("MAIL FROM:<>");
        var forged = "b+" + new string('a', 50);
        Assert.StartsWith("550 5.1.1", await session.CommandAsync($"RCPT TO:<{forged}@bridge.test>"), StringComparison.Ordinal);
    }

    private Task CorrectAsync(string id, string text) => bridge.Alice.SendAsync(new XElement(
        XmppUser.Client + "message",
        new XAttribute("to", BobAsContact),
        new XAttribute("type", "chat"),
        new XAttribute("id", XmppUser.NewId()),
        new XElement(XmppUser.Client + "body", text),
        new XElement(XName.Get("replace", "urn:xmpp:message-correct:0"), new XAttribute("id", id))));

    private Task TakeBackAsync(string id) => bridge.Alice.SendAsync(new XElement(
        XmppUser.Client + "message",
        new XAttribute("to", BobAsContact),
        new XAttribute("type", "chat"),
        new XAttribute("id", XmppUser.NewId()),
        new XElement(XName.Get("retract", "urn:xmpp:message-retract:1"), new XAttribute("id", id))));
}

[Collection<OnProsody>]
public sealed class MailLettersOnProsody(ProsodyBridge bridge) : MailLetters(bridge);

[Collection<OnEjabberd>]
public sealed class MailLettersOnEjabberd(EjabberdBridge bridge) : MailLetters(bridge);
