using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Tests.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Safety;

/// <summary>What nobody should write is taken all the same: a mail that has no answer is sent for days, and then lost.</summary>
public sealed class ContainmentTests
{
    private const char NoCharacter = '\uFFFE';

    [Theory]
    [InlineData("Mon, 1 Jan 0001 00:00:00 +0100")]
    [InlineData("Mon, 1 Jan 0001 00:00:00 -9999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 -0100")]
    [InlineData("Mon, 1 Jan 1601 00:00:00 +0000")]
    public async Task A_date_at_the_end_of_the_calendar_is_none(string date)
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <1@x>\nDate: {date}\n\nhello"));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal("hello", message.Body.Plain);
        Assert.Equal(fixture.Context.Time.GetUtcNow(), message.Timestamp);
        Assert.Empty(message.Remarks);
    }

    [Fact]
    public async Task What_is_no_character_costs_no_mail_wherever_it_stands()
    {
        await using var fixture = await EmailFixture.StartAsync();
        string[] mails =
        [
            $"From: B{NoCharacter}ob <bob@example.test>\nTo: A{NoCharacter} <a@x.test>, b{NoCharacter}@x.test, \"c{NoCharacter}\"@x.test, =?utf-16?B?/v8AQgBvAGI=?= <d@x.test>",
            $"From: b{NoCharacter}ob@example.test\nSender: bob@example.test",
        ];
        for (var i = 0; i < mails.Length; i++)
            Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync($"{mails[i]}\nMessage-ID: <{i}@x>\n\nhello", from: $"b{NoCharacter}ob@example.test"));

        var messages = fixture.Context.Events.Cast<Message>().ToList();
        Assert.All(messages, message => Assert.Equal("hello", message.Body.Plain));
        Assert.Equal(["Bob", null], messages.Select(message => message.Contact.DisplayName));
        Assert.Equal(MailRemarks.Participants(["A (a@x.test)", "Bob (d@x.test)"], []), Assert.Single(messages[0].Remarks));
        Assert.StartsWith("5", Assert.Single(await fixture.ReceiveAsync("x", $"al{NoCharacter}ice@bridge.test")), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Context.Log.Lines, line => line.Exception is not null);
    }

    [Fact]
    public async Task A_mistake_behind_the_reading_costs_no_mail_and_repeats_nothing()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.Context.State.SetAsync("conversation alice@localhost bob@example.test", "{ broken", EmailFixture.Cancelled);
        for (var i = 0; i < 2; i++)
            Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\n\nhello"));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal("bob@example.test", message.Contact.Address);
        Assert.Equal([MailTexts.Unreadable(true)], message.Remarks);
        Assert.Contains("hello", Encoding.UTF8.GetString(fixture.Context.Kept[message.Whole!.Source]), StringComparison.Ordinal);
        Assert.Contains(fixture.Context.Log.Lines, line => line.Exception is not null);
    }

    [Fact]
    public async Task A_mistake_that_nothing_contains_is_answered()
    {
        await using var fixture = new LmtpFixture();
        fixture.Mailbox.BeforeStoring = _ => throw new InvalidOperationException("a mistake");
        using var client = await fixture.GreetAsync();
        await client.WriteAsync("MAIL FROM:<x@y.test>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\n", LmtpFixture.Cancelled);
        await client.ReadCodesAsync(3, LmtpFixture.Cancelled);
        await client.WriteAsync("hello\r\n.\r\n", LmtpFixture.Cancelled);

        Assert.Equal("451 4.3.0 Cannot store it now, try again", await client.ReadAsync(LmtpFixture.Cancelled));
        Assert.Equal("250 2.0.0 OK", await client.AskAsync("NOOP", LmtpFixture.Cancelled));
        Assert.Contains("a mistake", Assert.Single(fixture.Mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FEFF00420061", "Ba")]
    [InlineData("FFFE42006100", "Ba")]
    [InlineData("00420061", "Ba")]
    [InlineData("42006100", "Ba")]
    [InlineData("65E5672C", "日本")]
    public void The_mark_at_the_beginning_tells_the_order_of_the_bytes(string hex, string text) =>
        Assert.Equal(text, Charsets.Decode(Convert.FromHexString(hex), "UTF-16"));

    [Fact]
    public async Task A_mail_that_is_out_stays_out_whatever_becomes_of_its_note()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.BeforeAccepting = async () =>
            await fixture.Context.State.SetAsync("conversation alice@localhost bob@example.test", "{ broken", EmailFixture.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("x")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("😀")]
    [InlineData("語")]
    public void A_note_is_measured_and_loses_what_is_oldest(string letter)
    {
        var known = Conversation.Empty;
        var wide = string.Concat(Enumerable.Repeat(letter, 240 / Encoding.UTF8.GetByteCount(letter)));
        var now = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < 60; i++)
        {
            string[] chain = [.. Enumerable.Range(0, 30).Select(j => $"{i}-{j}-{wide}")];
            known = known.WithMail(chain, wide, now.AddSeconds(i)).WithReceived(new(chain[^1], new string('"', 1000), AnswerTo: new string('"', 120)));
        }

        var text = Conversations.Write(known);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 64 * 1024);
        Assert.Contains("59-29-", text, StringComparison.Ordinal);
        Assert.Null(known.Received[^1].ReturnPath);
    }
}
