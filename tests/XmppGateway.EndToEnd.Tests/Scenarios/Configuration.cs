using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

public sealed class Configuration(RealServers servers)
{
    [Fact]
    public async Task Check_lists_every_error_at_once()
    {
        var settings = new GatewaySettings(XmppServer.Prosody, "broken").WithMail();
        settings.Configuration["Xmpp"]!["Server"] = "no port here";
        settings.Configuration["Xmpp"]!.AsObject().Remove("Secret");
        settings.Configuration["Store"]!["Engine"] = "abacus";
        settings.Configuration["Networks"]!["mail"]!["Domain"] = "not a domain";
        settings.Configuration["Networks"]!["mail"]!.AsObject().Remove("MailDomain");
        settings.Save();
        var outcome = await GatewayProgram.RunAsync("check", "--config", settings.ConfigurationFile);
        Assert.Equal(2, outcome.ExitCode);
        var said = outcome.Output + outcome.Error;
        foreach (var key in new[] { "Xmpp:Server", "Xmpp:Secret", "Store:Engine", "Networks:mail:Domain", "Networks:mail:MailDomain" })
            Assert.Contains(key, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_is_content_with_a_good_configuration()
    {
        var settings = new GatewaySettings(XmppServer.Prosody, "good").WithMail();
        await servers.NeedAsync(RealServers.Mail); // its certificate is named
        settings.Save();
        var outcome = await GatewayProgram.RunAsync("check", "--config", settings.ConfigurationFile);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    [Theory]
    [InlineData("prosody")]
    [InlineData("ejabberd")]
    public async Task A_wrong_secret_is_one_clear_line_and_it_keeps_trying(string name)
    {
        var server = name == "prosody" ? XmppServer.Prosody : XmppServer.Ejabberd;
        await servers.NeedAsync(server.Script);
        await servers.NeedAsync(RealServers.Mail);
        var settings = new GatewaySettings(server, "wrong-secret").WithMail();
        settings.Configuration["Xmpp"]!["Secret"] = "wrong";
        settings.Configuration["Http"] = new JsonObject { ["Listen"] = $"http://127.0.0.1:{Ports.Spare(0)}" };
        settings.Configuration["Networks"]!["mail"]!["Lmtp"]!["Listen"] = $"127.0.0.1:{Ports.Spare(1)}";
        settings.Configuration["Networks"]!["mail"]!["Domain"] = "echo.localhost";
        await using var gateway = new Gateway(settings);
        await gateway.LaunchAsync();
        await gateway.Log.FirstAsync(IsComplaint, "a line about the secret of echo.localhost");
        // What it does not do cannot be waited for: the next attempt comes after half a minute.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(gateway.IsRunning);
        Assert.Single(gateway.Log.Snapshot(), IsComplaint);
        Assert.DoesNotContain(gateway.Log.Snapshot(), line => line == "ready" || line.Contains("wrong\"", StringComparison.Ordinal));
        await gateway.StopAsync();

        static bool IsComplaint(string line) =>
            line.Contains("echo.localhost", StringComparison.Ordinal) && line.Contains("secret", StringComparison.OrdinalIgnoreCase);
    }
}
