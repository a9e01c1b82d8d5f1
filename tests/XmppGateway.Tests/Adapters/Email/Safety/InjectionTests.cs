using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Tests.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Safety;

/// <summary>Nothing that a person, a mail or a client chooses can begin a header field or a command.</summary>
public sealed class InjectionTests
{
    private const int Runs = 200;

    private static readonly SmtpCapabilities Everything = Smtp.Smtp.Offering("SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN");

    private static readonly string[] Fields =
    [
        "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Disposition", "Content-Transfer-Encoding",
    ];

    private static Arbitrary<string> Hostile { get; } = Gen.OneOf(
            Gen.Elements("\r\nBcc: eve@x.test\r\n", "\nRCPT TO:<eve@x.test>", "\r\n\r\n", "\r.\r\n", "\u2028Bcc: e@x.test", "\u0085X: y", "%0d%0aBcc:e@x.test", "<", ">", "\"", "\\", "=?utf-8?Q?=0D=0AX:_y?=", "=_reaction", "--"),
            Gen.Elements("a", "ä", "👍", "@", "x.test", " ", "\0", "\ud83d", new string('z', 1100)))
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    [Fact]
    public void A_command_is_one_line_whatever_the_address() =>
        Prop.ForAll(Hostile, Hostile, (local, id) =>
        {
            foreach (var text in (string[])[local + "@x.test", "\"" + local + "\"@x.test", "a@" + local])
            {
                if (!EmailAddress.TryParse(text, out var address))
                    continue;

                var envelope = new SmtpEnvelope(id, address, [address], new byte[4]);
                foreach (var command in (string[])[EnvelopeCommands.Mail(envelope, Everything), EnvelopeCommands.Recipient(address, envelope, Everything)])
                    Assert.DoesNotContain(command, char.IsControl);
            }
        }).MustHold(Runs);

    [Fact]
    public void A_reaction_has_its_own_fields_only() =>
        Prop.ForAll(Hostile, Hostile, (emoji, other) =>
        {
            var reactions = new XmppGateway.Abstractions.Reactions
            {
                User = Jid.Parse("alice@localhost"),
                Contact = new(new("bob@x.test"), "bob@x.test"),
                Timestamp = DateTimeOffset.UnixEpoch,
                Target = new(other),
                Emoji = ["👍", emoji],
            };
            foreach (var dialect in (ReactionDialect[])[ReactionDialect.Standard, ReactionDialect.Gmail])
                AssertOnlyOurs(ReactionComposer.Compose(
                    reactions, "id@x.test", new Mailbox(other, "alice@x.test"), Address("bob@x.test"), new(other, other, [other]), dialect));
        }).MustHold(Runs);

    [Fact]
    public void What_a_list_asks_for_writes_no_fields() =>
        Prop.ForAll(Hostile, Hostile, (subject, body) =>
        {
            var link = MailtoLink.Parse($"mailto:leave@x.test?cc=eve@x.test&subject={subject}&bcc=eve@x.test&body={body}");
            Assert.NotNull(link);
            AssertOnlyOurs(ToMail.ComposeUnsubscription(link, "id@x.test", Address("alice@x.test"), DateTimeOffset.UnixEpoch));
        }).MustHold(Runs);

    [Fact]
    public void A_report_has_its_own_fields_only() =>
        Prop.ForAll(Hostile, Hostile, (reason, failed) =>
        {
            var failure = new Undeliverable
            {
                User = Jid.Parse("alice@localhost"),
                Contact = new(new("bob@x.test"), "bob@x.test"),
                Timestamp = DateTimeOffset.UnixEpoch,
                Failed = new(failed),
                Condition = FailureCondition.RecipientUnavailable,
                Reason = reason,
            };
            AssertOnlyOurs(ToMail.ComposeBounce(failure, "id@x.test", Address("alice@x.test"), Address("bob@x.test"), "x.test"));
        }).MustHold(Runs);

    private static void AssertOnlyOurs(byte[] raw)
    {
        PropertyTests.AssertForm(raw);
        var mail = MessageView.Read(raw);
        Assert.All(mail.Headers, field => Assert.Contains(field.Name, Fields));
        Assert.Equal(mail.Headers.Count, mail.Headers.DistinctBy(field => field.Name).Count());
        Assert.Single(mail.To);
    }

    private static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
