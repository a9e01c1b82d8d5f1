using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>OpenSMTPD in front of the gateway: submission, LMTP, and who knows whom.</summary>
/// <remarks>One test: it keeps its connection to a gateway, and what it could not hand over waits for minutes.</remarks>
public sealed class MailByOpenSmtpd(RealServers servers) : IAsyncLifetime
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";

    private Gateway _gateway = null!;
    private XmppUser _alice = null!;
    private MailUser _bob = null!;

    public async ValueTask InitializeAsync()
    {
        await servers.NeedAsync(XmppServer.Prosody.Script);
        await servers.NeedAsync(RealServers.Mail);
        await servers.NeedAsync(RealServers.OpenSmtpd);
        var settings = new GatewaySettings(XmppServer.Prosody, "opensmtpd").WithMail();
        settings.Configuration["Networks"]!["mail"]!["Smtp"]!["Server"] = $"127.0.0.1:{Ports.OpenSmtpdSubmission}";
        settings.Configuration["Access"] = new JsonObject { ["Allow"] = new JsonArray("localhost"), ["Strangers"] = "deliver" };
        _gateway = new Gateway(settings);
        await _gateway.StartAsync();
        _alice = await XmppUser.LoginAsync(XmppServer.Prosody, "alice");
        await _alice.MergeLinesAsync(0);
        _bob = new MailUser("bob", Ports.OpenSmtpdSubmission);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bob is not null)
            await _bob.DisposeAsync();
        if (_alice is not null)
            await _alice.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_passes_in_both_directions_and_refusals_reach_their_senders()
    {
        var id = await _alice.SayAsync(BobAsContact, "Grüße über OpenSMTPD 🎉");
        var mail = await _bob.MailAsync("Grüße über OpenSMTPD 🎉");
        Assert.Contains("(OpenSMTPD) with ESMTP", mail.Raw, StringComparison.Ordinal);
        Assert.Equal("alice@bridge.test", mail.From);
        Assert.Empty(mail.Defects);
        await _alice.ReceiptAsync(id);

        Assert.True(await _bob.TrySendAsync(mail.From, "Zurück: ÄÖÜ", mail.MessageId));
        Assert.Equal(BobAsContact, (await _alice.MessageAsync("Zurück: ÄÖÜ")).BareFrom());

        var refused = await _alice.ErrorAsync(await _alice.SayAsync("nobody\\40example.test@mail.localhost", "Hello nobody"));
        Assert.Equal("item-not-found", refused.Condition());

        // It asks nobody at the door: whom the gateway refuses, its own report tells.
        Assert.True(await _bob.TrySendAsync("someone=nowhere.example@bridge.test", "Is anybody there?"));
        await _bob.Inbox.FirstAsync(
            report => report.ReturnPath.Length == 0 && report.Raw.Contains("someone=nowhere.example@bridge.test", StringComparison.Ordinal), "report to bob");

        // And what others report comes back to the message that it is about.
        await _bob.SendRawAsync(
            mail.ReturnPath, $"From: MAILER-DAEMON@example.test\nTo: {mail.ReturnPath}\nSubject: Returned\n\n550 5.1.1 nobody here\n", sender: "");
        Assert.Equal(BobAsContact, (await _alice.ErrorAsync(id)).BareFrom());
    }
}
