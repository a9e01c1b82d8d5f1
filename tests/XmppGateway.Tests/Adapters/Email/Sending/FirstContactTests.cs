using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Sending;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Sending;

/// <summary>The first mail to somebody, under the name of its author, and the word that ends it.</summary>
public sealed class FirstContactTests
{
    private const string SecondId = "zyxwvutsrqponmlkjihgfedc22";
    private const string Introduction = EmailFixture.DeliveryId + "@bridge.test";

    [Fact]
    public async Task Only_the_first_mail_says_how_to_get_no_more()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.SendAsync(fixture.Say("again"), SecondId);

        var texts = fixture.Smtp.Messages.Select(mail => MessageView.Read(System.Text.Encoding.UTF8.GetBytes(mail)).Root.Text).ToList();
        Assert.Contains("hello\n\n-- \nalice has written this in a chat.", texts[0], StringComparison.Ordinal);
        Assert.Equal("again\n", texts[1]);
    }

    [Fact]
    public async Task Who_has_written_first_knows_already()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <m1@x>\n\nhi");
        await fixture.SendAsync(fixture.Say("hello"));

        Assert.DoesNotContain("STOP", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STOP", "Stop.")]
    [InlineData("Re: hello", "stopp!")]
    public async Task Stop_is_heeded_until_they_write_again(string subject, string word)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.ReceiveAsync($"From: bob@example.test\nSubject: {subject}\nMessage-ID: <m1@x>\nIn-Reply-To: <{Introduction}>\n\n{word}");

        var said = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Contains(said.Remarks, remark => remark.English.StartsWith("bob@example.test asks for no more", StringComparison.Ordinal));
        Assert.Equal(FailureCondition.NotAllowed, Assert.IsType<DeliveryResult.Rejected>(await fixture.SendAsync(fixture.Say("but"), SecondId)).Condition);

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <m2@x>\n\nI have changed my mind");
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("fine"), SecondId));
    }

    [Theory]
    [InlineData("In-Reply-To: <m1@x>\n", "stop")]
    [InlineData($"In-Reply-To: <{Introduction}>\n", "stop it, you make me laugh")]
    public async Task Stop_is_a_word_like_any_other_elsewhere(string field, string text)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <m3@x>\n{field}\n{text}");

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("ha"), SecondId));
    }

    [Fact]
    public async Task A_user_writes_under_their_own_name()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var alice = Jid.Parse("alice@localhost");
        await fixture.Adapter.TakeSignalAsync(new UserSignal.ProfileChanged(alice, new Profile { DisplayName = "Alice Grün" }), EmailFixture.Cancelled);
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.Adapter.TakeSignalAsync(new UserSignal.ProfileChanged(alice, new Profile { DisplayName = "ceo@bank.test" }), EmailFixture.Cancelled);
        await fixture.SendAsync(fixture.Say("hello"), SecondId);

        Assert.Equal(
            [new Mailbox("Alice Grün", "alice@bridge.test"), new Mailbox("alice", "alice@bridge.test")],
            fixture.Smtp.Messages.SelectMany(mail => MessageView.Read(System.Text.Encoding.UTF8.GetBytes(mail)).From));
    }

    [Fact]
    public async Task Styled_text_has_a_page()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var said = fixture.Say("x") with
        {
            Body = RichText.Of("*x*", [new RichBlock.Paragraph([new RichInline.Strong([new RichInline.Text("x")])])]),
        };
        await fixture.SendAsync(said);

        var mail = MessageView.Read(System.Text.Encoding.UTF8.GetBytes(Assert.Single(fixture.Smtp.Messages)));
        Assert.StartsWith("*x*\n", mail.Root.Children[0].Text, StringComparison.Ordinal);
        Assert.Contains("<strong>x</strong>", mail.Root.Children[1].Text, StringComparison.Ordinal);
        Assert.Contains("STOP", mail.Root.Children[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_word_is_the_whole_text()
    {
        Assert.All((string[])["stop", " STOP ", "„Stop“", "stopp."], text => Assert.True(FirstContact.IsStop(text), text));
        Assert.All((string[])["", "stop that", "non-stop", "stop stop stop stop stop"], text => Assert.False(FirstContact.IsStop(text), text));
    }
}
