using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class SmtpHandshakeTests
{
    private const string Plain = "AGd3AGdlaGVpbQ==";

    [Fact]
    public async Task Reads_what_the_server_offers()
    {
        using var stream = new ReplayStream(
            "220-welcome\r\n220 here\r\n",
            ("EHLO bridge.test\r\n", "250-mx.test\r\n250-PIPELINING\r\n250-size 5000\r\n250-AUTH PLAIN\r\n250-AUTH=LOGIN\r\n250 DSN\r\n"));

        var offered = await ShakeAsync(stream, Smtp.Settings());

        Assert.True(offered is { Pipelining: true, Size: true, MaxSize: 5000, Dsn: true, SmtpUtf8: false, StartTls: false });
        Assert.Equal(["LOGIN", "PLAIN"], offered.Auth.Order());
    }

    [Theory]
    [InlineData("554 5.3.2 no mail here\r\n", "turned the connection away: 554 5.3.2 no mail here")]
    [InlineData("421 4.7.0 later\r\n", "turned the connection away: 421 4.7.0 later")]
    public async Task A_server_that_turns_away_is_unavailable(string greeting, string words)
    {
        using var stream = new ReplayStream(greeting);

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(() => ShakeAsync(stream, Smtp.Settings()));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stripped_STARTTLS_is_refused_before_anything_secret_is_said()
    {
        using var stream = new ReplayStream("220 x\r\n", ("EHLO bridge.test\r\n", "250-mx.test\r\n250 AUTH PLAIN\r\n"));

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(
            () => ShakeAsync(stream, Smtp.Settings(security: SmtpSecurity.StartTls, user: "gw")));

        Assert.Contains("does not offer STARTTLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_STARTTLS_is_not_followed_by_clear_text()
    {
        using var stream = new ReplayStream(
            "220 x\r\n", ("EHLO bridge.test\r\n", "250-mx.test\r\n250 STARTTLS\r\n"), ("STARTTLS\r\n", "454 4.7.0 no TLS now\r\n"));

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(
            () => ShakeAsync(stream, Smtp.Settings(security: SmtpSecurity.StartTls, user: "gw")));

        Assert.Contains("454 4.7.0 no TLS now", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_in_with_PLAIN_and_asks_again_what_is_offered()
    {
        using var stream = new ReplayStream(
            "220 x\r\n",
            ("EHLO bridge.test\r\n", "250-mx.test\r\n250 AUTH LOGIN PLAIN\r\n"),
            ($"AUTH PLAIN {Plain}\r\n", "235 2.7.0 ok\r\n"),
            ("EHLO bridge.test\r\n", "250-mx.test\r\n250 SMTPUTF8\r\n"));

        Assert.True((await ShakeAsync(stream, Smtp.Settings(user: "gw"))).SmtpUtf8);
    }

    [Fact]
    public async Task What_was_offered_before_the_login_holds_where_a_second_EHLO_is_refused()
    {
        using var stream = new ReplayStream(
            "220 x\r\n",
            ("EHLO bridge.test\r\n", "250-mx.test\r\n250-SIZE 5000\r\n250 AUTH PLAIN\r\n"),
            ($"AUTH PLAIN {Plain}\r\n", "235 2.7.0 ok\r\n"),
            ("EHLO bridge.test\r\n", "503 5.5.1 Invalid command: Already identified\r\n"));

        Assert.Equal(5000, (await ShakeAsync(stream, Smtp.Settings(user: "gw"))).MaxSize);
    }

    [Fact]
    public async Task Logs_in_with_LOGIN_where_nothing_better_is_offered()
    {
        using var stream = new ReplayStream(
            "220 x\r\n",
            ("EHLO bridge.test\r\n", "250-mx.test\r\n250 AUTH LOGIN\r\n"),
            ("AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"),
            ("Z3c=\r\n", "334 UGFzc3dvcmQ6\r\n"),
            ("Z2VoZWlt\r\n", "235 2.7.0 ok\r\n"),
            ("EHLO bridge.test\r\n", "250 mx.test\r\n"));

        await ShakeAsync(stream, Smtp.Settings(user: "gw"));

        Assert.Empty(stream.Remaining);
    }

    [Theory]
    [InlineData("535 5.7.8 wrong\r\n")]
    [InlineData("454 4.7.0 later\r\n")]
    public async Task A_refused_login_is_told_in_the_servers_words_and_without_the_password(string answer)
    {
        using var stream = new ReplayStream(
            "220 x\r\n", ("EHLO bridge.test\r\n", "250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n"), ($"AUTH PLAIN {Plain}\r\n", answer));

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(() => ShakeAsync(stream, Smtp.Settings(user: "gw")));

        Assert.Contains("refused the login: " + answer.TrimEnd(), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Plain, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_sends_a_password_in_clear_to_another_machine()
    {
        using var stream = new ReplayStream("220 x\r\n", ("EHLO bridge.test\r\n", "250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n"));
        var settings = new SmtpSettings
        {
            Host = "mail.example.org",
            Port = 25,
            ClientName = "bridge.test",
            Security = SmtpSecurity.None,
            Username = "gw",
            Password = "geheim",
        };

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(() => ShakeAsync(stream, settings));

        Assert.Contains("safe without TLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_accepts_SCRAM_without_proving_itself_is_not_believed()
    {
        using var server = new FakeScramStream();

        var error = await Assert.ThrowsAsync<SmtpUnavailableException>(() => ShakeAsync(server, Smtp.Settings(user: "gw")));

        Assert.Contains("skipped its part", error.Message, StringComparison.Ordinal);
    }

    private static async Task<SmtpCapabilities> ShakeAsync(Stream stream, SmtpSettings settings)
    {
        await using var channel = new SmtpChannel(stream, new ManualTimeProvider());
        return await new SmtpHandshake(channel, settings, Smtp.Cancelled).RunAsync();
    }

    /// <summary>Says yes to the first SCRAM message, whatever it holds.</summary>
    private sealed class FakeScramStream : MemoryStream
    {
        private readonly Queue<string> _answers = new(["220 x\r\n", "250-mx.test\r\n250 AUTH SCRAM-SHA-256 PLAIN\r\n", "235 ok\r\n"]);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(_answers.TryDequeue(out var answer) ? System.Text.Encoding.ASCII.GetBytes(answer, buffer.Span) : 0);
    }
}
