using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Doctor;

/// <summary>The ways of mail, with a fake submission server that hands mail over as a test says.</summary>
public sealed class MailChecksTests
{
    private static readonly string[] Names = ["SMTP", "LMTP", "mail through"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_gateway_the_probe_comes_back_to_the_examination_itself()
    {
        var lmtp = FreePort();
        await using var smtp = new FakeSmtpServer { Extensions = ["DSN"] };
        smtp.Answer = command => HandOver(command, lmtp, smtp);

        var results = await ExamineAsync(smtp.Port, lmtp);

        Assert.Equal([CheckOutcome.Ok, CheckOutcome.Ok, CheckOutcome.Ok], results.Select(result => result.Outcome));
        Assert.Contains("MAIL FROM:<>", smtp.Commands.Single(command => command.StartsWith("MAIL", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("free", results[1].What);
    }

    [Fact]
    public async Task Other_mail_is_to_come_again_while_the_probe_is_waited_for()
    {
        var lmtp = FreePort();
        var others = "";
        await using var smtp = new FakeSmtpServer();
        smtp.Answer = command =>
        {
            if (command == ".")
                others = AskAsync(lmtp, "alice@bridge.test").GetAwaiter().GetResult();
            return HandOver(command, lmtp, smtp);
        };

        await ExamineAsync(smtp.Port, lmtp);

        Assert.StartsWith("451", others, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_gateway_sees_the_probe()
    {
        await using var gateway = await EmailFixture.StartAsync();
        var lmtp = ((IPEndPoint)gateway.Adapter.LmtpEndPoint!).Port;
        gateway.Smtp.Answer = command => HandOver(command, lmtp, gateway.Smtp);

        var results = await ExamineAsync(gateway.Smtp.Port, lmtp, gateway.Context.State);

        Assert.Equal([CheckOutcome.Warning, CheckOutcome.Ok, CheckOutcome.Ok], results.Select(result => result.Outcome));
        Assert.Contains("(seen by the running gateway)", results[2].What, StringComparison.Ordinal);
        Assert.Empty(gateway.Context.Arrivals);
    }

    [Fact]
    public async Task An_address_like_that_of_a_probe_is_one_like_any_other()
    {
        await using var gateway = await EmailFixture.StartAsync();
        gateway.Context.Standing = _ => UserStanding.Unknown;

        Assert.Equal(["550 5.1.1 No such user here"], await gateway.ReceiveAsync("Subject: x\n\nx", "doctor-0123456789abcdef01234567@bridge.test"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_with_where_it_stands_and_nothing_is_sent()
    {
        await using var smtp = new FakeSmtpServer { Extensions = ["AUTH PLAIN"], Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 no" : null };

        var results = await ExamineAsync(smtp.Port, FreePort(), settings: [("Smtp:Username", "gateway"), ("Smtp:Password", "geheim")]);

        Assert.Equal([CheckOutcome.Failed, CheckOutcome.Ok, CheckOutcome.Skipped], results.Select(result => result.Outcome));
        Assert.Contains("  -o smtpd_sasl_auth_enable=yes", results[0].Remedy);
        Assert.DoesNotContain(results, result => (result.What + string.Join('\n', result.Remedy)).Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_with_where_it_stands()
    {
        var results = await ExamineAsync(FreePort(), FreePort());

        Assert.Equal(CheckOutcome.Failed, results[0].Outcome);
        Assert.Contains(results[0].Remedy, line => line.Contains("\"Server\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_relay_gets_the_lines_of_the_sample_files()
    {
        var lmtp = FreePort();
        await using var smtp = new FakeSmtpServer { Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "554 5.7.1 Relay access denied" : null };

        var result = (await ExamineAsync(smtp.Port, lmtp))[2];

        Assert.Equal(CheckOutcome.Failed, result.Outcome);
        Assert.Contains("Relay access denied", result.What, StringComparison.Ordinal);
        var sample = string.Join('\n', Directory.GetFiles(Path.Combine(SourceTree.Root, "config", "postfix")).Select(File.ReadAllText));
        Assert.All(result.Remedy.Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.Contains(
            line.Trim().Replace("bridge.test", "bridge.example.org", StringComparison.Ordinal).Replace($":{lmtp}", ":8424", StringComparison.Ordinal), sample, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var smtp = new FakeSmtpServer();

        var results = await ExamineAsync(smtp.Port, ((IPEndPoint)taken.LocalEndpoint).Port);

        Assert.Equal([CheckOutcome.Warning, CheckOutcome.Failed, CheckOutcome.Skipped], results.Select(result => result.Outcome));
    }

    /// <summary>Hands the mail over before it is taken, so that nothing has to be waited for.</summary>
    private static string? HandOver(string command, int lmtp, FakeSmtpServer smtp)
    {
        if (command == ".")
        {
            var recipient = smtp.Commands.Last(c => c.StartsWith("RCPT", StringComparison.Ordinal)).Split('<', '>')[1];
            Assert.StartsWith("250", AskAsync(lmtp, recipient).GetAwaiter().GetResult(), StringComparison.Ordinal);
        }

        return null;
    }

    private static async Task<string> AskAsync(int lmtp, string recipient)
    {
        using var client = await LmtpClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, lmtp), Token);
        await client.ReadAsync(Token);
        await client.AskAsync("LHLO mta.test", Token);
        await client.AskAsync("MAIL FROM:<>", Token);
        var reply = (await client.AskAsync($"RCPT TO:<{recipient}>", Token))!;
        if (!reply.StartsWith('2'))
            return reply;

        await client.AskAsync("DATA", Token);
        await client.WriteAsync("Subject: x\r\n\r\nx\r\n.\r\n", Token);
        return (await client.ReadAsync(Token))!;
    }

    private static async Task<IReadOnlyList<CheckResult>> ExamineAsync(
        int smtp, int lmtp, IAdapterState? running = null, IReadOnlyList<(string Key, string Value)>? settings = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Domain"] = "mail.localhost",
            ["MailDomain"] = "bridge.test",
            ["Lmtp:Listen"] = $"127.0.0.1:{lmtp}",
            ["Smtp:Server"] = $"127.0.0.1:{smtp}",
            ["Smtp:Security"] = "none",
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;

        var context = new LinkCheckContext(
            "mail", new FakeAdapterContext("mail", all).Configuration, path => path, running is not null, TimeProvider.System, NoHttpAsync)
        {
            State = running,
        };
        var results = new List<CheckResult>();
        foreach (var check in new EmailModule().FindChecks(context).Where(check => Names.Any(name => check.Name.StartsWith(name, StringComparison.Ordinal))))
            results.Add(await check.RunAsync(Token));

        return results;
    }

    private static Task<IAsyncDisposable> NoHttpAsync(string listen, RequestDelegate handle, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
