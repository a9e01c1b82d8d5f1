using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary><c>xmpp-gateway doctor</c> on the servers of this test bed.</summary>
public abstract class Doctor(Bridge bridge)
{
    private const string NullPort = "127.0.0.1:1";

    [Fact]
    public async Task Beside_a_running_gateway_everything_is_well_and_nothing_is_disturbed()
    {
        var attached = bridge.Gateway.Log.Snapshot().Count(IsAttachment);

        var (code, lines) = await ExamineAsync(bridge.Gateway.Settings);

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Contains("ok       mail: component mail.localhost: attached (asked the running gateway)", lines);
        Assert.Contains(lines, line => line.StartsWith("ok       Http: ", StringComparison.Ordinal) && line.EndsWith("the running gateway is ready", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       Http: PublicUrl ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       mail: SMTP login ", StringComparison.Ordinal) && line.Contains("logged in as gateway, STARTTLS", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       mail: mail through the mail server: a probe came back", StringComparison.Ordinal)
            && line.EndsWith("(seen by the running gateway)", StringComparison.Ordinal));
        if (RealServers.WhyNoSynapse is null)
            Assert.Contains("ok       matrix: homeserver calls the gateway: both ways work (answered by the running gateway)", lines);
        Assert.Equal(attached, bridge.Gateway.Log.Snapshot().Count(IsAttachment));

        static bool IsAttachment(string line) => line.Contains("attached to the XMPP server as", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_gateway_every_link_is_tried_and_the_gateway_works_afterwards()
    {
        await bridge.Gateway.StopAsync();

        var (code, lines) = await ExamineAsync(bridge.Gateway.Settings);

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Contains(lines, line => line.StartsWith("ok       mail: component mail.localhost: attached at 127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       Store: ", StringComparison.Ordinal) && line.Contains(": sound; schema ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       mail: LMTP at ", StringComparison.Ordinal) && line.EndsWith(": free", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       mail: mail through the mail server: a probe came back", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("skipped  mail: DNS: MX: bridge.test is a name for tests", StringComparison.Ordinal));
        // COMPAT(ejabberd 24.12 with mod_privilege): it drops questions of components to its own domain.
        var answers = bridge.Server == XmppServer.Prosody ? "ok       " : "skipped  ";
        Assert.Contains(lines, line => line.StartsWith(answers + "Xmpp: server localhost: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(answers + "Xmpp: time at localhost: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       Xmpp: upload service of localhost: upload.localhost", StringComparison.Ordinal));
        if (RealServers.WhyNoSynapse is null)
            Assert.Contains("ok       matrix: homeserver calls the gateway: both ways work", lines);

        await bridge.Gateway.StartAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_the_lines_that_mend_it()
    {
        await bridge.Gateway.StopAsync();
        var settings = new GatewaySettings(bridge.Server, $"{bridge.Server}-doctor").WithMail();
        settings.Configuration["Xmpp"]!["Secret"] = "not the secret";
        settings.Configuration["Networks"]!["mail"]!["Smtp"]!["Password"] = "not the password";
        if (RealServers.WhyNoSynapse is null)
        {
            settings.WithMatrix();
            File.Copy(bridge.Gateway.Settings.RegistrationFile, settings.RegistrationFile);
            settings.Configuration["Networks"]!["matrix"]!["Homeserver"] = "http://" + NullPort;
        }

        settings.Save();
        var (code, lines) = await ExamineAsync(settings);

        Assert.Equal(1, code);
        AssertRemedy(lines, "mail: component mail.localhost", "  Component \"mail.localhost\"", "      \"mail.localhost\":", "    module: ejabberd_service");
        AssertRemedy(lines, "mail: SMTP login", "  -o smtpd_sasl_auth_enable=yes");
        Assert.Contains("skipped  mail: mail through the mail server: there is no way to send it", lines);
        if (RealServers.WhyNoSynapse is null)
            AssertRemedy(lines, "matrix: homeserver http://" + NullPort, "Synapse, homeserver.yaml, then restart it:");
        Assert.DoesNotContain(lines, line => line.Contains("not the secret", StringComparison.Ordinal) || line.Contains("not the password", StringComparison.Ordinal));

        await bridge.Gateway.StartAsync();
    }

    private static async Task<(int Code, IReadOnlyList<string> Lines)> ExamineAsync(GatewaySettings settings)
    {
        var outcome = await GatewayProgram.RunAsync("doctor", "--config", settings.ConfigurationFile);
        return (outcome.ExitCode, (outcome.Output + outcome.Error).Split('\n'));
    }

    /// <summary>The lines below the one that says what has failed.</summary>
    private static void AssertRemedy(IReadOnlyList<string> lines, string check, params string[] remedy)
    {
        const string Indent = "         ";
        var told = lines.SkipWhile(line => !line.StartsWith("FAILED   " + check, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith(Indent, StringComparison.Ordinal)).Select(line => line[Indent.Length..]).ToList();
        Assert.All(remedy, line => Assert.Contains(line, told));
    }
}

[Collection<OnProsody>]
public sealed class DoctorOnProsody(ProsodyBridge bridge) : Doctor(bridge);

[Collection<OnEjabberd>]
public sealed class DoctorOnEjabberd(EjabberdBridge bridge) : Doctor(bridge);
