using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

public sealed partial class RoomPeopleTests
{
    [Fact]
    public async Task Disco_says_what_the_room_can_and_is()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true, IsModerated = true, IsPublic = false };
        await rooms.HappensAsync(new RoomStateChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() });

        var info = (await rooms.ReceiveAsync(rooms.Ask(Phone, new DiscoInfo([], []).ToElement()))).Single().Payloads.Single();
        var features = info.Elements().Select(each => each.Attribute("var")?.Value).Where(each => each is not null).ToList();

        Assert.Superset(
            new HashSet<string?>
            {
                "http://jabber.org/protocol/muc", "urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "urn:xmpp:sid:0", "urn:xmpp:occupant-id:0",
                "urn:xmpp:message-moderate:1", "urn:xmpp:message-retract:1", "vcard-temp", "urn:xmpp:hats:0", "muc_persistent",
                "http://jabber.org/protocol/muc#self-ping-optimization", "muc_membersonly", "muc_moderated", "muc_hidden", "muc_nonanonymous",
            },
            features.ToHashSet());
        Assert.DoesNotContain("muc_open", features);
        Assert.Equal(features.Order(StringComparer.Ordinal), features);
        Assert.Equal("conference", info.Elements().First().Attribute("category")!.Value);
    }

    [Fact]
    public void Of_a_room_that_nobody_has_seen_nothing_is_said_of_who_may_come_in() =>
        Assert.DoesNotContain(
            RoomInfo.Of("#garden:matrix.test", null, null, null, true).Features, feature => feature is "muc_open" or "muc_public" or "muc_unmoderated");

    [Fact]
    public async Task Disco_promises_no_moderation_where_nobody_has_that_power()
    {
        await using var rooms = await InsideAsync();
        rooms.Remote.HasModeration = false;

        var info = (await rooms.ReceiveAsync(rooms.Ask(Phone, new DiscoInfo([], []).ToElement()))).Single().Payloads.Single();

        Assert.DoesNotContain(info.Elements(), each => each.Attribute("var")?.Value.StartsWith("urn:xmpp:message-moderate", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_form_of_disco_says_what_the_room_is_about_and_whom_to_ask()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.Put(new RoomMember(Who(Mia, "Mia"), RoomRank.Owner));
        rooms.Room.State = rooms.Room.State with { Subject = new RoomSubject("Roses"), EverybodySetsSubject = false };
        await rooms.EnterAsync(Phone);

        var form = DataForm.Find((await rooms.ReceiveAsync(rooms.Ask(Phone, DiscoInfo.Request()))).Single().Payloads.Single())!;

        Assert.Equal(
            [
                ("FORM_TYPE", "http://jabber.org/protocol/muc#roominfo"), ("muc#roominfo_description", "Roses"), ("muc#roominfo_subject", "Roses"),
                ("muc#roominfo_occupants", "3"), ("muc#roominfo_changesubject", "0"), ("muc#roominfo_contactjid", @"mia\40remote.test@rooms.test"),
            ],
            form.Fields.Select(field => (field.Var!, field.Values.Single())));
    }

    [Fact]
    public async Task Of_a_room_that_is_not_there_nothing_is_told()
    {
        await using var rooms = await InsideAsync();
        foreach (var nowhere in (string[])["#nowhere@rooms.test", "r-" + new string('a', 32) + "@rooms.test"])
        {
            foreach (var payload in (System.Xml.Linq.XElement[])[DiscoInfo.Request(), new DiscoItems([]).ToElement(), Ping.Request(Phone, Garden, "p").Payloads[0]])
            {
                Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(rooms.Ask(Phone, payload, to: Jid.Parse(nowhere)))).Condition);
            }
        }
    }

    [Fact]
    public async Task Of_a_room_that_nobody_has_entered_nothing_is_promised_and_it_can_be_entered()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var info = (await rooms.ReceiveAsync(rooms.Ask(Phone, DiscoInfo.Request()))).Single().Render();

        Assert.Contains("http://jabber.org/protocol/muc", info, StringComparison.Ordinal);
        Assert.DoesNotContain("muc_open", info, StringComparison.Ordinal);
        Assert.Equal("result", (await rooms.ReceiveAsync(rooms.Ask(Phone, Ping.Request(Phone, Garden, "p").Payloads[0]))).Single().Type);
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone)));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public async Task Who_does_not_belong_to_a_closed_and_hidden_room_learns_nothing_of_it(bool isMembersOnly, bool isPublic, bool isTold)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.State = rooms.Room.State with { Name = "Secret", IsMembersOnly = isMembersOnly, IsPublic = isPublic };
        await rooms.EnterAsync(Phone);

        var info = (await rooms.ReceiveAsync(rooms.Ask(Carol, DiscoInfo.Request()))).Single().Render();

        Assert.Equal(isTold, info.Contains("Secret", StringComparison.Ordinal));
        Assert.Equal(isTold, info.Contains("jabber:x:data", StringComparison.Ordinal));
    }
}
