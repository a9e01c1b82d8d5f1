using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Things in rooms of Matrix that happen at the same moment, and messages that are more than one stanza.</summary>
public abstract class MatrixRoomMoments(Bridge bridge) : MatrixScenarios
{
    private static readonly XNamespace Mam = "urn:xmpp:mam:2";
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    private static int _last;

    [Fact]
    public async Task What_is_said_while_somebody_enters_reaches_them_once_and_is_once_in_the_archive()
    {
        var (matrix, name) = await RoomAsync();
        var room = new Room(bridge.Alice, name, "alice");
        var texts = Enumerable.Range(0, 20).Select(number => $"meanwhile {number} in {matrix}").ToList();

        await room.KnockAsync();
        foreach (var text in texts)
        {
            await Mia.SendAsync(matrix, text);
        }

        await room.MessageAsync(texts[^1]);
        var heard = bridge.Alice.Received.Snapshot().Where(s => s.BareFrom() == name && s.Type() == "groupchat").Select(s => s.Text()).OfType<string>().ToList();
        Assert.Equal(texts, heard.Where(text => text.StartsWith("meanwhile", StringComparison.Ordinal)));
        var archived = (await ArchiveAsync(bridge.Alice, name, 50)).Select(item => item.Text).OfType<string>();
        Assert.Equal(texts, archived.Where(text => text.StartsWith("meanwhile", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_stanza_of_a_message_is_found_once_in_the_archive_however_small_its_pages()
    {
        var (matrix, name) = await RoomAsync();
        var room = new Room(bridge.Alice, name, "alice");
        await room.EnterAsync();
        var uri = await Mia.UploadAsync("cat.txt", "text/plain", "meow"u8.ToArray());
        var before = bridge.Alice.Received.Count;

        await Mia.SendEventAsync(matrix, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.file",
            ["body"] = $"the cat of {matrix}",
            ["filename"] = "cat.txt",
            ["url"] = uri,
            ["info"] = new JsonObject { ["mimetype"] = "text/plain", ["size"] = 4 },
        });
        await Mia.SendAsync(matrix, $"that was it, {matrix}");
        await room.MessageAsync($"that was it, {matrix}");

        var heard = bridge.Alice.Received.Snapshot().Skip(before).Where(s => s.BareFrom() == name && s.Type() == "groupchat" && s.Text() is not null)
            .Select(s => (Room.IdOf(s), s.Text())).ToList();
        Assert.Equal(3, heard.Count);
        Assert.Equal(heard, await ArchiveAsync(bridge.Alice, name, 1));
        Assert.Equal(heard, await ArchiveAsync(bridge.Alice, name, 2));
    }

    [Fact]
    public async Task A_user_who_leaves_with_one_client_as_another_one_enters_is_in_the_room()
    {
        var (matrix, name) = await RoomAsync();
        await using var laptop = await XmppUser.LoginAsync(bridge.Server, "alice", "laptop");
        await using var tablet = await XmppUser.LoginAsync(bridge.Server, "alice", "tablet");
        var (one, other) = (new Room(laptop, name, "alice"), new Room(tablet, name, "alice"));
        await one.EnterAsync();

        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(one.LeaveAsync(), other.EnterAsync());
            await other.SayAsync($"round {round} in {matrix}");
            await Mia.MessageAsync($"round {round} in {matrix}");
            (one, other) = (other, one);
        }

        await Mia.SendAsync(matrix, $"still there, {matrix}?");
        await one.MessageAsync($"still there, {matrix}?");
        Assert.False((await one.PingAsync()).IsError());
    }

    /// <summary>What is in a room's archive, read in pages of this size from the beginning: the id and text of each that has one.</summary>
    private static async Task<IReadOnlyList<(string Id, string? Text)>> ArchiveAsync(XmppUser user, string room, int size)
    {
        var all = new List<(string, string?)>();
        for (string? after = null; ;)
        {
            var query = $"moments{Environment.ProcessId}-{Interlocked.Increment(ref _last)}";
            var answer = await user.AskAsync(room, "set", new XElement(
                Mam + "query",
                new XAttribute("queryid", query),
                new XElement(Rsm + "set", new XElement(Rsm + "max", size), after is null ? null : new XElement(Rsm + "after", after))));
            Assert.Equal("result", answer.Type());
            all.AddRange(
                from stanza in user.Received.Snapshot()
                let result = stanza.Element(Mam + "result")
                where result?.Attribute("queryid")?.Value == query
                let text = result.Descendants(XmppUser.Client + "body").FirstOrDefault()?.Value
                where text is not null
                select (result.Attribute("id")!.Value, (string?)text));
            var end = answer.Element(Mam + "fin")!;
            after = end.Element(Rsm + "set")?.Element(Rsm + "last")?.Value;
            if (end.Attribute("complete")?.Value == "true" || after is null)
                return all;
        }
    }

    private async Task<(string Matrix, string Name)> RoomAsync()
    {
        var name = $"moment{Environment.ProcessId}-{Interlocked.Increment(ref _last)}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        return (await Mia.CreateRoomAsync(name), $"#{name}\\3amatrix.test@matrix.localhost");
    }
}

[Collection<OnProsody>]
public sealed class MatrixRoomMomentsOnProsody(ProsodyBridge bridge) : MatrixRoomMoments(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixRoomMomentsOnEjabberd(EjabberdBridge bridge) : MatrixRoomMoments(bridge);
