using System.Globalization;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What is said in rooms, now and before.</summary>
public abstract class RoomTalk(ExampleBridge bridge)
{
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";

    [Fact]
    public async Task A_client_gets_as_much_of_the_past_as_it_wants()
    {
        var network = await bridge.Network.MakeRoomAsync("past", ("rosa", "Rosa", "owner"));
        var now = TimeProvider.System.GetUtcNow();
        for (var number = 0; number < 5; number++)
            await network.SayAsync("rosa", $"past {number}", now.AddHours(number - 5));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        Assert.Equal(["past 3", "past 4"], await PastAsync(("maxstanzas", "2")));
        Assert.Equal(["past 2", "past 3", "past 4"], await PastAsync(("since", now.AddHours(-3.5).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))));
        Assert.Equal(["past 4"], await PastAsync(("seconds", "5400")));
        Assert.Empty(await PastAsync(("maxchars", "0")));
        Assert.Equal(["past 0", "past 1", "past 2", "past 3", "past 4"], await PastAsync());

        async Task<IEnumerable<string>> PastAsync(params (string Name, string Value)[] history)
        {
            var came = await room.EnterAsync(new XElement(Room.Muc + "history", history.Select(one => new XAttribute(one.Name, one.Value))));
            var said = came.Where(s => s.Text() is not null).ToList();
            Assert.All(said, s => Assert.NotNull(s.Element(Xeps.Delay + "delay")));
            await room.LeaveAsync();
            return said.Select(s => s.Text()!);
        }
    }

    [Fact]
    public async Task The_archive_is_read_page_by_page()
    {
        var network = await bridge.Network.MakeRoomAsync("archive", ("rosa", "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        for (var number = 0; number < 7; number++)
            await network.SayAsync("rosa", $"page {number}");
        await room.MessageAsync("page 6");
        var first = await PageAsync(null);
        Assert.Equal(["page 0", "page 1", "page 2"], first.Texts);
        var second = await PageAsync(new XElement(Rsm + "after", first.Last));
        Assert.Equal(["page 3", "page 4", "page 5"], second.Texts);
        var third = await PageAsync(new XElement(Rsm + "after", second.Last));
        Assert.Equal(["page 6"], third.Texts);
        Assert.Equal((false, false, true), (first.IsComplete, second.IsComplete, third.IsComplete));
        Assert.Equal(["page 4", "page 5", "page 6"], (await PageAsync(new XElement(Rsm + "before"))).Texts);
        var unknown = await bridge.Alice.AskAsync(room.Address, "set", new XElement(
            Xeps.Archive + "query", new XElement(Rsm + "set", new XElement(Rsm + "max", 3), new XElement(Rsm + "after", "no such id"))));
        Assert.Equal("item-not-found", unknown.Condition());

        async Task<(List<string> Texts, string? Last, bool IsComplete)> PageAsync(XElement? where)
        {
            var id = XmppUser.NewId();
            var answer = await bridge.Alice.AskAsync(room.Address, "set", new XElement(
                Xeps.Archive + "query", new XAttribute("queryid", id), new XElement(Rsm + "set", new XElement(Rsm + "max", 3), where)));
            var results = bridge.Alice.Received.Snapshot().Select(s => s.Element(Xeps.Archive + "result")).Where(r => r?.Attribute("queryid")?.Value == id);
            return (
                [.. results.Select(r => r!.Descendants(XmppUser.Client + "body").Single().Value)],
                answer.Descendants(Rsm + "last").SingleOrDefault()?.Value,
                answer.Element(Xeps.Archive + "fin")?.Attribute("complete")?.Value == "true");
        }
    }

    [Fact]
    public async Task One_id_for_two_texts_is_two_messages_and_one_text_twice_is_one()
    {
        var network = await bridge.Network.MakeRoomAsync("ids", ("rosa", "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        foreach (var text in (string[])["first", "second", "first"])
            await room.SayAsync(text, "same");
        await room.SayAsync("end");
        await room.MessageAsync("end");
        var seen = network.Seen.Where(entry => (string?)entry["kind"] == "message").Select(entry => (string?)entry["text"]);
        Assert.Equal(["first", "second", "end"], seen);
        var heard = bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == network.Jid && s.Text() is not null).ToList();
        Assert.Equal(["first", "second", "end"], heard.Select(s => s.Text()));
        Assert.Equal(3, heard.Select(Room.IdOf).Distinct().Count());
    }

    [Fact]
    public async Task What_one_user_says_all_users_hear_in_one_order()
    {
        var network = await bridge.Network.MakeRoomAsync("order", ("rosa", "Rosa", "owner"));
        await using var moritz = await XmppUser.LoginAsync(bridge.Server, "moritz");
        var (alices, his) = (new Room(bridge.Alice, network.Jid, "alice"), new Room(moritz, network.Jid, "moritz"));
        await alices.EnterAsync();
        await his.EnterAsync();
        for (var number = 0; number < 10; number++)
        {
            await alices.SayAsync($"alice {number}");
            await his.SayAsync($"moritz {number}");
            await network.SayAsync("rosa", $"rosa {number}");
        }

        foreach (var room in (Room[])[alices, his])
        {
            foreach (var name in (string[])["alice 9", "moritz 9", "rosa 9"])
                await room.MessageAsync(name);
        }

        Assert.Equal(HeardBy(bridge.Alice), HeardBy(moritz));
        Assert.Equal(30, HeardBy(moritz).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"moritz {number}"), HeardBy(moritz).Where(text => text.StartsWith("moritz", StringComparison.Ordinal)));

        List<string> HeardBy(XmppUser user) => [.. user.Received.Snapshot().Where(s => s.BareFrom() == network.Jid && s.Text() is not null).Select(s => s.Text()!)];
    }

    [Fact]
    public async Task What_is_whispered_is_a_direct_chat_with_the_person()
    {
        var rosa = await bridge.Network.JoinAsync("whispered");
        var network = await bridge.Network.MakeRoomAsync("whispers", (rosa.Name, "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        await bridge.Alice.SayAsync(network.Jid + "/Rosa", "between us");
        await rosa.SeesTextAsync("between us");
        await rosa.SayAsync(bridge.Alice.BareJid, "only to you");
        Assert.Equal(rosa.Jid, (await bridge.Alice.MessageAsync("only to you")).BareFrom());
        Assert.Equal("item-not-found", (await bridge.Alice.ErrorAsync(await bridge.Alice.SayAsync(network.Jid + "/Nobody", "hello?"))).Condition());
        Assert.DoesNotContain(network.Seen, entry => (string?)entry["kind"] == "message");
    }
}

[Collection<ExampleOnProsody>]
public sealed class RoomTalkOnProsody(ProsodyExample bridge) : RoomTalk(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class RoomTalkOnEjabberd(EjabberdExample bridge) : RoomTalk(bridge);
