using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Exim in front of the gateway: submission, LMTP, and who knows whom.</summary>
public sealed class MailByExim(RealServers servers) : IAsyncLifetime
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    private const string AliceInMail = "alice@bridge.test";

    private Gateway _gateway = null!;
    private XmppUser _alice = null!;
    private MailUser _bob = null!;

    public async ValueTask InitializeAsync()
    {
        await servers.NeedAsync(XmppServer.Prosody.Script);
        await servers.NeedAsync(RealServers.Mail);
        await servers.NeedAsync(RealServers.Exim);
        var settings = new GatewaySettings(XmppServer.Prosody, "exim").WithMail();
        settings.Configuration["Networks"]!["mail"]!["Smtp"]!["Server"] = $"127.0.0.1:{Ports.EximSubmission}";
        settings.Configuration["Access"] = new JsonObject { ["Allow"] = new JsonArray("localhost"), ["Strangers"] = "deliver" };
        _gateway = new Gateway(settings);
        await _gateway.StartAsync();
        _alice = await XmppUser.LoginAsync(XmppServer.Prosody, "alice");
        await _alice.MergeLinesAsync(0);
        _bob = new MailUser("bob", Ports.EximSubmission);
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
        var id = await _alice.SayAsync(BobAsContact, "Grüße über Exim 🎉");
        var mail = await _bob.MailAsync("Grüße über Exim 🎉");
        Assert.Contains("(Exim 4.", mail.Raw, StringComparison.Ordinal);
        Assert.Equal(AliceInMail, mail.From);
        Assert.Empty(mail.Defects);
        await _alice.ReceiptAsync(id);

        Assert.True(await _bob.TrySendAsync(mail.From, "Zurück: ÄÖÜ", mail.MessageId));
        Assert.Equal(BobAsContact, (await _alice.MessageAsync("Zurück: ÄÖÜ")).BareFrom());

        var refused = await _alice.ErrorAsync(await _alice.SayAsync("nobody\\40example.test@mail.localhost", "Hello nobody"));
        Assert.Equal("item-not-found", refused.Condition());
        Assert.False(await _bob.TrySendAsync("someone=nowhere.example@bridge.test", "Is anybody there?"));
    }

    [Fact]
    public async Task Mail_waits_while_the_gateway_is_away_and_comes_once()
    {
        await _gateway.StopAsync();
        Assert.True(await _bob.TrySendAsync(AliceInMail, "written while nobody was there"));
        await _gateway.StartAsync();

        await _alice.MessageAsync("written while nobody was there");
        Assert.True(await _bob.TrySendAsync(AliceInMail, "and once more"));
        await _alice.MessageAsync("and once more");
        Assert.Single(_alice.Received.Snapshot(), stanza => stanza.Text()?.Contains("written while nobody", StringComparison.Ordinal) ?? false);
    }
}
