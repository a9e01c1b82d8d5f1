using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

public abstract class MailConversations(Bridge bridge)
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    private const string AliceInMail = "alice@bridge.test";

    [Fact]
    public async Task A_chat_message_arrives_as_mail_and_its_receipt_comes_back()
    {
        var text = $"Grüße aus Köln 🎉 {bridge.Server}";
        var id = await bridge.Alice.SayAsync(BobAsContact, text);
        var mail = await bridge.Bob.MailAsync(text);
        Assert.Equal(AliceInMail, mail.From);
        Assert.Equal(["bob@example.test"], mail.To);
        Assert.Equal(text, mail.Text);
        Assert.NotEmpty(mail.Subject);
        Assert.NotEmpty(mail.MessageId);
        Assert.Empty(mail.Defects);
        Assert.Equal(BobAsContact, (await bridge.Alice.ReceiptAsync(id)).BareFrom());
    }

    [Fact]
    public async Task The_answer_comes_back_as_chat_from_the_same_contact()
    {
        await bridge.Alice.SayAsync(BobAsContact, $"Are you there, {bridge.Server}?");
        var mail = await bridge.Bob.MailAsync($"Are you there, {bridge.Server}?");
        await bridge.Bob.SendAsync(mail.From, $"Yes, I am: ÄÖÜ {bridge.Server}", inReplyTo: mail.MessageId);
        var answer = await bridge.Alice.MessageAsync($"Yes, I am: ÄÖÜ {bridge.Server}");
        Assert.Equal(BobAsContact, answer.BareFrom());
        Assert.Equal("chat", answer.Type());
    }

    [Fact]
    public async Task A_mail_from_somebody_new_opens_a_chat()
    {
        await using var carol = new MailUser("carol");
        await carol.SendAsync(AliceInMail, $"We have not met {bridge.Server}");
        Assert.Equal("carol\\40example.test@mail.localhost", (await bridge.Alice.MessageAsync($"We have not met {bridge.Server}")).BareFrom());
    }

    [Fact]
    public async Task A_chat_keeps_its_order()
    {
        string Text(int number) => $"number {number:D2} of {bridge.Server}";
        for (var number = 0; number < 20; number++)
            await bridge.Alice.SayAsync(BobAsContact, Text(number));
        var sent = new List<string>();
        for (var number = 0; number < 20; number++)
            sent.Add((await bridge.Bob.MailAsync(Text(number))).MessageId);
        Assert.Equal(sent, (await PostfixLog.AcceptedAsync()).Where(sent.Contains));
    }

    [Fact]
    public async Task A_refusal_by_the_mail_server_comes_back_with_its_words()
    {
        var id = await bridge.Alice.SayAsync("nobody\\40example.test@mail.localhost", "Hello nobody");
        var error = await bridge.Alice.ErrorAsync(id);
        Assert.Contains("User unknown", error.ErrorText(), StringComparison.Ordinal);
        Assert.Equal("item-not-found", error.Condition());
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Element(XmppUser.Receipts + "received")?.Attribute("id")?.Value == id);
    }

    [Theory]
    [InlineData("nobody@mail.localhost")]
    [InlineData("two\\40at\\40signs@mail.localhost")]
    public async Task A_contact_that_is_no_mail_address_is_malformed(string to)
    {
        var error = await bridge.Alice.ErrorAsync(await bridge.Alice.SayAsync(to, "Hello?"));
        Assert.Equal("jid-malformed", error.Condition());
        Assert.NotEmpty(error.ErrorText());
    }

    [Fact]
    public async Task A_user_without_access_is_told_so()
    {
        await using var denied = await XmppUser.LoginAsync(bridge.Server, "bob");
        var error = await denied.ErrorAsync(await denied.SayAsync(BobAsContact, "I may not do this"));
        Assert.Equal("forbidden", error.Condition());
    }

    [Theory]
    [InlineData("alice@bridge.test", "250")]
    [InlineData("nobody@elsewhere.test", "550 5.")]
    [InlineData("someone=nowhere.example@bridge.test", "550 5.")]
    public async Task Recipients_are_judged_at_the_door(string recipient, string reply)
    {
        using var session = await LmtpSession.OpenAsync();
        Assert.StartsWith("250", await session.CommandAsync("MAIL FROM:<bob@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith(reply, await session.CommandAsync($"RCPT TO:<{recipient}>"), StringComparison.Ordinal);
        Assert.StartsWith("221", await session.CommandAsync("QUIT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_for_an_unknown_user_goes_back_to_its_sender()
    {
        await bridge.Bob.SendAsync("someone=nowhere.example@bridge.test", $"Is anybody there? {bridge.Server}");
        var report = await bridge.Bob.Inbox.FirstAsync(
            mail => mail.From.StartsWith("MAILER-DAEMON@", StringComparison.OrdinalIgnoreCase) && mail.Text.Contains("someone=nowhere.example", StringComparison.Ordinal),
            "the report of Postfix");
        Assert.Contains("550 5.", string.Join(' ', report.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}

[Collection<OnProsody>]
public sealed class MailConversationsOnProsody(ProsodyBridge bridge) : MailConversations(bridge);

[Collection<OnEjabberd>]
public sealed class MailConversationsOnEjabberd(EjabberdBridge bridge) : MailConversations(bridge);
