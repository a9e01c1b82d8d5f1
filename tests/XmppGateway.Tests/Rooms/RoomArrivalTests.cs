using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>The network's history has what was said already, while the event is still on its way: it comes once, in its order, and everybody sees it.</summary>
public sealed class RoomArrivalTests
{
    private static readonly XNamespace Paging = "http://jabber.org/protocol/rsm";

    [Fact]
    public async Task What_is_on_its_way_while_somebody_scrolls_back_comes_after_what_is_known()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        await HearAsync(rooms, "$2");
        Say(rooms, "$3", "$2", "$1");

        Assert.Equal(["$1", "$2"], await ArchiveAsync(rooms));

        Assert.Equal(["Mia: $3"], Lines(await rooms.HappensAsync(At(rooms, "$3")), Phone));
        Assert.Equal(["$1", "$2", "$3"], await ArchiveAsync(rooms));
    }

    /// <summary>Who says something is shown by its reflection that it was taken.</summary>
    [Fact]
    public async Task What_one_of_ours_has_just_said_is_reflected_although_the_history_has_it()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        await rooms.ReceiveAsync(Write(Phone, "hello"));
        rooms.Room.Past.Add(rooms.Said("$1", "hello", ScriptedRooms.IdentityOf(Phone).Value));
        await rooms.EnterAsync(Desk);

        var sent = await rooms.DeliveredAsync("$1");

        Assert.Equal(["alice: hello"], Lines(sent, Phone));
        Assert.Empty(Lines(sent, Desk));
    }

    [Fact]
    public async Task What_is_on_its_way_after_an_absence_is_put_behind_what_came_before_it()
    {
        await using var rooms = await InsideAsync();
        await HearAsync(rooms, "$1");
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Remote.TellsHistory = false;
        await rooms.EnterAsync(Phone);
        await HearAsync(rooms, "$3");
        rooms.Remote.TellsHistory = true;
        Say(rooms, "$4", "$3", "$2", "$1");

        Assert.Equal(["$1", "$2", "$3"], await ArchiveAsync(rooms));

        Assert.Equal(["Mia: $4"], Lines(await rooms.HappensAsync(At(rooms, "$4")), Phone));
        Assert.Equal(["$1", "$2", "$3", "$4"], await ArchiveAsync(rooms));
    }

    /// <summary>Nothing is known by which to tell what is the past and what is on its way: it is both.</summary>
    [Fact]
    public async Task What_is_on_its_way_when_the_first_page_is_read_is_shown_to_those_who_have_not_seen_it()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        Say(rooms, "$2", "$1");
        Assert.Equal(["Mia: $1 (delayed)", "Mia: $2 (delayed)"], Words(await rooms.EnterAsync(Carol, "carol"), Carol));

        var sent = await rooms.HappensAsync(At(rooms, "$2"));

        Assert.Equal(["Mia: $2"], Lines(sent, Phone));
        Assert.Empty(Lines(sent, Carol));
        Assert.Empty(await rooms.HappensAsync(At(rooms, "$2")));
        Assert.Equal(["$1", "$2"], await ArchiveAsync(rooms));
    }

    /// <summary>What was archived is not in the history any more: then only the times tell.</summary>
    [Fact]
    public async Task A_past_of_which_nothing_is_known_is_taken_up_to_the_time_of_what_is()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        await HearAsync(rooms, "$2");
        Say(rooms, "$3", "$1");

        Assert.Equal(["$1", "$2"], await ArchiveAsync(rooms));
    }

    private static async Task HearAsync(RoomsUnderTest rooms, string id) => await rooms.HappensAsync(At(rooms, id));

    private static void Say(RoomsUnderTest rooms, params string[] newestFirst) =>
        rooms.Room.Past.AddRange(newestFirst.Select(id => At(rooms, id)));

    /// <summary>Said at the second that its id names.</summary>
    private static RoomMessage At(RoomsUnderTest rooms, string id) =>
        rooms.Said(id, id) with { Timestamp = rooms.Time.GetUtcNow().AddSeconds(id[1] - '9') };

    private static IEnumerable<string> Words(IEnumerable<Stanza> sent, Jid client) =>
        Lines(sent, client).Where(line => line.StartsWith("Mia:", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> ArchiveAsync(RoomsUnderTest rooms)
    {
        var query = rooms.Ask(Phone, new XElement(Namespaces.Archive + "query", new XElement(Paging + "set", new XElement(Paging + "before"))), "set");
        var sent = await rooms.ReceiveAsync(query);
        return [.. sent.Take(sent.Count - 1).Select(stanza => stanza.Payloads.Single().Attribute("id")!.Value)];
    }
}
