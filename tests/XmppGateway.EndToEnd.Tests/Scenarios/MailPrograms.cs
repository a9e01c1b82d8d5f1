using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What programs say in mails: lists, reactions, results of checks, automatic answers.</summary>
public abstract class MailPrograms(Bridge bridge)
{
    private const string AliceInMail = "alice@bridge.test";
    private const string Garden = "garden\\40example.test@mail.localhost";
    private const string Emil = "emil\\40example.test@mail.localhost";
    private const string Robot = "robot\\40example.test@mail.localhost";

    [Fact]
    public async Task A_list_is_one_contact_that_is_answered_as_one_and_left_by_a_word()
    {
        await using var carol = new MailUser("carol");
        await using var list = new MailUser("garden");
        await using var requests = new MailUser("garden-request");
        var roses = $"roses-{bridge.Server}@example.test";
        await carol.SendRawAsync(
            AliceInMail,
            $"""
            From: Carol <carol@example.test>
            To: garden@example.test
            Subject: [Garden] Roses
            Message-ID: <{roses}>
            List-Id: The garden <garden.example.test>
            List-Post: <mailto:garden@example.test>
            List-Unsubscribe: <mailto:garden-request@example.test?subject=leave%20{bridge.Server}>
            Precedence: list

            Who has roses? {bridge.Server}
            """,
            "garden-bounces@example.test");
        var shown = await bridge.Alice.MessageAsync($"Who has roses? {bridge.Server}");
        Assert.Equal(Garden, shown.BareFrom());
        Assert.Contains("carol@example.test", shown.Text(), StringComparison.Ordinal);

        await bridge.Alice.SayAsync(Garden, $"I have red ones {bridge.Server}");
        var answer = await list.MailAsync($"I have red ones {bridge.Server}");
        Assert.Equal((AliceInMail, $"<{roses}>"), (answer.From, answer.InReplyTo));

        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync(Garden, "Unsubscribe"));
        var leave = await requests.Inbox.FirstAsync(mail => mail.Subject == $"leave {bridge.Server}", "the request to leave");
        Assert.Equal(AliceInMail, leave.From);
        Assert.DoesNotContain(list.Inbox.Snapshot(), mail => mail.Text.Contains("nsubscribe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newsletter_is_left_by_one_request_where_its_sender_stands_for_the_offer()
    {
        await using var carol = new MailUser("carol");
        await using var requests = new MailUser("garden-request");
        await using var site = new SecureSite(Ports.Spare(9), bridge.Gateway.Settings.Authority);
        foreach (var (server, name) in new[] { ("mx.elsewhere.test", "pretended"), ("mx.bridge.test", "offers") })
        {
            await carol.SendRawAsync(AliceInMail, $"""
                Authentication-Results: {server}; dkim=pass header.d=news-{bridge.Server}.test header.s=s1
                DKIM-Signature: v=1; a=rsa-sha256; d=news-{bridge.Server}.test; s=s1; h=From:List-Unsubscribe:List-Unsubscribe-Post; bh=eA==; b=eHl6
                From: News <{name}@news-{bridge.Server}.test>
                To: {AliceInMail}
                Subject: {name}
                Message-ID: <{name}@news-{bridge.Server}.test>
                List-Unsubscribe: <{site.Root}leave?{name}={bridge.Server}>, <mailto:garden-request@example.test?subject={name}%20{bridge.Server}>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click

                Buy {name} of {bridge.Server}
                """);
            await bridge.Alice.MessageAsync($"Buy {name} of {bridge.Server}");
        }

        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync($"pretended\\40news-{bridge.Server}.test@mail.localhost", "unsubscribe"));
        await requests.Inbox.FirstAsync(mail => mail.Subject == $"pretended {bridge.Server}", "the mail to who only pretends");
        Assert.Empty(site.Requests.Snapshot());

        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync($"offers\\40news-{bridge.Server}.test@mail.localhost", "unsubscribe"));
        var request = Assert.Single(site.Requests.Snapshot());
        Assert.StartsWith($"POST /leave?offers={bridge.Server} HTTP/1.1\n", request, StringComparison.Ordinal);
        Assert.Contains("\nContent-Type: application/x-www-form-urlencoded\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\n\nList-Unsubscribe=One-Click", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie:", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Reactions_pass_in_both_directions()
    {
        await using var emil = new MailUser("emil");
        var id = await bridge.Alice.SayAsync(Emil, $"We have won {bridge.Server}");
        var mail = await emil.MailAsync($"We have won {bridge.Server}");
        await emil.SendRawAsync(AliceInMail, $"""
            From: emil@example.test
            To: {AliceInMail}
            Subject: Re: We have won
            Message-ID: <thumb-{bridge.Server}@example.test>
            In-Reply-To: {mail.MessageId}
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Disposition: reaction
            Content-Transfer-Encoding: base64

            8J+RjQ==
            """);
        var reactions = await bridge.Alice.Received.FirstAsync(
            stanza => stanza.Element(Xeps.Reactions + "reactions")?.Attribute("id")?.Value == id, "the reaction");
        Assert.Equal((Emil, "👍"), (reactions.BareFrom(), reactions.Element(Xeps.Reactions + "reactions")?.Element(Xeps.Reactions + "reaction")?.Value));

        await emil.SendAsync(AliceInMail, $"And you? {bridge.Server}");
        var asked = await bridge.Alice.MessageAsync($"And you? {bridge.Server}");
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", Emil),
            new XAttribute("type", "chat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(Xeps.Reactions + "reactions", new XAttribute("id", asked.Id()!), new XElement(Xeps.Reactions + "reaction", "🎉"))));
        var said = await emil.Inbox.FirstAsync(one => one.Raw.Contains("Content-Disposition: reaction", StringComparison.Ordinal), "the reaction");
        Assert.Equal("🎉", said.Text);
        Assert.NotEmpty(said.InReplyTo);
    }

    [Fact]
    public async Task Pictures_pass_to_a_chat_program_and_back()
    {
        const int Many = 20;
        const string Painter = "painter\\40example.test@mail.localhost";
        XNamespace card = "vcard-temp";
        byte[] theirs = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 1000).Select(i => (byte)(i * 3))];

        // One pixel: servers look into pictures.
        var own = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
        await using var painter = new MailUser("painter");
        await using var otto = await XmppUser.LoginAsync(bridge.Server, "otto");
        Assert.Equal("result", (await otto.AskAsync(otto.BareJid, "set", new XElement(
            card + "vCard",
            new XElement(card + "FN", "Otto"),
            new XElement(card + "PHOTO", new XElement(card + "TYPE", "image/png"), new XElement(card + "BINVAL", Convert.ToBase64String(own)))))).Type());
        await otto.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", "mail.localhost")));

        // As Delta Chat writes it.
        await painter.SendRawAsync("otto@bridge.test", $"""
            From: Painter <painter@example.test>
            To: otto@bridge.test
            Subject: Message from Painter
            Message-ID: <face-{bridge.Server}@example.test>
            Chat-Version: 1.0
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Chat-User-Avatar: base64:{Convert.ToBase64String(theirs, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n ")}
            Content-Type: text/plain; charset=utf-8

            That is me, {bridge.Server}
            --b--
            """);
        Assert.Equal(Painter, (await otto.MessageAsync($"That is me, {bridge.Server}")).BareFrom());
        var shown = await otto.AskAsync(Painter, "get", new XElement(card + "vCard"));
        Assert.Equal(theirs, Convert.FromBase64String(shown.Descendants(card + "BINVAL").Single().Value));

        string? told = null;
        for (var line = 0; told is null; line++)
        {
            Assert.InRange(line, 0, Many);
            await otto.SayAsync(Painter, $"line {line} to {bridge.Server}");
            var mail = await painter.MailAsync($"line {line} to {bridge.Server}");
            Assert.Empty(mail.Defects);
            told = Field(mail.Raw);
        }

        Assert.Equal("base64:" + Convert.ToBase64String(own), told);
        await otto.SayAsync(Painter, $"once only {bridge.Server}");
        Assert.Null(Field((await painter.MailAsync($"once only {bridge.Server}")).Raw));

        // In the header of a part, which ends with an empty line, and not in that of the mail.
        static string? Field(string raw)
        {
            var at = raw.IndexOf("Chat-User-Avatar:", StringComparison.Ordinal);
            Assert.True(at < 0 || raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) < at);
            return at < 0 ? null : string.Concat(raw[(at + "Chat-User-Avatar:".Length)..raw.IndexOf("\r\nContent-", at, StringComparison.Ordinal)].Where(c => !char.IsWhiteSpace(c)));
        }
    }

