using System.Xml.Linq;
using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>Any mixture of what the documents about rooms and archives know: each is read or is nothing, and what was read reads the same again.</summary>
public class RoomXepFuzzTests
{
    private const int Seed = 20_261_122;
    private const int Rounds = 20_000;

    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What belongs together; payloads of stanzas are often the first of a row.</summary>
    private static readonly XName[][] Vocabulary =
    [
        Names(Namespaces.Rooms, "x", "history", "password"),
        Names(Namespaces.RoomUser, "x", "item", "status", "destroy", "invite", "reason", "actor", "decline"),
        Names(Namespaces.RoomAdmin, "query", "item", "reason", "actor"),
        [.. Names(Namespaces.RoomOwner, "query", "destroy", "reason"), .. Names(Namespaces.DataForms, "x", "field", "value")],
        [.. Names(Namespaces.Archive, "query", "metadata", "flip-page"), .. Names(Namespaces.DataForms, "x", "field", "value"), Namespaces.ResultSet + "set"],
        Names(Namespaces.ResultSet, "set", "max", "after", "before"),
        [.. Names(Namespaces.Moderation, "moderate", "moderated", "reason"), Namespaces.Retraction + "retract"],
        [Namespaces.Fastening + "apply-to", .. Names(Namespaces.ModerationOld, "moderate", "reason"), Namespaces.RetractionOld + "retract"],
        Names(Namespaces.OccupantId, "occupant-id"),
    ];

    private static readonly string[] Attributes =
        ["id", "jid", "nick", "affiliation", "role", "code", "from", "to", "var", "type", "queryid", "since", "seconds", "maxstanzas", "maxchars"];

    private static readonly string[] Values =
    [
        "", " ", "0", "20", "-1", "2147483647", "2147483648", "owner", "none", "moderator", "none,owner", "submit", "start", "end", "with", "ids", "FORM_TYPE",
        "urn:xmpp:mam:2", "a@b.example/c", "@", "/", "a@b@c", "b.example", "2010-06-07T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        "2010-06-07T00:00:00.99999999999999999999Z", ".", "...", "<&'\">", "\uD83D\uDE00", "\u202E\t\n", new('x', 3_000),
    ];

    [Fact]
    public void Any_mixture_is_read_or_is_nothing()
    {
        var random = new Random(Seed);
        var found = new Dictionary<string, int>();
        for (var round = 0; round < Rounds; round++)
        {
            var stanza = Assert.Single(WireText.Read(AnyStanza(random).Render()));
            Again("join", stanza, s => RoomJoin.Find(s, Now) is { } join ? new XElement("j", join.Password, join.MaximumStanzas, join.MaximumCharacters, join.Since) : null, null);
            Again("news", stanza, s => RoomNews.Find(s)?.ToElement(), StanzaKind.Presence);
            Again("orders", stanza, s => RoomOrders.Find(s)?.ToElement(), StanzaKind.Iq);
            Again("configuration", stanza, s => RoomConfiguration.Find(s)?.ToElement(), StanzaKind.Iq);
            Again("occupant", stanza, s => OccupantId.Find(s) is { } id ? OccupantId.Create(id) : null, StanzaKind.Presence);
            Again("moderation", stanza, s => MessageModeration.Find(s) is { } order ? new XElement("m", order.Id, order.Reason) : null, null);
            Again("archive", stanza, s => ArchiveRequest.Find(s) is { } request ? Described(request) : null, null);
            _ = ArchiveRequest.AsksForForm(stanza) || ArchiveRequest.AsksForMetadata(stanza);
        }

        // A mixture in which nothing is ever found would prove nothing.
        Assert.Equal(["archive", "configuration", "join", "moderation", "news", "occupant", "orders"], found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found, pair => Assert.True(pair.Value > 20, $"{pair.Key}: {pair.Value}"));

        void Again(string name, Stanza stanza, Func<Stanza, XElement?> find, StanzaKind? kind)
        {
            if (find(stanza) is not { } element)
            {
                return;
            }

            found[name] = found.GetValueOrDefault(name) + 1;
            if (kind is { } carrier)
            {
                var again = new Stanza(carrier) { Id = "1", Type = carrier == StanzaKind.Iq ? "set" : null }.With(element);
                Assert.Equal(element.ToString(), find(Assert.Single(WireText.Read(again.Render())))?.ToString());
            }
        }
    }

    [Fact]
    public void Any_text_is_a_time_or_none_and_what_is_written_reads_the_same()
    {
        var random = new Random(Seed);
        const string Letters = "0123456789-:TZ.+ ";
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var at = new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero);
            var written = Time.Write(at);
            Assert.Equal(at.ToUnixTimeMilliseconds(), Time.Read(written)?.ToUnixTimeMilliseconds());

            var text = written.ToCharArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
            }

            if (Time.Read(new string(text)) is { } other)
            {
                read++;
                Assert.Equal(TimeSpan.Zero, other.Offset);
            }
        }

        Assert.InRange(read, Rounds / 10, Rounds);
    }

    private static XElement Described(ArchiveRequest request)
    {
        Assert.True(request.Page.Maximum is null or >= 0);
        Assert.True(request.Page.After is not "");
        return new XElement("r", string.Join('|', request.QueryId, request.Start, request.End, request.With, request.AfterId, request.BeforeId, request.Ids.Count));
    }

    private static Stanza AnyStanza(Random random)
    {
        var kind = (StanzaKind)random.Next(3);
        var stanza = new Stanza(kind)
        {
            Id = "1",
            Type = kind == StanzaKind.Iq ? Pick(random, ["get", "set", "set", "result", "error"]) : Pick(random, [null, null, "unavailable", "error"]),
        };
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var row = Pick(random, Vocabulary);
            stanza.Payloads.Add(Any(random, row, random.Next(4) == 0 ? Pick(random, row) : row[0], 0));
        }

        return stanza;
    }

    private static XElement Any(Random random, XName[] row, XName name, int depth)
    {
        var element = new XElement(name);
        for (var count = random.Next(5); count > 0; count--)
        {
            element.SetAttributeValue(Pick(random, Attributes), Pick(random, Values));
        }

        for (var count = depth < 3 ? random.Next(4) : 0; count > 0; count--)
        {
            var below = random.Next(5) == 0 ? Pick(random, Vocabulary) : row;
            element.Add(Any(random, below, Pick(random, below), depth + 1));
        }

        if (random.Next(3) == 0)
        {
            element.Add(Pick(random, Values));
        }

        return element;
    }

    private static XName[] Names(XNamespace space, params string[] names) => [.. names.Select(name => space + name)];

    private static T Pick<T>(Random random, T[] list) => list[random.Next(list.Length)];
}
