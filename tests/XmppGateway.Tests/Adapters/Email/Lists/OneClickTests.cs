using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lists;

/// <summary>RFC 8058.</summary>
public sealed class OneClickTests
{
    private const string Results = "Authentication-Results: mx.test; dkim=pass header.d=news.example.test header.s=s1\n";
    private const string Signature =
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.example.test; s=s1;\n h=From:To:Subject:List-Unsubscribe:\n List-Unsubscribe-Post; bh=xx; b=abcdefgh\n ijk\n";
    private const string Links = "List-Unsubscribe: <https://news.example.test/u/1?x=y>, <mailto:out@news.example.test>\n";
    private const string Post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n";
    private const string Rest = "From: News <offers@news.example.test>\nMessage-ID: <1@x>\n\nBuy";

    [Fact]
    public async Task The_word_is_one_request_where_the_sender_offers_it_and_is_who_they_say()
    {
        await using var fixture = await StartAsync(Results + Signature + Links + Post + Rest);
        fixture.Context.Post = _ => FormPost.Taken;

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("unsubscribe", "offers@news.example.test")));

        Assert.Equal(["https://news.example.test/u/1?x=y List-Unsubscribe=One-Click"], fixture.Context.Posted);
        Assert.Empty(fixture.Smtp.Messages);
    }

    [Theory]
    [InlineData(Signature + Links + Post)]
    [InlineData("Authentication-Results: other.test; dkim=pass header.d=news.example.test\n" + Signature + Links + Post)]
    [InlineData("Authentication-Results: mx.test; dkim=fail header.d=news.example.test\n" + Signature + Links + Post)]
    [InlineData("Authentication-Results: mx.test; dkim=pass header.d=evil.test\n" + Signature + Links + Post)]
    [InlineData("Authentication-Results: mx.test; dkim=pass header.d=news.example.test header.b=zzzzzzzz\n" + Signature + Links + Post)]
    [InlineData(Results + Links + Post)]
    [InlineData(Results + "DKIM-Signature: d=news.example.test; s=s1; h=From:List-Unsubscribe; b=x\n" + Links + Post)]
    [InlineData(Results + Signature + "DKIM-Signature: d=news.example.test; s=s1; h=From; b=x\n" + Links + Post)]
    [InlineData(Results + Signature + Links)]
    [InlineData(Results + Signature + Links + "List-Unsubscribe-Post: something\n")]
    [InlineData(Results + Signature + Links + Links + Post)]
    public async Task Nothing_is_requested_that_the_sender_does_not_stand_for(string fields)
    {
        await using var fixture = await StartAsync(fields + Rest);

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("unsubscribe", "offers@news.example.test")));

        Assert.Empty(fixture.Context.Posted);
        Assert.Contains("RCPT TO:<out@news.example.test>", fixture.Smtp.Commands);
    }

    [Theory]
    [InlineData(FormPost.Refused)]
    [InlineData(FormPost.Unavailable)]
    public async Task What_the_server_does_not_take_goes_by_mail(FormPost outcome)
    {
        await using var fixture = await StartAsync(Results + Signature + Links + Post + Rest);
        fixture.Context.Post = _ => outcome;

        await fixture.SendAsync(fixture.Say("unsubscribe", "offers@news.example.test"));

        Assert.Contains("RCPT TO:<out@news.example.test>", fixture.Smtp.Commands);
    }

    [Fact]
    public async Task Without_an_address_a_server_that_is_away_is_waited_for_and_then_the_page_is_named()
    {
        await using var fixture = await StartAsync(Results + Signature + "List-Unsubscribe: <https://news.example.test/u>\n" + Post + Rest);
        fixture.Context.Post = _ => FormPost.Unavailable;
        var word = fixture.Say("unsubscribe", "offers@news.example.test");

        Assert.IsType<DeliveryResult.Retry>(await fixture.SendAsync(word));

        var end = await fixture.Adapter.SendAsync(new Delivery(EmailFixture.DeliveryId, word, 4), EmailFixture.Cancelled);
        Assert.Contains("https://news.example.test/u", Assert.IsType<DeliveryResult.Rejected>(end).Reason.English, StringComparison.Ordinal);
    }

    private static async Task<EmailFixture> StartAsync(string mail)
    {
        var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.ReceiveAsync(mail, from: "offers@news.example.test");
        return fixture;
    }
}