    [Fact]
    public async Task Only_the_results_of_the_own_server_mark_a_mail()
    {
        await using var carol = new MailUser("carol");
        foreach (var (server, name) in new[] { ("mx.elsewhere.test", "first"), ("mx.bridge.test", "second") })
        {
            await carol.SendRawAsync(AliceInMail, $"""
                Authentication-Results: {server}; dmarc=fail header.from=bank.test
                From: Your bank <service@bank.test>
                To: {AliceInMail}
                Subject: Your account
                Message-ID: <{name}-{bridge.Server}@bank.test>

                Send us your password, {name} time {bridge.Server}
                """);
        }

        const string Mark = "⚠";
        Assert.DoesNotContain(Mark, (await bridge.Alice.MessageAsync($"first time {bridge.Server}")).Text(), StringComparison.Ordinal);
        var marked = await bridge.Alice.MessageAsync($"second time {bridge.Server}");
        Assert.Contains(Mark, marked.Text(), StringComparison.Ordinal);
        Assert.Contains("service@bank.test", marked.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_programs_that_answer_each_other_fall_silent()
    {
        const int Many = 12;
        await using var robot = new MailUser("robot");
        var rounds = 0;
        for (var loops = true; loops; rounds++)
        {
            Assert.InRange(rounds, 0, Many);
            await bridge.Alice.SayAsync(Robot, $"question {rounds} to {bridge.Server}");
            var mail = await robot.MailAsync($"question {rounds} to {bridge.Server}");
            await AnswerAsync(robot, rounds, mail.MessageId);
            var heard = await bridge.Alice.Received.FirstAsync(
                stanza => stanza.BareFrom() == Robot && stanza.Text() is { } text
                    && (text.Contains($"away {rounds} of {bridge.Server}", StringComparison.Ordinal) || text.Contains("keeps sending", StringComparison.Ordinal)),
                $"answer {rounds}, or the line that there are too many");
            loops = heard.Text()!.Contains("away", StringComparison.Ordinal);
        }

        await AnswerAsync(robot, rounds, $"<end-{bridge.Server}@example.test>");
        await robot.SendAsync(AliceInMail, $"I am the owner of the robot {bridge.Server}");
        await bridge.Alice.MessageAsync($"I am the owner of the robot {bridge.Server}");
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), stanza => stanza.Text()?.Contains($"away {rounds} of", StringComparison.Ordinal) ?? false);
        Assert.True(rounds > 1);
    }

    private Task AnswerAsync(MailUser robot, int round, string answered) => robot.SendRawAsync(
        AliceInMail,
        $"""
        From: robot@example.test
        To: {AliceInMail}
        Subject: Auto: away
        Message-ID: <{Guid.NewGuid():N}@example.test>
        In-Reply-To: {answered}
        Auto-Submitted: auto-replied

        away {round} of {bridge.Server}
        """);
}

[Collection<OnProsody>]
public sealed class MailProgramsOnProsody(ProsodyBridge bridge) : MailPrograms(bridge);

[Collection<OnEjabberd>]
public sealed class MailProgramsOnEjabberd(EjabberdBridge bridge) : MailPrograms(bridge);
