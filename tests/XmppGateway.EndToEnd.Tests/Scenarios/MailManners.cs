using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>How a chat looks to somebody who knows nothing of it and reads mail.</summary>
public abstract class MailManners(Bridge bridge)
{
    private const string DoraAsContact = "dora\\40example.test@mail.localhost";

    [Fact]
    public async Task The_first_mail_tells_how_to_get_no_more_and_that_is_heeded()
    {
        await using var dora = new MailUser("dora");
        var aliceInMail = "alice@bridge.test";
        await bridge.Alice.SayAsync(DoraAsContact, $"*Good* day {bridge.Server}");
        var first = await dora.MailAsync($"*Good* day {bridge.Server}");
        Assert.Equal($"*Good* day {bridge.Server}", first.Text);
        Assert.Contains($"<strong>Good</strong> day {bridge.Server}", first.Html, StringComparison.Ordinal);
        Assert.Contains("STOP", first.Footer, StringComparison.Ordinal);
        Assert.Empty(first.Defects);

        await bridge.Alice.SayAsync(DoraAsContact, $"How are you? {bridge.Server}");
        var second = await dora.MailAsync($"How are you? {bridge.Server}");
        Assert.Equal(("", ""), (second.Html, second.Footer));

        Assert.True(await dora.TrySendAsync(aliceInMail, "Stop!", first.MessageId));
        await bridge.Alice.MessageAsync("asks for no more messages");
        var refused = await bridge.Alice.SayAsync(DoraAsContact, $"Why? {bridge.Server}");
        Assert.Equal("forbidden", (await bridge.Alice.ErrorAsync(refused)).Condition());

        Assert.True(await dora.TrySendAsync(aliceInMail, $"Well then {bridge.Server}", second.MessageId));
        await bridge.Alice.MessageAsync($"Well then {bridge.Server}");
        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync(DoraAsContact, $"Fine {bridge.Server}"));
        Assert.DoesNotContain(dora.Inbox.Snapshot(), mail => mail.Text.Contains($"Why? {bridge.Server}", StringComparison.Ordinal));
    }
}

[Collection<OnProsody>]
public sealed class MailMannersOnProsody(ProsodyBridge bridge) : MailManners(bridge);

[Collection<OnEjabberd>]
public sealed class MailMannersOnEjabberd(EjabberdBridge bridge) : MailManners(bridge);
