using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0486: pictures of rooms.</summary>
public sealed class RoomPictureTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly byte[] OtherPng = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 9];
    private int _opened;

    [Fact]
    public async Task A_picture_that_is_not_known_yet_is_told_when_it_is()
    {
        await using var rooms = await WithPictureAsync();
        Assert.DoesNotContain(await rooms.EnterAsync(Phone), stanza => VCardUpdate.Find(stanza) is not null);

        await rooms.Parts.Pictures.Work.DrainAsync();

        var told = rooms.Link.TakeSent();
        Assert.Equal(["+room", "room 104"], Lines(told, Phone));
        Assert.Equal((Garden, Hash(Png)), (told[0].From, VCardUpdate.Find(told[0])));
    }

    [Fact]
    public async Task Who_comes_in_later_sees_it_after_themselves_and_the_network_is_not_asked_again()
    {
        await using var rooms = await KnownAsync();

        var lines = Lines(await rooms.EnterAsync(Carol, "carol"), Carol);
        await rooms.Parts.Pictures.Work.DrainAsync();
        await rooms.RestartAsync();
        await rooms.EnterAsync(Phone);

        Assert.Equal(["+carol 100 110", "+room", "="], lines.Skip(lines.Count - 3));
        Assert.Equal(1, _opened);
    }

    [Fact]
    public async Task Everybody_hears_of_another_picture_and_of_none()
    {
        await using var rooms = await KnownAsync();
        var change = new RoomStateChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() };
        foreach (var (picture, hash) in new[] { (Of("p2", OtherPng), Hash(OtherPng)), ((Avatar?)null, "") })
        {
            rooms.Room.State = rooms.Room.State with { Avatar = picture };
            Assert.Empty(await rooms.HappensAsync(change));
            await rooms.Parts.Pictures.Work.DrainAsync();

            var told = rooms.Link.TakeSent();
            Assert.Equal(["+room", "room 104"], Lines(told));
            Assert.Equal(hash, VCardUpdate.Find(told[0]));
        }
    }

    [Fact]
    public async Task Vcard_and_disco_have_the_picture()
    {
        await using var rooms = await KnownAsync();

        var card = VCardTemp.Find(Assert.Single(await rooms.ReceiveAsync(rooms.Ask(Phone, VCardTemp.Request()))), 1024)!;
        var info = DataForm.Find((await rooms.ReceiveAsync(rooms.Ask(Phone, DiscoInfo.Request()))).Single().Payloads.Single())!;

        Assert.Equal(("garden", "image/png"), (card.FullName, card.Photo!.MediaType));
        Assert.Equal(Png, card.Photo.Content.ToArray());
        Assert.Equal([Hash(Png)], info.Values("muc#roominfo_avatarhash")!);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_shown_is_none()
    {
        await using var rooms = await StartAsync();
        rooms.Room.State = rooms.Room.State with { Avatar = Of("p1", [1, 2, 3]) };
        await rooms.EnterAsync(Phone);
        await rooms.Parts.Pictures.Work.DrainAsync();

        Assert.Empty(rooms.Link.TakeSent());
        Assert.Null(VCardTemp.Find(Assert.Single(await rooms.ReceiveAsync(rooms.Ask(Phone, VCardTemp.Request()))), 1024)!.Photo);
    }

    [Fact]
    public async Task An_owner_sets_the_picture_and_takes_it_away()
    {
        await using var rooms = await StartAsync();
        rooms.Room.RankOfNew = RoomRank.Owner;
        await rooms.EnterAsync(Phone);

        Assert.Equal(["result"], Lines(await rooms.ReceiveAsync(rooms.Ask(Phone, Card(Png), "set"))));
        Assert.Equal(["result"], Lines(await rooms.ReceiveAsync(rooms.Ask(Phone, VCardTemp.Request(), "set"))));

        var set = Assert.IsType<RoomChange.Photo>(rooms.Remote.Changes[0]).Picture!;
        Assert.Equal("image/png", set.MediaType);
        Assert.Equal(Png, set.Content.ToArray());
        Assert.Equal(new RoomChange.Photo(null), rooms.Remote.Changes[1]);
    }

    [Fact]
    public async Task A_picture_that_is_none_or_too_large_takes_none_away()
    {
        await using var rooms = await StartAsync();
        rooms.Room.RankOfNew = RoomRank.Owner;
        await rooms.EnterAsync(Phone);
        var broken = Card(Png);
        broken.Descendants(Namespaces.VCardTemp + "BINVAL").Single().Value = "?!";

        foreach (var card in new[] { Card([1, 2, 3]), Card([.. Png, .. new byte[2000]]), broken })
        {
            Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(rooms.Ask(Phone, card, "set"))).Condition);
        }

        Assert.Empty(rooms.Remote.Changes);
    }

    [Fact]
    public async Task Who_is_no_owner_sets_nothing_and_a_refusal_has_the_words_of_the_network()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(rooms.Ask(Phone, Card(Png), "set"))).Condition);
        await rooms.HappensAsync(rooms.Changed(new RoomMember(Self(Phone), RoomRank.Owner)));
        rooms.Remote.ChangeAnswer = new RoomAnswer.Refused("Too many pictures.", FailureCondition.PolicyViolation);

        var refused = await rooms.RefusalOfAsync(rooms.Ask(Phone, Card(Png), "set"));

        Assert.Equal((StanzaConditions.PolicyViolation, "Too many pictures."), (refused.Condition, refused.Text));
    }

    [Fact]
    public async Task Nobody_learns_what_a_room_looks_like_in_which_nobody_has_been()
    {
        await using var rooms = await StartAsync();

        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(rooms.Ask(Phone, VCardTemp.Request()))).Condition);
    }

    private static XElement Card(byte[] content) =>
        VCardTemp.Create(new PersonalDetails(null) { Photo = new PersonalPhoto("image/png", content) });

    private static string Hash(byte[] content) => XmppGateway.Profiles.Pictures.Read(content, 1024)!.Hash;

    private Avatar Of(string id, byte[] content) => new(id, _ =>
    {
        _opened++;
        return ValueTask.FromResult<Picture?>(new Picture(content, "image/whatever"));
    });

    private async Task<RoomsUnderTest> WithPictureAsync()
    {
        var rooms = await StartAsync();
        rooms.Room.State = rooms.Room.State with { Avatar = Of("p1", Png) };
        return rooms;
    }

    /// <summary>Alice is in the room and has been told of its picture.</summary>
    private async Task<RoomsUnderTest> KnownAsync()
    {
        var rooms = await WithPictureAsync();
        await rooms.EnterAsync(Phone);
        await rooms.Parts.Pictures.Work.DrainAsync();
        rooms.Link.TakeSent();
        return rooms;
    }
}
