using System.Text;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lists;

public sealed class MailingListTests
{
    private const string Fields = """
        List-Id: Garden talk <garden.lists.example.test>
        List-Post: <mailto:garden@lists.example.test>
        List-Unsubscribe: <https://lists.example.test/u?x=1>, <mailto:garden-request@lists.example.test?subject=leave%20me%0d%0aBcc:%20eve@x.test>

        """;

    [Fact]
    public async Task A_list_is_a_contact_and_its_messages_name_their_authors()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Fields + "From: Bob <bob@example.test>\nMessage-ID: <1@x>\n\nHello all", from: "garden-bounces@lists.example.test");

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(new RemoteContact(new("garden@lists.example.test"), "garden@lists.example.test", "Garden talk") { IsProven = true }, message.Contact);
        Assert.Equal([new LocalText("— written by Bob (bob@example.test)", "— geschrieben von Bob (bob@example.test)")], message.Remarks);
        Assert.Equal(MessageKind.Chat, message.Kind);
    }

    [Theory]
    [InlineData("List-Id: <garden.lists.example.test>\nList-Post: NO (announcements)\n")]
    [InlineData("List-Id: <repo.owner.tracker.test>\nList-Post: <mailto:reply+token@reply.tracker.test>\n")]
    [InlineData("List-Post: <mailto:garden@lists.example.test>\n")]
    public async Task What_nobody_can_write_to_is_no_contact(string fields)
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(fields + "From: Bob <bob@example.test>\nMessage-ID: <1@x>\n\nHello all");

        Assert.Equal("bob@example.test", Assert.Single(fixture.Context.Events).Contact.Id.Value);
    }

    // RFC 2919 §2: List-Id alone makes a list. Where to write to it says the mail itself then, which went there.
    [Theory]
    [InlineData("List-Id: Garden talk <garden.lists.example.test>\nTo: Garden <garden@Lists.example.test>\n", "garden@lists.example.test")]
    [InlineData("List-Id: <garden.lists.example.test>\nTo: carol@example.test\nCc: dora@example.test, garden@lists.example.test\n", "garden@lists.example.test")]
    [InlineData("List-Id: <garden.lists.example.test>\nTo: garden@lists.example.test\nList-Post: NO\n", "bob@example.test")]
    [InlineData("List-Id: <garden.lists.example.test>\nTo: garden@lists.example.test\nList-Post: <https://lists.example.test/write>\n", "bob@example.test")]
    [InlineData("List-Id: <repo.owner.tracker.test>\nTo: repo@noreply.tracker.test\n", "bob@example.test")]
    [InlineData("List-Id: <garden.lists.example.test>\nTo: alice@bridge.test\n", "bob@example.test")]
    [InlineData("List-Id: <alice.bridge.test>\nTo: alice@bridge.test\n", "bob@example.test")]
    [InlineData("List-Id: <dora.bridge.test>\nList-Post: <mailto:dora@Bridge.test>\n", "bob@example.test")]
    public async Task A_list_that_does_not_say_where_to_write_is_the_address_of_its_mails(string fields, string contact)
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(fields + "From: Bob <bob@example.test>\nMessage-ID: <1@x>\n\nHello all");

        Assert.Equal(contact, Assert.Single(fixture.Context.Events).Contact.Id.Value);
    }

    [Fact]
    public async Task An_answer_goes_where_its_mail_says_and_everything_else_to_the_list()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nReply-To: carol@example.test\nMessage-ID: <1@x>\n\nAnswer to Carol");
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nReply-To: carol@example.test, garden@lists.example.test\nMessage-ID: <2@x>\n\nAnswer to all");

        await fixture.SendAsync(fixture.Say("one", "garden@lists.example.test") with { ReplyTo = new("1@x") }, new string('a', 26));
        await fixture.SendAsync(fixture.Say("two", "garden@lists.example.test") with { ReplyTo = new("2@x") }, new string('b', 26));
        await fixture.SendAsync(fixture.Say("three", "garden@lists.example.test"), new string('c', 26));

        Assert.Equal(
            ["RCPT TO:<carol@example.test>", "RCPT TO:<garden@lists.example.test>", "RCPT TO:<garden@lists.example.test>"],
            fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_word_goes_to_the_address_for_it_and_not_to_all_members()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nMessage-ID: <1@x>\n\nHello all");

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("Unsubscribe", "garden@lists.example.test")));

        Assert.Contains("RCPT TO:<garden-request@lists.example.test>", fixture.Smtp.Commands);
        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Equal("leave me  Bcc: eve@x.test", MessageView.Read(Encoding.UTF8.GetBytes(mail)).Subject);
        Assert.DoesNotContain("\r\nBcc:", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unsubscribe")]
    [InlineData("> Hello all\n> and good night\n\nUnsubscribe!")]
    public async Task The_word_is_a_command_as_an_answer_too_and_stands_alone(string text)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nMessage-ID: <1@x>\n\nHello all");
        var word = fixture.Say(text, "garden@lists.example.test") with { ReplyTo = new("1@x") };

        Assert.True(((IDeclaresCapabilities)fixture.Adapter).StandsAlone(word));
        Assert.False(((IDeclaresCapabilities)fixture.Adapter).StandsAlone(word with { Body = new("I unsubscribe") }));
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(word));

        Assert.Equal(["RCPT TO:<garden-request@lists.example.test>"], fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_that_can_only_be_left_on_a_page_names_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("List-Unsubscribe: <https://news.example.test/u>\nFrom: news@example.test\nMessage-ID: <1@x>\n\nBuy");

        var refused = Assert.IsType<DeliveryResult.Rejected>(await fixture.SendAsync(fixture.Say("abbestellen", "news@example.test")));

        Assert.Contains("https://news.example.test/u", refused.Reason.English, StringComparison.Ordinal);
        Assert.Empty(fixture.Smtp.Messages);
    }

    /// <summary>Everybody on the list would read the word.</summary>
    [Theory]
    [InlineData("unsubscribe", true)]
    [InlineData("unsubscribe\n\nthank you", false)]
    public async Task The_word_goes_to_no_list_as_an_answer_or_beside_other_lines(string text, bool isAnswer)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("List-Unsubscribe: <https://news.example.test/u>\nFrom: news@example.test\nMessage-ID: <1@x>\n\nhi");

        var message = fixture.Say(text, "news@example.test");
        Assert.IsType<DeliveryResult.Rejected>(await fixture.SendAsync(isAnswer ? message with { ReplyTo = new("1@x") } : message));

        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Who_is_not_who_they_say_tells_no_way_out()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.ReceiveAsync(
            "Authentication-Results: mx.test; dmarc=fail header.from=example.test\nList-Unsubscribe: <mailto:eve@x.test>\nFrom: bob@example.test\nMessage-ID: <1@x>\n\nhi");

        await fixture.SendAsync(fixture.Say("unsubscribe"));

        Assert.Contains("RCPT TO:<bob@example.test>", fixture.Smtp.Commands);
    }

    private const string ListOfBob = "List-Id: The boss <bob.example.test>\nList-Post: <mailto:bob@example.test>\nList-Unsubscribe: <mailto:eve@evil.test>, <https://evil.test/>\n";

    [Theory]
    [InlineData("dkim=pass header.d=evil.test; dmarc=pass header.from=evil.test", "eve@evil.test")]
    [InlineData("dkim=pass header.d=example.test; dmarc=fail header.from=evil.test", "bob@example.test")]
    [InlineData("spf=pass smtp.mailfrom=bob-bounces@example.test", "bob@example.test")]
    public async Task A_list_is_taken_for_one_where_its_domain_has_sent_the_mail(string results, string contact)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));

        await fixture.ReceiveAsync($"Authentication-Results: mx.test; {results}\n{ListOfBob}From: eve@evil.test\nMessage-ID: <1@x>\n\nhi");

        Assert.Equal(contact, Assert.Single(fixture.Context.Events).Contact.Id.Value);
    }

    [Theory]
    [InlineData("", "eve@evil.test")]
    [InlineData("Authentication-Results: mx.test; dkim=pass header.d=example.test\n", "eve@example.test")]
    public async Task Nobody_who_writes_themself_becomes_a_list(string results, string eve)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.ReceiveAsync("Authentication-Results: mx.test; dmarc=pass header.from=example.test\nFrom: Bob <bob@example.test>\nMessage-ID: <1@x>\n\nhi");

        await fixture.ReceiveAsync($"{results}{ListOfBob}From: {eve}\nMessage-ID: <2@x>\n\nhi");
        await fixture.ReceiveAsync($"{results}{ListOfBob}From: {eve}\nMessage-ID: <2@x>\n\nhi", "carol@bridge.test");
        await fixture.ReceiveAsync($"{ListOfBob}From: bob@example.test\nMessage-ID: <3@x>\n\nhi");
        await fixture.SendAsync(fixture.Say("unsubscribe"));

        Assert.Equal(["bob@example.test", eve, eve, "bob@example.test"], fixture.Context.Events.Select(what => what.Contact.Id.Value));
        Assert.DoesNotContain(fixture.Context.Events, what => what.Contact.DisplayName == "The boss");
        Assert.Equal(["RCPT TO:<bob@example.test>"], fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    private const string ProvenList = "Authentication-Results: mx.test; dkim=pass header.d=lists.example.test\n" + Fields;

    [Theory]
    [InlineData("")]
    [InlineData("Authentication-Results: mx.test; none\n")]
    [InlineData("Authentication-Results: mx.test; dmarc=fail header.from=lists.example.test\n")]
    public async Task Nobody_makes_a_person_of_a_list_in_its_name(string results)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.ReceiveAsync($"{results}From: garden@lists.example.test\nMessage-ID: <1@x>\n\nI am no list");

        await fixture.ReceiveAsync(ProvenList + "From: Bob <bob@example.test>\nMessage-ID: <2@x>\n\nHello all");

        var said = fixture.Context.Events.Last();
        Assert.Equal(("garden@lists.example.test", "Garden talk"), (said.Contact.Id.Value, said.Contact.DisplayName));
    }

    /// <summary>Where nothing is known of anybody, who writes first counts; what is known later counts more.</summary>
    [Fact]
    public async Task The_proof_of_a_list_outweighs_a_mail_in_its_name_that_nobody_has_checked()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: garden@lists.example.test\nMessage-ID: <1@x>\n\nI am no list");
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nMessage-ID: <2@x>\n\nHello all");

        fixture.Context.Configuration["TrustedAuthServers:0"] = "mx.test";
        await fixture.RestartAsync();
        await fixture.ReceiveAsync(ProvenList + "From: bob@example.test\nMessage-ID: <3@x>\n\nHello all");
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nMessage-ID: <4@x>\n\nHello all");

        Assert.Equal(
            ["garden@lists.example.test", "bob@example.test", "garden@lists.example.test", "bob@example.test"],
            fixture.Context.Events.Select(what => what.Contact.Id.Value));
    }

    /// <summary>What proves a list proves as well somebody else at the same provider.</summary>
    [Fact]
    public async Task No_list_takes_the_place_of_somebody_who_is_proven()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\n\nhi");

        fixture.Context.Configuration["TrustedAuthServers:0"] = "mx.test";
        await fixture.RestartAsync();
        await fixture.ReceiveAsync("Authentication-Results: mx.test; dmarc=pass header.from=example.test\nFrom: bob@example.test\nMessage-ID: <2@x>\n\nhi");
        await fixture.ReceiveAsync($"Authentication-Results: mx.test; dkim=pass header.d=example.test\n{ListOfBob}From: eve@example.test\nMessage-ID: <3@x>\n\nhi");

        Assert.Equal(["bob@example.test", "bob@example.test", "eve@example.test"], fixture.Context.Events.Select(what => what.Contact.Id.Value));
    }

    [Theory]
    [InlineData("mailto:out@mail.shop.test", "shop.test", "out@mail.shop.test")]
    [InlineData("mailto:out@in.shopping.test", "out.shopping.test", "out@in.shopping.test")]
    [InlineData("mailto:out@bounces.test", "shop.test", "out@bounces.test")]
    [InlineData("mailto:victim@x.co.test", "shop.co.test", null)]
    [InlineData("mailto:victim@x.test", "shop.test", null)]
    public async Task Leaving_writes_to_who_has_to_do_with_the_newsletter_and_in_no_words_of_its_own(string link, string shop, string? to)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(
            $"List-Unsubscribe: <{link}?subject=leave%20me&body=I%20will%20pay>\nFrom: offers@{shop}\nMessage-ID: <1@x>\n\nhi", from: "x@bounces.test");

        await fixture.SendAsync(fixture.Say("unsubscribe", "offers@" + shop));

        Assert.Contains($"RCPT TO:<{to ?? "offers@" + shop}>", fixture.Smtp.Commands);
        var mail = fixture.Smtp.Messages.Single();
        Assert.DoesNotContain("pay", mail, StringComparison.Ordinal);
        Assert.Equal(to is not null, mail.Contains("Subject: leave me\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_change_nothing_of_each_other()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Fields + "From: bob@example.test\nMessage-ID: <1@x>\n\nmine");
        const string Head = Fields + "From: Eve <eve@example.test>\nChat-Version: 1.0\n";

        await fixture.ReceiveAsync(Head + "Message-ID: <2@x>\nChat-Edit: <1@x>\n\nnot mine");
        await fixture.ReceiveAsync(Head + "Message-ID: <3@x>\nChat-Delete: <1@x>\n\ngone");
        await fixture.ReceiveAsync(Head + "Message-ID: <4@x>\nIn-Reply-To: <1@x>\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍");

        var shown = fixture.Context.Events.Skip(1).Cast<Message>().ToArray();
        Assert.Equal(["not mine", "gone", ""], shown.Select(message => message.Body.Plain));
        Assert.Equal(["(reacted with 👍)", "— written by Eve (eve@example.test)"], shown[2].Remarks.Select(remark => remark.In("en")));
        Assert.Equal(("1@x", 0), (shown[2].ReplyTo?.Value, shown[2].Attachments.Count));
        var garden = fixture.Adapter.CapabilitiesOf(shown[0].Contact);
        Assert.Equal((Support.AsText, Support.AsText), (garden.Edits, garden.Reactions));
    }

    [Fact]
    public async Task The_users_own_words_do_not_come_back_from_a_list()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Fields + $"From: alice@bridge.test\nMessage-ID: <{EmailFixture.DeliveryId}@bridge.test>\n\nmine");

        Assert.Empty(fixture.Context.Events);
    }

    [Fact]
    public async Task Nor_do_they_from_a_list_that_puts_its_own_address_into_From()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("mine", "garden@lists.example.test"));

        var munged = Fields + $"From: Alice via Garden <garden@lists.example.test>\nMessage-ID: <{EmailFixture.DeliveryId}@bridge.test>\n\nmine";
        await fixture.ReceiveAsync(munged, "alice@bridge.test carol@bridge.test");

        Assert.Equal("carol@localhost", Assert.Single(fixture.Context.Events).User.ToString());
    }

    [Fact]
    public void No_field_breaks_the_readers() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            foreach (var link in ListLinks.Parse("<mailto:" + text + ">, <" + text + ">"))
                _ = MailtoLink.Parse(link);
        }).MustHold();
}
