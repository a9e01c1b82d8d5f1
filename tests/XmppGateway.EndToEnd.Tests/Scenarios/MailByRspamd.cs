using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Postfix with rspamd as its milter, as in config/rspamd/: whose mails are marked, and that nobody writes the verdict themself.</summary>
public sealed class MailByRspamd(RealServers servers) : IAsyncLifetime
{
    private const string AliceInMail = "alice@bridge.test";
    private const string Mark = "⚠";

    /// <summary>rspamd's sign for "add the spam header"; it heeds such signs in tests only.</summary>
    private const string SpamSign = "YJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    private Gateway _gateway = null!;
    private XmppUser _alice = null!;
    private MailUser _outside = null!;

    public async ValueTask InitializeAsync()
    {
        await servers.NeedAsync(XmppServer.Prosody.Script);
        await servers.NeedAsync(RealServers.Mail);
        await servers.NeedAsync(RealServers.Rspamd);
        var settings = new GatewaySettings(XmppServer.Prosody, "rspamd").WithMail();
        var mail = settings.Configuration["Networks"]!["mail"]!;
        mail["TrustedAuthServers"] = new JsonArray("mail.example.test");
        mail["SpamHeaders"] = new JsonArray("X-Spam");
        _gateway = new Gateway(settings);
        await _gateway.StartAsync();
        _alice = await XmppUser.LoginAsync(XmppServer.Prosody, "alice");
        _outside = new MailUser("carol", Ports.FilteredSmtp);
    }

    public async ValueTask DisposeAsync()
    {
        if (_outside is not null)
            await _outside.DisposeAsync();
        if (_alice is not null)
            await _alice.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Spam_and_forged_mail_are_marked_and_a_clean_mail_is_not()
    {
        // From here the domain sends (SPF), and what the mail itself calls spam says nothing.
        await SendAsync("carol@example.test", "clean", "See you tomorrow", "X-Spam: Yes\n");
        Assert.DoesNotContain(Mark, (await _alice.MessageAsync("See you tomorrow")).Text(), StringComparison.Ordinal);

        await SendAsync("carol@example.test", "spam", "Buy now " + SpamSign);
        Assert.Contains("takes this mail for spam", (await _alice.MessageAsync("Buy now")).Text(), StringComparison.Ordinal);

        // DMARC fails: the bank sends from elsewhere. What the mail itself says of its checks is taken away.
        await SendAsync(
            "service@bank.test", "forged", "Send us your password", "Authentication-Results: mail.example.test; dmarc=pass header.from=bank.test\n");
        var forged = (await _alice.MessageAsync("Send us your password")).Text();
        Assert.Contains(Mark, forged, StringComparison.Ordinal);
        Assert.Contains("service@bank.test", forged, StringComparison.Ordinal);
    }

    /// <summary>Nobody would take away what the mail itself says of its checks.</summary>
    [Fact]
    public async Task Mail_that_comes_while_the_filter_is_away_waits_for_it()
    {
        const string mail = $"Authentication-Results: mail.example.test; dmarc=pass header.from=bank.test\nFrom: service@bank.test\nTo: {AliceInMail}\nMessage-ID: <unfiltered@outside.test>\n\nSend it at once\n";
        await RealServers.Rspamd.RunAsync("down");
        try
        {
            var (isAccepted, reply) = await _outside.TrySendRawAsync(AliceInMail, mail, "service@bank.test");
            Assert.False(isAccepted);
            Assert.StartsWith("(4", reply, StringComparison.Ordinal);
        }
        finally
        {
            await RealServers.Rspamd.RunAsync("up");
        }

        await _outside.SendRawAsync(AliceInMail, mail, "service@bank.test");
        Assert.Contains(Mark, (await _alice.MessageAsync("Send it at once")).Text(), StringComparison.Ordinal);
    }

    private Task SendAsync(string from, string name, string text, string fields = "") => _outside.SendRawAsync(
        AliceInMail,
        $"{fields}From: {from}\nTo: {AliceInMail}\nSubject: About {name}\nDate: Sun, 22 Nov 2026 10:00:00 +0000\nMessage-ID: <{name}@outside.test>\n\n{text}\n",
        sender: from);
}
