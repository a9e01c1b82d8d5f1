using System.Text;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class RoomEventJsonTests
{
    private static readonly RemoteRoomId Room = new("!Room:example.org");
    private static readonly RemoteContact Mia = new(new RemoteUserId("@mia:example.org"), "@mia:example.org", "Mia 🐱");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 9, 30, 0, TimeSpan.FromHours(1));

    public static TheoryData<RoomEvent> Events { get; } = new(new RoomEvent[]
    {
        new RoomMessage
        {
            Room = Room,
            By = Mia,
            Timestamp = At,
            Body = RichText.Of(new RichBlock.Paragraph([new RichInline.Strong([new RichInline.Text("hello")])])),
            Id = new RemoteMessageId("$One"),
            Attachments = [new AttachedFile("mxc://a/b", "cat.png", "image/png") { Size = 7 }],
            Kind = MessageKind.Notice,
            Thread = "$Root",
            ReplyTo = new RemoteMessageId("$Zero"),
            StanzaId = "s1",
            Remarks = [new LocalText("large", "groß")],
            Whole = new AttachedFile("kept", "mail.html", "text/html"),
        },
        new RoomMessage { Room = Room, By = Mia, Timestamp = At, Body = new RichText("plain"), Id = new RemoteMessageId("$Two"), Audience = RoomAudience.Present },
        new RoomEdit { Room = Room, By = Mia, Timestamp = At, Target = new RemoteMessageId("$One"), Body = new RichText("new"), Id = new RemoteMessageId("$E") },
        new RoomRetraction { Room = Room, By = Mia, Timestamp = At, Target = new RemoteMessageId("$One"), Reason = "spam", Stanzas = 3 },
        new RoomReactions { Room = Room, By = Mia, Timestamp = At, Target = new RemoteMessageId("$One"), Emoji = ["👍", "🎉"] },
        new RoomReactions { Room = Room, By = Mia, Timestamp = At, Target = new RemoteMessageId("$One"), Emoji = [] },
        new RoomMemberChange
        {
            Room = Room,
            By = Mia,
            Timestamp = At,
            Member = new RoomMember(new RemoteContact(new RemoteUserId("@noah:example.org"), "@Noah:example.org", "Noah"), RoomRank.Administrator, false),
            Passage = RoomPassage.Removed,
            Reason = "noise",
        },
        new RoomMemberChange
        {
            Room = Room,
            By = Mia,
            Timestamp = At,
            Member = new RoomMember(Mia, RoomRank.Member) { Hats = [new RoomHat("bot", new LocalText("Bot", "Bot")), new RoomHat("creator", new LocalText("Creator", "Gründer"))] },
            Passage = RoomPassage.Present,
        },
        new RoomMemberChange
        {
            Room = Room,
            By = Mia,
            Timestamp = At,
            Member = new RoomMember(Mia, RoomRank.Guest),
            Passage = RoomPassage.Left,
            InvitedBy = Jid.Parse("alice@localhost"),
        },
        new RoomRanksChange { Room = Room, By = Mia, Timestamp = At },
        new RoomSubjectChange { Room = Room, By = Mia, Timestamp = At, Subject = new RoomSubject("Cats", Mia, At.ToUniversalTime()) },
        new RoomSubjectChange { Room = Room, By = Mia, Timestamp = At, Subject = RoomSubject.None },
        new RoomStateChange { Room = Room, By = Mia, Timestamp = At },
        new RoomEnd { Room = Room, By = Mia, Timestamp = At, Successor = new RoomAddress("#next:example.org"), Reason = "moved" },
        new RoomEnd { Room = Room, By = Mia, Timestamp = At, Successor = new RoomAddress("!next"), SuccessorAdmitsMembers = true },
        new RoomEnd { Room = Room, By = Mia, Timestamp = At, IsExclusion = true },
        new RoomEnd { Room = Room, By = Mia, Timestamp = At },
    });

    [Theory]
    [MemberData(nameof(Events))]
    public void What_was_written_is_read_again(RoomEvent what) => Assert.Equal(what, EventJson.DeserializeAny(EventJson.Serialize(what)));

    [Fact]
    public void Every_event_of_a_room_is_tried_here() => Assert.Equal(
        typeof(RoomEvent).Assembly.GetTypes().Where(type => type.BaseType == typeof(RoomEvent)).Select(type => type.Name).Order(),
        Events.Select(row => row.Data.GetType().Name).Distinct().Order());

    [Fact]
    public void It_is_not_taken_for_one_between_two_people() =>
        Assert.Throws<JsonException>(() => EventJson.Deserialize(EventJson.Serialize(new RoomStateChange { Room = Room, By = Mia, Timestamp = At })));

    [Theory]
    [InlineData("""{"v":1,"e":"room-m","rm":"!r:x","c":"@a:x","b":"no id"}""")]
    [InlineData("""{"v":1,"e":"room-m","c":"@a:x","i":"$1","b":"no room"}""")]
    [InlineData("""{"v":1,"e":"room-m","rm":"!r:x","i":"$1","b":"nobody"}""")]
    [InlineData("""{"v":1,"e":"room-p","rm":"!r:x","c":"@a:x","pa":"Left"}""")]
    [InlineData("""{"v":1,"e":"room-p","rm":"!r:x","c":"@a:x","mb":{"c":"@b:x","r":"King"},"pa":"Left"}""")]
    [InlineData("""{"v":1,"e":"room-p","rm":"!r:x","c":"@a:x","mb":{"c":"@b:x","r":"Owner"},"pa":"Vanished"}""")]
    [InlineData("""{"v":1,"e":"room-zzz","rm":"!r:x","c":"@a:x"}""")]
    [InlineData("""{"v":1,"e":"room-r","rm":"!r:x","c":"@a:x","au":3}""")]
    [InlineData("""{"v":1,"e":"room-","rm":"!r:x","c":"@a:x"}""")]
    public void What_is_damaged_is_refused(string json) =>
        Assert.Throws<JsonException>(() => EventJson.DeserializeAny(Encoding.UTF8.GetBytes(json)));
}
