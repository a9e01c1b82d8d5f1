using System.Security.Cryptography.X509Certificates;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class SmtpClientTests : IAsyncDisposable
{
    private readonly FakeSmtpServer _server = new();
    private readonly ManualTimeProvider _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Reuses_a_connection()
    {
        await using var client = Client();

        for (var i = 0; i < 3; i++)
            Assert.IsType<DeliveryResult.Delivered>(await SendAsync(client, $"id{i}"));

        Assert.Equal(1, _server.Connections);
        Assert.Equal(3, _server.Messages.Count);
    }

    [Fact]
    public async Task Takes_a_new_connection_after_ten_mails_and_says_goodbye_to_the_old_one()
    {
        await using var client = Client();

        for (var i = 0; i < 11; i++)
            await SendAsync(client, $"id{i}");

        Assert.Equal(2, _server.Connections);
        Assert.Contains("QUIT", _server.Commands);
    }

    [Fact]
    public async Task Closes_a_connection_after_a_minute_without_use()
    {
        await using var client = Client();
        await SendAsync(client, "id1");
        Assert.Equal(1, client.IdleConnectionCount);

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(0, client.IdleConnectionCount);
    }

    [Fact]
    public async Task An_idle_connection_that_died_does_not_count_as_an_attempt()
    {
        await using var client = Client();
        await SendAsync(client, "id1");
        var closed = false;
        _server.Answer = command =>
        {
            if (closed || !command.StartsWith("MAIL", StringComparison.Ordinal))
                return null;

            closed = true;
            return "";
        };

        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(client, "id2"));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_slow_mail_delays_no_other()
    {
        var slow = new TaskCompletionSource();
        var mails = 0;
        _server.BeforeAccepting = () => Interlocked.Increment(ref mails) == 1 ? slow.Task : Task.CompletedTask;
        await using var client = Client();
        var first = SendAsync(client, "slow").AsTask();
        while (Volatile.Read(ref mails) == 0)
            await Task.Yield();

        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(client, "quick"));
        Assert.False(first.IsCompleted);

        slow.SetResult();
        Assert.IsType<DeliveryResult.Delivered>(await first);
    }

    [Fact]
    public async Task A_mail_that_is_still_on_its_way_is_not_sent_a_second_time()
    {
        var slow = new TaskCompletionSource();
        _server.BeforeAccepting = () => slow.Task;
        await using var client = Client();
        using var impatient = new CancellationTokenSource();
        var first = client.SendAsync(Smtp.Mail(), impatient.Token).AsTask();
        while (!_server.Commands.Contains("DATA"))
            await Task.Yield();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = client.SendAsync(Smtp.Mail(), Smtp.Cancelled).AsTask();
        slow.SetResult();

        Assert.IsType<DeliveryResult.Delivered>(Assert.Single(await second));
        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task Who_got_a_mail_while_nobody_waited_does_not_get_it_again_because_another_did_not()
    {
        var slow = new TaskCompletionSource();
        _server.BeforeAccepting = () => slow.Task;
        _server.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        await using var client = Client();
        using var patience = new CancellationTokenSource();
        var first = client.SendAsync(Smtp.Mail("bob@example.test carol@example.test"), patience.Token).AsTask();
        while (!_server.Commands.Contains("DATA"))
            await Task.Yield();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = client.SendAsync(Smtp.Mail("bob@example.test carol@example.test"), Smtp.Cancelled).AsTask();
        slow.SetResult();

        Assert.Equal([typeof(DeliveryResult.Delivered), typeof(DeliveryResult.Retry)], (await second).Select(result => result.GetType()));
        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_retry()
    {
        await using var client = Client(nobodyListens: true);

        var result = Assert.IsType<DeliveryResult.Retry>(await SendAsync(client, "id1"));

        Assert.Equal("The mail server 127.0.0.1:1 cannot be reached: Connection refused", result.Detail);
        Assert.Equal(SmtpTexts.Unreachable, result.Reason);
        Assert.True(result.ServerWide);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    internal async Task Sends_over_TLS_to_a_server_with_a_trusted_certificate(SmtpSecurity security)
    {
        using var certificate = TestCertificates.ForServer("127.0.0.1");
        Encrypt(certificate, security);
        await using var client = Client(security, certificate, "gw");

        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(client, "id1"));

        var commands = _server.Commands.ToArray();
        Assert.Equal(security == SmtpSecurity.StartTls ? 3 : 2, commands.Count(command => command.StartsWith("EHLO", StringComparison.Ordinal)));
        Assert.Contains("AUTH PLAIN AGd3AGdlaGVpbQ==", commands);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    internal async Task A_certificate_that_nobody_vouches_for_is_refused(SmtpSecurity security)
    {
        using var certificate = TestCertificates.ForServer("127.0.0.1");
        Encrypt(certificate, security);
        await using var client = Client(security, null, "gw");

        var result = Assert.IsType<DeliveryResult.Retry>(await SendAsync(client, "id1"));

        Assert.Contains("TLS", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_even_when_trusted()
    {
        using var certificate = TestCertificates.ForServer("mail.example.org");
        Encrypt(certificate, SmtpSecurity.StartTls);
        await using var client = Client(SmtpSecurity.StartTls, certificate, "gw");

        Assert.IsType<DeliveryResult.Retry>(await SendAsync(client, "id1"));
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_even_when_trusted()
    {
        using var certificate = TestCertificates.ForServer("127.0.0.1", TimeSpan.FromDays(-1));
        Encrypt(certificate, SmtpSecurity.Tls);
        await using var client = Client(SmtpSecurity.Tls, certificate, "gw");

        Assert.IsType<DeliveryResult.Retry>(await SendAsync(client, "id1"));
    }

    [Fact]
    public async Task Plain_text_behind_the_answer_to_STARTTLS_ends_the_connection()
    {
        using var certificate = TestCertificates.ForServer("127.0.0.1");
        Encrypt(certificate, SmtpSecurity.StartTls);
        _server.InjectAfterStartTls = "250-evil.test\r\n250 AUTH PLAIN";
        await using var client = Client(SmtpSecurity.StartTls, certificate, "gw");

        var result = Assert.IsType<DeliveryResult.Retry>(await SendAsync(client, "id1"));

        Assert.Contains("plain text", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_offered_in_clear_is_forgotten_in_TLS()
    {
        using var certificate = TestCertificates.ForServer("127.0.0.1");
        Encrypt(certificate, SmtpSecurity.StartTls);
        _server.Extensions = ["STARTTLS", "SMTPUTF8", "AUTH LOGIN"];
        _server.ExtensionsInTls = ["AUTH PLAIN"];
        await using var client = Client(SmtpSecurity.StartTls, certificate, "gw");

        var result = await client.SendAsync(Smtp.Mail("käthe@example.test"), Smtp.Cancelled);

        Assert.IsType<DeliveryResult.Rejected>(Assert.Single(result));
        Assert.Contains(_server.Commands, command => command.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_stop_lets_a_mail_finish()
    {
        var slow = new TaskCompletionSource();
        _server.BeforeAccepting = () => slow.Task;
        await using var client = Client();
        var sending = SendAsync(client, "id1").AsTask();
        while (!_server.Commands.Contains("DATA"))
            await Task.Yield();

        var stop = client.StopAsync(Smtp.Cancelled);
        slow.SetResult();
        await stop;

        Assert.IsType<DeliveryResult.Delivered>(await sending);
    }

    private static async ValueTask<DeliveryResult> SendAsync(SmtpClient client, string id) =>
        Assert.Single(await client.SendAsync(Smtp.Mail(id: id), Smtp.Cancelled));

    private void Encrypt(X509Certificate2 certificate, SmtpSecurity security)
    {
        _server.Certificate = certificate;
        _server.ImplicitTls = security == SmtpSecurity.Tls;
        _server.Extensions = security == SmtpSecurity.Tls ? ["AUTH PLAIN"] : ["STARTTLS"];
        _server.ExtensionsInTls = ["AUTH PLAIN"];
    }

    private SmtpClient Client(SmtpSecurity security = SmtpSecurity.None, X509Certificate2? trusted = null, string? user = null, bool nobodyListens = false)
    {
        var settings = new SmtpSettings
        {
            Host = "127.0.0.1",
            Port = nobodyListens ? 1 : _server.Port,
            ClientName = "bridge.test",
            Security = security,
            Username = user,
            Password = user is null ? null : "geheim",
            TrustedCertificates = trusted is null ? [] : [trusted],
        };
        return new SmtpClient(new SmtpDialer(settings, _time), _time);
    }
}
