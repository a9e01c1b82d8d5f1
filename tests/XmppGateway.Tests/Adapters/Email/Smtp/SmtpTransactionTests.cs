using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class SmtpTransactionTests
{
    private const string Envelope = "MAIL FROM:<alice@bridge.test>\r\nRCPT TO:<bob@example.test>\r\n";

    [Fact]
    public async Task Groups_the_envelope_but_not_the_data_when_pipelining()
    {
        using var stream = new ReplayStream(
            "",
            (Envelope, "250 2.1.0 ok\r\n250 2.1.5 ok\r\n"),
            ("DATA\r\n", "354 go\r\n"),
            ("hi\r\n..dot\r\n.\r\n", "250 2.0.0 queued as 42\r\n"));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail(message: "hi\r\n.dot\r\n"));

        Assert.Equal(new DeliveryResult.Delivered(null), Assert.Single(results));
        Assert.Empty(stream.Remaining);
        Assert.True(connection.IsReusable);
    }

    [Fact]
    public async Task Refuses_only_whom_a_server_without_SMTPUTF8_cannot_name()
    {
        using var stream = new ReplayStream(
            "",
            ("MAIL FROM:<alice@bridge.test>\r\nRCPT TO:<bob@example.test>\r\nRCPT TO:<carol@example.test>\r\n", "250 ok\r\n250 ok\r\n450 4.2.0 later\r\n"),
            ("DATA\r\n", "354 go\r\n"),
            ("hi\r\n.\r\n", "250 ok\r\n"));

        var (results, _) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail("bob@example.test jörg@example.test carol@example.test"));

        Assert.Equal([typeof(DeliveryResult.Delivered), typeof(DeliveryResult.Rejected), typeof(DeliveryResult.Retry)], results.Select(result => result.GetType()));
        Assert.Equal(FailureCondition.NotSupported, Assert.IsType<DeliveryResult.Rejected>(results[1]).Condition);
        Assert.Empty(stream.Remaining);
    }

    [Fact]
    public async Task Goes_step_by_step_without_pipelining()
    {
        using var stream = new ReplayStream(
            "",
            ("MAIL FROM:<alice@bridge.test>\r\n", "250 ok\r\n"),
            ("RCPT TO:<bob@example.test>\r\n", "250 ok\r\n"),
            ("DATA\r\n", "354 go\r\n"),
            ("hi\r\n.\r\n", "250 ok\r\n"));

        var (results, _) = await Smtp.PlayAsync(stream, Smtp.Offering(), Smtp.Mail());

        Assert.IsType<DeliveryResult.Delivered>(Assert.Single(results));
        Assert.Empty(stream.Remaining);
    }

    [Fact]
    public async Task Keeps_the_outcome_of_each_recipient()
    {
        using var stream = new ReplayStream(
            "",
            (
                "MAIL FROM:<alice@bridge.test>\r\nRCPT TO:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nRCPT TO:<c@x.test>\r\n",
                "250 ok\r\n550-5.1.1 no\r\n550 5.1.1 such user\r\n450 4.2.0 greylisted\r\n250 ok\r\n"),
            ("DATA\r\n", "354 go\r\n"),
            ("hi\r\n.\r\n", "250 ok\r\n"));

        var (results, _) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail("a@x.test b@x.test c@x.test"));

        Assert.Equal(
            [
                new DeliveryResult.Rejected(Said("550 5.1.1 no such user"), FailureCondition.NoSuchRecipient),
                new DeliveryResult.Retry(Said("450 4.2.0 greylisted")),
                new DeliveryResult.Delivered(null),
            ],
            results);
    }

    [Fact]
    public async Task Resets_when_no_recipient_is_left_and_takes_the_next_mail()
    {
        using var stream = new ReplayStream(
            "",
            (Envelope, "250 ok\r\n550 5.1.1 unknown\r\n"),
            ("RSET\r\n", "250 ok\r\n"),
            (Envelope, "250 ok\r\n250 ok\r\n"),
            ("DATA\r\n", "354 go\r\n"),
            ("hi\r\n.\r\n", "250 ok\r\n"));
        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());
        Assert.IsType<DeliveryResult.Rejected>(Assert.Single(results));

        Assert.IsType<DeliveryResult.Delivered>(Assert.Single(await connection.SendAsync(Smtp.Mail(), Smtp.Cancelled)));
    }

    [Fact]
    public async Task Reads_all_pipelined_answers_after_a_refused_sender()
    {
        using var stream = new ReplayStream(
            "",
            (Envelope, "550 5.7.1 not yours\r\n503 5.5.1 need MAIL\r\n"),
            ("RSET\r\n", "250 ok\r\n"));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.Equal(new DeliveryResult.Rejected(Said("550 5.7.1 not yours"), FailureCondition.NotAllowed), Assert.Single(results));
        Assert.True(connection.IsReusable);
    }

    [Theory]
    [InlineData("421 4.3.2 bye\r\n", null)]
    [InlineData("250 ok\r\n421 4.3.2 bye\r\n", null)]
    [InlineData("250 ok\r\n250 ok\r\n", "421 4.3.2 bye\r\n")]
    public async Task A_421_at_any_point_is_a_retry_and_ends_the_connection(string toEnvelope, string? toData)
    {
        using var stream = new ReplayStream("", (Envelope, toEnvelope), ("DATA\r\n", toData));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.Equal(new DeliveryResult.Retry(Said("421 4.3.2 bye"), ServerWide: true), Assert.Single(results));
        Assert.False(connection.IsReusable);
    }

    [Fact]
    public async Task A_421_after_the_dot_is_a_retry()
    {
        using var stream = new ReplayStream(
            "", (Envelope, "250 ok\r\n250 ok\r\n"), ("DATA\r\n", "354 go\r\n"), ("hi\r\n.\r\n", "421 4.3.0 full\r\n"));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.Equal(new DeliveryResult.Retry(Said("421 4.3.0 full"), ServerWide: true), Assert.Single(results));
        Assert.False(connection.IsReusable);
    }

    [Fact]
    public async Task A_connection_lost_after_the_dot_is_a_retry()
    {
        using var stream = new ReplayStream(
            "", (Envelope, "250 ok\r\n250 ok\r\n"), ("DATA\r\n", "354 go\r\n"), ("hi\r\n.\r\n", null));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.True(Assert.IsType<DeliveryResult.Retry>(Assert.Single(results)).ServerWide);
        Assert.False(connection.IsReusable);
        Assert.False(connection.WasStale);
    }

    [Theory]
    [InlineData("554 5.6.0 bad content\r\n", FailureCondition.PolicyViolation)]
    [InlineData("554 spam\r\n", FailureCondition.PolicyViolation)]
    [InlineData("552 5.3.4 too big\r\n", FailureCondition.PolicyViolation)]
    public async Task A_mail_refused_after_the_dot_is_rejected(string answer, FailureCondition condition)
    {
        using var stream = new ReplayStream(
            "", (Envelope, "250 ok\r\n250 ok\r\n"), ("DATA\r\n", "354 go\r\n"), ("hi\r\n.\r\n", answer));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.Equal(new DeliveryResult.Rejected(Said(answer.TrimEnd()), condition), Assert.Single(results));
        Assert.True(connection.IsReusable);
    }

    [Fact]
    public async Task A_refused_DATA_keeps_the_connection()
    {
        using var stream = new ReplayStream(
            "", (Envelope, "250 ok\r\n250 ok\r\n"), ("DATA\r\n", "451 4.3.1 no space\r\n"), ("RSET\r\n", "250 ok\r\n"));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.Equal(new DeliveryResult.Retry(Said("451 4.3.1 no space")), Assert.Single(results));
        Assert.True(connection.IsReusable);
    }

    [Theory]
    [InlineData("hello there\r\n")]
    [InlineData("250=ok\r\n")]
    [InlineData("999 what\r\n")]
    public async Task An_answer_that_is_no_SMTP_ends_the_connection(string answer)
    {
        using var stream = new ReplayStream("", (Envelope, answer));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.IsType<DeliveryResult.Retry>(Assert.Single(results));
        Assert.False(connection.IsReusable);
    }

    [Fact]
    public async Task An_answer_without_end_ends_the_connection()
    {
        using var stream = new ReplayStream("", (Envelope, string.Concat(Enumerable.Repeat("250-more\r\n", 200))));

        var (results, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());

        Assert.IsType<DeliveryResult.Retry>(Assert.Single(results));
        Assert.False(connection.IsReusable);
    }

    [Fact]
    public async Task A_connection_is_worth_ten_mails()
    {
        var steps = Enumerable.Repeat<(string, string?)[]>(
            [(Envelope, "250 ok\r\n250 ok\r\n"), ("DATA\r\n", "354 go\r\n"), ("hi\r\n.\r\n", "250 ok\r\n")], 10).SelectMany(step => step);
        using var stream = new ReplayStream("", [.. steps]);

        var (_, connection) = await Smtp.PlayAsync(stream, Smtp.Offering("PIPELINING"), Smtp.Mail());
        for (var i = 1; i < 10; i++)
        {
            Assert.True(connection.IsReusable);
            await connection.SendAsync(Smtp.Mail(), Smtp.Cancelled);
        }

        Assert.False(connection.IsReusable);
    }

    private static LocalText Said(string words) => new($"The mail server answers: \"{words}\"", $"Der Mailserver antwortet: „{words}“");
}
