using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class EventJsonTests
{
    private static readonly Gen<string> Text =
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => new string([.. s.Get.Where(c => !char.IsSurrogate(c))]) + "ä😀\u0001\"\\");

    private static readonly Gen<string?> TextOrNothing =
        Gen.OneOf(Text.Select(t => (string?)t), Gen.Constant<string?>(null));

    private static readonly Gen<GatewayEvent> Events =
        from text in Text.Four()
        from optional in TextOrNothing.Four()
        from kind in Gen.Elements(MessageKind.Chat, MessageKind.Notice)
        from condition in Gen.Elements(Enum.GetValues<FailureCondition>())
        from seconds in Gen.Choose(0, int.MaxValue)
        from offset in Gen.Choose(-14 * 60, 14 * 60)
        from which in Gen.Choose(0, 10)
        select Create(which, text, optional, kind, condition, new DateTimeOffset(
            new DateTime(1970, 1, 2, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(seconds), TimeSpan.FromMinutes(offset)));

    [Fact]
    public void What_was_written_is_read_again() => Prop.ForAll(
        Arb.From(Events), e => EventJson.Deserialize(EventJson.Serialize(e)) == e).MustHold();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_an_address_that_equals_the_id_is_how_it_is_written_is_read_again(bool isProven)
    {
        var bob = new RemoteContact(new("bob@example.com"), "bob@example.com") { IsProven = isProven };
        var message = new Message { User = Jid.Parse("alice@localhost"), Contact = bob, Timestamp = DateTimeOffset.UnixEpoch, Body = new("") };
        var said = new RoomMessage { Room = new("!garden"), By = bob, Timestamp = DateTimeOffset.UnixEpoch, Body = new(""), Id = new("1") };

        Assert.Equal(bob, EventJson.Deserialize(EventJson.Serialize(message)).Contact);
        Assert.Equal(bob, Assert.IsType<RoomMessage>(EventJson.DeserializeAny(EventJson.Serialize(said))).By);
    }

    [Fact]
    public void The_form_is_compact_and_stays_as_it_is()
    {
        var json = Encoding.UTF8.GetString(EventJson.Serialize(new Message
        {
            User = Jid.Parse("alice@localhost"),
            Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com"),
            Timestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Body = new RichText("Grüße <b>"),
        }));

        // Stored events are read by later versions: what is here may be added to, never changed.
        Assert.Equal(
            "{\"v\":1,\"e\":\"m\",\"u\":\"alice@localhost\",\"c\":\"bob@example.com\",\"t\":639028224000000000,\"b\":\"Grüße <b>\"}", json);
    }

    [Fact]
    public void What_goes_to_a_portal_is_read_again()
    {
        var occupant = Jid.Parse("garden@rooms.test/Ben b");
        var room = new RemoteContact(new RemoteUserId("!garden"), "!garden") { IsRoom = true };
        var at = DateTimeOffset.UnixEpoch;
        GatewayEvent[] events =
        [
            new OccupantChange
            {
                User = occupant,
                Contact = room,
                Timestamp = at,
                Passage = RoomPassage.Banned,
                Visitor = new RemoteUserId("mia"),
                Reason = "noise",
            },
            new OccupantChange { User = occupant, Contact = room, Timestamp = at, Passage = RoomPassage.Present },
            new SubjectChange { User = occupant, Contact = room, Timestamp = at, Subject = "" },
            new PortalEnd { User = occupant.Bare, Contact = room, Timestamp = at, Reason = "over" },
        ];
        Assert.All(events, e => Assert.Equal(e, EventJson.Deserialize(EventJson.Serialize(e))));
    }

    [Fact]
    public void Structure_is_read_again() => Prop.ForAll(Arb.From(RichTextTrees.Any), blocks => Keeps(RichText.Of([.. blocks]))).MustHold();

    [Fact]
    public void Every_part_of_a_text_has_a_stored_form() => Assert.True(Keeps(RichText.Of(
        new RichBlock.Paragraph(
        [
            new RichInline.Link("https://x.example/", [new RichInline.Strike([new RichInline.Text("x")])]),
            new RichInline.Spoiler([new RichInline.Code("y")], "why"),
            new RichInline.Mention(new RemoteUserId("bob"), "Bob"),
        ]),
        new RichBlock.Spoiler([new RichBlock.Code("z", "sql")], "end"),
        new RichBlock.List([new RichListItem([new RichInline.Text("i")], new RichBlock.List([new RichListItem([])]))], 7))));

    [Fact]
    public void A_structure_of_the_greatest_depth_has_a_stored_form()
    {
        RichInline inline = new RichInline.Text("deep");
        RichBlock.List? list = null;
        for (var i = 0; i < 100; i++)
        {
            inline = new RichInline.Strong([inline]);
            list = new RichBlock.List([new RichListItem([inline], list)]);
        }

        Assert.True(Keeps(RichText.Of(list!)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"e":"m","u":"a@b","c":"d"}""")]
    [InlineData("""{"v":1,"e":"?","u":"a@b","c":"d"}""")]
    [InlineData("""{"v":1,"e":"m","c":"d"}""")]
    [InlineData("""{"v":1,"e":"m","u":"a@b"}""")]
    [InlineData("""{"v":1,"e":"f","u":"a@b","c":"d"}""")]
    [InlineData("""{"v":1,"e":"f","u":"a@b","c":"d","i":"x","f":"Unheard"}""")]
    [InlineData("""{"v":1,"e":"m","u":"a@b","c":"d","t":-5}""")]
    public void What_is_damaged_is_a_JSON_error(string json) =>
        Assert.Throws<JsonException>(() => EventJson.Deserialize(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Mutations_give_an_event_or_a_JSON_error()
    {
        var random = new Random(4711);
        var original = EventJson.Serialize(Create(
            0, ("a", "b", "c", "d"), ("e", "f", "g", "h"), MessageKind.Notice, FailureCondition.NotAllowed, DateTimeOffset.UnixEpoch));
        var failures = 0;
        for (var round = 0; round < 4_000; round++)
        {
            var mutant = (byte[])original.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.NotNull(EventJson.Deserialize(mutant.AsSpan(0, random.Next(2) == 0 ? mutant.Length : random.Next(mutant.Length))));
            }
            catch (JsonException)
            {
                failures++;
            }
        }

        Assert.InRange(failures, 1, 3_999);
    }

    private static bool Keeps(RichText text)
    {
        var message = new Message
        {
            User = Jid.Parse("alice@localhost"),
            Contact = new RemoteContact(new RemoteUserId("b"), "b"),
            Timestamp = DateTimeOffset.UnixEpoch,
            Body = text,
        };
        return EventJson.Deserialize(EventJson.Serialize(message)) == message;
    }

    private static GatewayEvent Create(
        int which, (string, string, string, string) text, (string?, string?, string?, string?) optional, MessageKind kind,
        FailureCondition condition, DateTimeOffset at)
    {
        var user = Jid.Parse("alice@localhost");
        var contact = new RemoteContact(new RemoteUserId(text.Item1), text.Item2, optional.Item1) { IsRoom = kind == MessageKind.Notice };
        var id = optional.Item2 is null ? (RemoteMessageId?)null : new RemoteMessageId(optional.Item2);
        return which switch
        {
            0 => new Message
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Body = new RichText(text.Item3),
                Kind = kind,
                Subject = optional.Item3,
                Thread = optional.Item4,
                Id = id,
                ReplyTo = id,
                Answered = optional.Item2 is null ? null : new RichText("what was asked"),
                ByUser = kind == MessageKind.Notice,
                Attachments = optional.Item1 is null ? [] : [File(text.Item1, optional), File(text.Item2, optional) with { Thumbnail = File("t", optional) }],
                Remarks = optional.Item2 is null ? [] : [new LocalText(text.Item1, text.Item2), LocalText.Same(text.Item3)],
                Whole = optional.Item3 is null ? null : File(text.Item4, optional),
            },
            1 => new ContactRequest { User = user, Contact = contact, Timestamp = at },
            2 => new DeliveryFailure
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Failed = new RemoteMessageId(text.Item3),
                OnlyIfKnown = optional.Item3 is null,
                DeliveryId = optional.Item3,
                Condition = condition,
                Reason = new(text.Item4, text.Item1),
            },
            3 => new Undeliverable { User = user, Contact = contact, Timestamp = at, Failed = id, Condition = condition, Reason = text.Item4 },
            4 => new Edit { User = user, Contact = contact, Timestamp = at, Target = new RemoteMessageId(text.Item3), Body = new RichText(text.Item4), Id = id },
            5 => new Retraction { User = user, Contact = contact, Timestamp = at, Target = new RemoteMessageId(text.Item3), Reason = optional.Item3 },
            6 => new Reactions { User = user, Contact = contact, Timestamp = at, Target = new RemoteMessageId(text.Item3), Emoji = [text.Item1, text.Item2] },
            7 => new Displayed { User = user, Contact = contact, Timestamp = at, UpTo = new RemoteMessageId(text.Item3), ByUser = true },
            8 => new RoomInvitation { User = user, Contact = contact, Timestamp = at, Room = new RoomAddress(text.Item3), Reason = optional.Item3, IsAwaited = optional.Item3 is null },
            9 => new RoomRefusal { User = user, Contact = contact, Timestamp = at, Room = new RoomAddress(text.Item3), Reason = optional.Item3, IsBan = optional.Item3 is null },
            _ => new Receipt { User = user, Contact = contact, Timestamp = at, For = new RemoteMessageId(text.Item3) },
        };
    }

    private static AttachedFile File(string text, (string?, string?, string?, string?) optional) => new(text, text + ".png", "image/png")
    {
        Size = optional.Item2?.Length,
        Sha256 = optional.Item2,
        Dimensions = optional.Item3 is null ? null : (640, 480),
        Duration = optional.Item4 is null ? null : TimeSpan.FromSeconds(1.5),
        Description = optional.Item4,
        IsVoice = optional.Item1 is not null,
    };
}
