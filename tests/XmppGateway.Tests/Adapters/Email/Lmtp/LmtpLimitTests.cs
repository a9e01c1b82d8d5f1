using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class LmtpLimitTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refuses_a_large_message_while_it_streams_and_goes_on()
    {
        await using var fixture = new LmtpFixture(new() { MaxMessageBytes = 1000 });
        using var client = await fixture.GreetAsync();
        await client.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nRCPT TO:<b@gw.test>\r\nDATA\r\n", Cancelled);
        await client.ReadCodesAsync(4, Cancelled);

        await client.WriteAsync(new string('x', 900) + "\r\n", Cancelled);
        while (fixture.Budget.Used == 0)
            await Task.Yield();

        for (var i = 0; i < 100; i++)
            await client.WriteAsync(new string('x', 998) + "\r\n", Cancelled);

        // Given back before the end has come.
        while (fixture.Budget.Used > 0)
            await Task.Yield();

        await client.WriteAsync(".\r\nNOOP\r\n", Cancelled);
        Assert.Equal("552 5.3.4 Message too large", await client.ReadAsync(Cancelled));
        Assert.Equal(["552", "250"], await client.ReadCodesAsync(2, Cancelled));
        Assert.Empty(fixture.Mailbox.Stored);
    }

    [Fact]
    public async Task Refuses_an_endless_text_line()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        await client.WriteAsync($"MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\n{new string('x', 65537)}\r\n.\r\nNOOP\r\n", Cancelled);

        Assert.Equal(["250", "250", "354", "554", "250"], await client.ReadCodesAsync(5, Cancelled));
    }

    [Fact]
    public async Task Messages_of_all_connections_share_a_budget()
    {
        await using var fixture = new LmtpFixture(new() { MaxBufferedBytes = 100_000 });
        using var client = await fixture.GreetAsync();
        var body = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 2000));

        await client.WriteAsync($"MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\n{body}.\r\n", Cancelled);

        Assert.Equal(["250", "250", "354", "452"], await client.ReadCodesAsync(4, Cancelled));
        Assert.Equal(0, fixture.Budget.Used);
    }

    [Fact]
    public async Task Throws_a_long_command_line_away_and_goes_on()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();

        await client.WriteAsync($"NOOP {new string('x', 100_000)}\r\nNOOP\r\n", Cancelled);

        Assert.Equal("500 5.5.2 Line too long", await client.ReadAsync(Cancelled));
        Assert.Equal("250 2.0.0 OK", await client.ReadAsync(Cancelled));
    }

    [Fact]
    public async Task Answers_452_beyond_the_recipient_limit()
    {
        await using var fixture = new LmtpFixture(new() { MaxRecipients = 2 });
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<a@g>\r\nRCPT TO:<b@g>\r\nRCPT TO:<c@g>\r\nDATA\r\nx\r\n.\r\n", Cancelled);

        Assert.Equal(["250", "250", "250", "452", "354", "250", "250"], await client.ReadCodesAsync(7, Cancelled));
    }

    [Fact]
    public async Task Closes_after_too_many_errors()
    {
        await using var fixture = new LmtpFixture(new() { MaxErrors = 3 });
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("A\r\nB\r\nC\r\nD\r\nE\r\n", Cancelled);

        Assert.Equal(["500", "500", "500", "421", "closed"], await client.ReadCodesAsync(5, Cancelled));
    }

    [Fact]
    public async Task Unknown_recipients_do_not_count_as_errors()
    {
        await using var fixture = new LmtpFixture(new() { MaxErrors = 1 });
        using var client = await fixture.GreetAsync();

        await client.WriteAsync("MAIL FROM:<>\r\n" + string.Concat(Enumerable.Repeat("RCPT TO:<nobody@g>\r\n", 5)) + "NOOP\r\n", Cancelled);

        Assert.Equal(["250", "550", "550", "550", "550", "550", "250"], await client.ReadCodesAsync(7, Cancelled));
    }

    [Fact]
    public async Task A_silent_client_is_sent_away_after_five_minutes_even_when_it_drips()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();
        await client.WriteAsync("NO", Cancelled);
        while (fixture.Time.PendingTimers == 0)
            await Task.Yield();

        fixture.Time.Advance(TimeSpan.FromMinutes(4));
        await client.WriteAsync("OP", Cancelled);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("421 4.4.2 Time-out", await client.ReadAsync(Cancelled));
        Assert.Null(await client.ReadAsync(Cancelled));
    }

    [Fact]
    public async Task Turns_connections_away_beyond_the_cap_and_takes_them_again_later()
    {
        await using var fixture = new LmtpFixture(new() { MaxConnectionsPerAddress = 1 });
        var first = await fixture.ConnectAsync();
        using (var second = await LmtpClient.ConnectAsync(fixture.Server.LocalEndPoint, Cancelled))
        {
            Assert.Equal("421 4.7.0 Too many connections", await second.ReadAsync(Cancelled));
        }

        await first.AskAsync("QUIT", Cancelled);
        Assert.Null(await first.ReadAsync(Cancelled));
        first.Dispose();

        string? greeting = null;
        while (greeting?.StartsWith("220", StringComparison.Ordinal) != true)
        {
            using var third = await LmtpClient.ConnectAsync(fixture.Server.LocalEndPoint, Cancelled);
            greeting = await third.ReadAsync(Cancelled);
        }
    }

    [Fact]
    public async Task The_stop_says_421_to_idle_clients_and_finishes_a_message_that_is_coming_in()
    {
        await using var fixture = new LmtpFixture();
        using var idle = await fixture.GreetAsync();
        using var busy = await fixture.GreetAsync();
        await busy.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\nhalf", Cancelled);
        Assert.Equal(["250", "250", "354"], await busy.ReadCodesAsync(3, Cancelled));

        var stop = fixture.Server.StopAsync(Cancelled);
        Assert.Equal("421 4.3.2 Shutting down", await idle.ReadAsync(Cancelled));
        await busy.WriteAsync(" done\r\n.\r\n", Cancelled);

        Assert.Equal("250 2.0.0 Stored", await busy.ReadAsync(Cancelled));
        Assert.Equal("421 4.3.2 Shutting down", await busy.ReadAsync(Cancelled));
        await stop;
        Assert.Equal("half done\r\n", Assert.Single(fixture.Mailbox.Stored).Message);
    }

    [Fact]
    public async Task The_stop_does_not_wait_longer_than_the_patience()
    {
        await using var fixture = new LmtpFixture();
        using var busy = await fixture.GreetAsync();
        await busy.WriteAsync("MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\nhalf", Cancelled);
        await busy.ReadCodesAsync(3, Cancelled);
        using var patience = new CancellationTokenSource();

        var stop = fixture.Server.StopAsync(patience.Token);
        Assert.False(stop.IsCompleted);
        await patience.CancelAsync();
        await stop;

        Assert.Empty(fixture.Mailbox.Stored);
        Assert.Empty(fixture.Mistakes);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        await using var fixture = new LmtpFixture();
        var taken = new LmtpEndpoint(fixture.Server.LocalEndPoint, null);

        var error = Assert.Throws<AdapterStartException>(() => new LmtpFixture(null, taken));

        Assert.Contains(((IPEndPoint)fixture.Server.LocalEndPoint).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Listens_on_a_unix_socket_for_the_group_only_and_replaces_a_stale_one()
    {
        var folder = Directory.CreateTempSubdirectory("lmtp");
        try
        {
            var file = Path.Combine(folder.FullName, "lmtp");
            using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                // .NET removes the file of a socket that it closes; a killed process does not. The other name survives.
                dead.Bind(new UnixDomainSocketEndPoint(file + ".old"));
                File.Move(file + ".old", file);
            }

            Assert.True(File.Exists(file));
            Assert.True(LmtpEndpoint.TryParse("unix:lmtp", path => Path.Combine(folder.FullName, path), out var endpoint));
            await using (var fixture = new LmtpFixture(null, endpoint))
            {
                using var client = await fixture.GreetAsync();
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
                    File.GetUnixFileMode(file));
                Assert.Throws<AdapterStartException>(() => new LmtpFixture(null, endpoint));
                Assert.Equal("250 2.0.0 OK", await client.AskAsync("NOOP", Cancelled));
            }

            Assert.False(File.Exists(file));
            await File.WriteAllTextAsync(file, "precious", Cancelled);
            Assert.Throws<AdapterStartException>(() => new LmtpFixture(null, endpoint));
            Assert.True(File.Exists(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:15024", "127.0.0.1:15024")]
    [InlineData("[::1]:24", "[::1]:24")]
    [InlineData("localhost:24", "127.0.0.1:24")]
    [InlineData("unix:/run/x", "/run/x")]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1:99999", null)]
    [InlineData("unix:", null)]
    [InlineData("mail.example.org:24", null)]
    public void Reads_where_to_listen(string text, string? endpoint)
    {
        Assert.Equal(endpoint is not null, LmtpEndpoint.TryParse(text, path => path, out var parsed));
        Assert.Equal(endpoint, parsed?.Address.ToString());
    }
}
