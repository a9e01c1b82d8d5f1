using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>Clients put together what no document foresees. Each message has one meaning or one answer.</summary>
public sealed class MessagePayloadFuzzTests
{
    private const int Seed = 20_261_123;
    private static readonly int Rounds = Effort.Of(5_000);

    private static readonly string[] Ids =
        ["m1", "m2", "open", "failed", "s1", "s1.2", "s1.f1", "e1", "own", "unknown", "", " ", "a.b.c", new('x', 3_000), "\uFFFD", "😀.2"];

    private static readonly string?[] Bodies = [null, "", " \n", "Hello", "> x\nHello", "?OTR", "😀", new('&', 2_000), "https://x.example/1", "\u0007\r\n\uD800"];

    private static readonly XNamespace Omemo = "eu.siacs.conversations.axolotl";

    [Fact]
    public async Task Every_mixture_has_one_meaning_or_one_answer()
    {
        var random = new Random(Seed);
        using var gateway = new GatewayUnderTest();
        Fill(gateway.Store.Map);
        var accepted = 0;
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            gateway.Adapter.Capabilities = AnyCapabilities(random);
            gateway.Settings.Chosen = new UserSettings { ReadMarkers = random.Next(2) == 0, Language = Pick(random, [null, "de", "en"]) };
            var stanza = AnyMessage(random);
            var text = stanza.ToString() + string.Concat(stanza.Payloads);

            var answers = await gateway.ReceiveAsync(stanza);

            var events = gateway.Outbox.Accepted.Select(a => a.What).ToList();
            gateway.Outbox.Accepted.Clear();
            Assert.True(answers.Count <= 1, text);
            Assert.All(answers, answer => Assert.NotEqual("internal-server-error", ErrorReader.Read(answer).Condition));
            Assert.True(events.Count(what => what is not Displayed) <= 1 - answers.Count, text);
            Assert.True(events.Count(what => what is Displayed) <= 1, text);
            Assert.All(events, what =>
            {
                Assert.Equal(what, EventJson.Deserialize(EventJson.Serialize(what)));
                Assert.NotEmpty(Fingerprint.Of(what));
            });
            accepted += events.Count;
            refused += answers.Count;
        }

        Assert.DoesNotContain(gateway.Logger.Lines, line => line.Level >= LogLevel.Error);
        Assert.InRange(accepted, Rounds / 10, Rounds);
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    [Fact]
    public async Task Every_event_of_a_network_becomes_stanzas_that_a_server_takes()
    {
        var random = new Random(Seed);
        using var gateway = new GatewayUnderTest();
        Fill(gateway.Store.Map);
        for (var round = 0; round < Rounds; round++)
        {
            gateway.Adapter.Capabilities = AnyCapabilities(random);
            gateway.Privileges.MaySend = random.Next(2) == 0;
            var what = AnyEvent(random);

            var stanzas = await gateway.Translator.TranslateAsync(gateway.Network, what, "n1", CancellationToken.None);
            var again = await gateway.Translator.TranslateAsync(gateway.Network, what, "n1", CancellationToken.None);

            Assert.Equal(stanzas.Count, stanzas.Select(stanza => stanza.Id).Distinct().Count());
            Assert.All(stanzas, stanza =>
            {
                XElement.Parse(stanza.Render());
                Assert.NotEqual(stanza.From, stanza.To);
            });
            Assert.Equal(stanzas.Select(stanza => stanza.Render()), again.Select(stanza => stanza.Render()));
        }
    }

    private static void Fill(List<MappedMessage> map)
    {
        var row = new MappedMessage("mail", "alice@localhost", "bob@example.com", "m1", "f1", Outgoing: true, "alice@localhost/phone", default);
        map.AddRange(
        [
            row,
            row with { StanzaId = "m2", ForeignId = "f2", Target = "f1" },
            row with { StanzaId = "open", ForeignId = "delivery1", IsOpen = true },
            row with { StanzaId = "failed", ForeignId = "delivery2", HasFailed = true },
            row with { StanzaId = "own", ForeignId = null, From = null },
            row with { StanzaId = "s1", ForeignId = "f3", Outgoing = false, From = null, TextParts = 2, Files = 1 },
            row with { StanzaId = "e1", ForeignId = null, Target = "f3", Outgoing = false, From = null },
            row with { StanzaId = "e2", ForeignId = "f4", Target = "f3", Outgoing = false, From = null },
        ]);
    }

    private static Stanza AnyMessage(Random random)
    {
        var stanza = new Stanza(StanzaKind.Message)
        {
            From = random.Next(4) == 0 ? Alice : AlicesPhone,
            To = random.Next(20) == 0 ? Jid.Parse("nobody@mail.example.org") : Bob,
            Type = Pick(random, ["chat", "chat", "chat", "normal", null, "error", "headline", "groupchat"]),
            Id = random.Next(10) == 0 ? null : Pick(random, Ids),
            Lang = Pick(random, [null, "de", "x-y"]),
        };
        for (var count = random.Next(5); count > 0; count--)
        {
            stanza.Payloads.Add(AnyPayload(random));
        }

        if (Pick(random, Bodies) is { } body)
        {
            stanza.Payloads.Insert(random.Next(stanza.Payloads.Count + 1), new XElement(Namespaces.Component + "body", BodyText.Clean(body)));
        }

        return stanza;
    }

    private static XElement AnyPayload(Random random)
    {
        var id = Pick(random, Ids);
        return random.Next(16) switch
        {
            0 or 1 => Correction.Create(id),
            2 => MessageRetraction.Create(id).First(),
            3 => MessageRetraction.Create(id).Last(),
            4 or 5 => new MessageReactions(id, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, ["👍", "❤", "💜", "x", "", "👍👍"]))]).ToElement(),
            6 or 7 => ChatMarkers.Displayed(id),
            8 => ChatMarkers.Markable(),
            9 => Receipts.Request(),
            10 => Receipts.Received(id),
            11 => new Reply(id, null).ToElement(),
            12 => Fallback.Whole(Pick(random, [Namespaces.Reactions, Namespaces.Reply, Namespaces.Retraction])),
            13 => new XElement(
                Namespaces.Fallback + "fallback",
                new XAttribute("for", Namespaces.Reply.NamespaceName),
                new XElement(Namespaces.Fallback + "body", new XAttribute("start", random.Next(-1, 5)), new XAttribute("end", random.Next(8)))),
            14 => new XElement(Namespaces.OutOfBand + "x", new XElement(Namespaces.OutOfBand + "url", Pick(random, ["", "https://x.example/1", "javascript:x"]))),
            _ => Pick(random,
            [
                Hints.Store(), new XElement(Namespaces.ChatStates + "composing"), new XElement(Omemo + "encrypted", new XElement(Omemo + "header")),
                new XElement(Namespaces.Delay + "delay", new XAttribute("stamp", "2025-12-31T00:00:00Z")), new XElement(Namespaces.StanzaIds + "origin-id"),
                new XElement(Namespaces.Retraction + "retract"), new XElement(Namespaces.Reactions + "reactions"),
            ]),
        };
    }

    private static GatewayEvent AnyEvent(Random random)
    {
        var contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com");
        var target = new RemoteMessageId(Pick(random, ["f1", "f2", "f3", "f4", "delivery1", "unknown", ""]));
        var at = new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero);
        var own = random.Next(2) == 0;
        var text = Pick(random, ["x", "", " ", "\u0000<&\uD800", "\r\n\uFFFE", new string('\'', 70_000), "😀"]);
        return random.Next(5) switch
        {
            0 => new Message
            {
                User = Alice,
                Contact = contact,
                Timestamp = at,
                ByUser = own,
                Body = new RichText(text),
                Subject = Pick(random, [null, text]),
                Thread = Pick(random, [null, text]),
                ReplyTo = random.Next(2) == 0 ? target : null,
                Attachments = random.Next(3) == 0 ? [new AttachedFile("https://x.example/1", "1", "a/b"), new AttachedFile("https://x.example/2", "2", "a/b")] : [],
            },
            1 => new Edit { User = Alice, Contact = contact, Timestamp = at, ByUser = own, Target = target, Body = new RichText(text) },
            2 => new Retraction { User = Alice, Contact = contact, Timestamp = at, ByUser = own, Target = target, Reason = Pick(random, [null, text]) },
            3 => new Reactions { User = Alice, Contact = contact, Timestamp = at, ByUser = own, Target = target, Emoji = random.Next(3) == 0 ? [] : [text, "👍"] },
            _ => new Displayed { User = Alice, Contact = contact, Timestamp = at, ByUser = own, UpTo = target },
        };
    }

    private static Capabilities AnyCapabilities(Random random)
    {
        return new Capabilities
        {
            Edits = Any(),
            Retractions = Any(),
            Reactions = Any(),
            Attachments = Any(),
            AllowedReactions = Pick<IReadOnlyList<string>?>(random, [null, [], ["👍", "❤️"]]),
            ReactionsPerPerson = Pick<int?>(random, [null, 0, 1]),
            LargestAttachment = Pick<long?>(random, [null, 1L]),
            Receipts = random.Next(2) == 0,
            DisplayMarkers = random.Next(2) == 0,
            NoReply = random.Next(20) == 0,
        };

        Support Any() => Pick(random, [Support.Refused, Support.AsText, Support.Native]);
    }

    private static T Pick<T>(Random random, T[] list) => list[random.Next(list.Length)];
}
