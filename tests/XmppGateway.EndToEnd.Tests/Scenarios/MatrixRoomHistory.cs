using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What happened in rooms of Matrix while nobody of ours was there, as the archive tells it afterwards.</summary>
public abstract class MatrixRoomHistory(Bridge bridge) : MatrixScenarios
{
    private static readonly XNamespace Mam = "urn:xmpp:mam:2";
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    private static int _last;

    [Fact]
    public async Task What_was_edited_deleted_and_reacted_to_in_an_absence_is_so_in_the_archive()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        var wrong = await Mia.SendAsync(matrix, "helo");
        var secret = await Mia.SendAsync(matrix, "a secret");
        await room.MessageAsync("a secret");
        await room.LeaveAsync();
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == AliceInMatrix && (string?)e.Content["membership"] == "leave", "alice leaves");

        await EditAsync(matrix, wrong, "hello");
        await Mia.RedactAsync(matrix, secret, "not for you");
        var late = await Mia.SendAsync(matrix, "nwe");
        await EditAsync(matrix, late, "new");
        await Mia.RedactAsync(matrix, await Mia.SendAsync(matrix, "said and deleted"), "oops");
        await Mia.SendEventAsync(matrix, "m.reaction", new JsonObject
        {
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = wrong, ["key"] = "🎉" },
        });
        await room.EnterAsync();
        var archived = await ArchiveAsync(room);

        var texts = archived.Select(message => message.Element(XmppUser.Client + "body")?.Value).ToList();
        Assert.DoesNotContain("a secret", texts);
        Assert.DoesNotContain("said and deleted", texts);
        Assert.Equal(wrong, archived.Single(message => message.Element(XmppUser.Client + "body")?.Value == "hello").Element(Xeps.Correct + "replace")?.Attribute("id")?.Value);
        Assert.DoesNotContain("nwe", texts);
        Assert.Contains("new", texts);
        Assert.Contains(archived, message => message.Element(Xeps.Reactions + "reactions")?.Attribute("id")?.Value == wrong);
    }

    [Fact]
    public async Task A_room_for_those_present_shows_nothing_from_before_they_came()
    {
        var (matrix, room) = await RoomAsync(new JsonObject
        {
            ["initial_state"] = new JsonArray(new JsonObject
            {
                ["type"] = "m.room.history_visibility",
                ["state_key"] = "",
                ["content"] = new JsonObject { ["history_visibility"] = "joined" },
            }),
        });
        var before = await Mia.SendAsync(matrix, "before she came");
        await EditAsync(matrix, before, "before she came, edited");
        var came = await room.EnterAsync();
        await Mia.SendAsync(matrix, "after she came");
        await room.MessageAsync("after she came");

        var texts = (await ArchiveAsync(room)).Select(message => message.Element(XmppUser.Client + "body")?.Value).ToList();
        Assert.DoesNotContain(came.Select(s => s.Text()).Concat(texts), text => text?.StartsWith("before", StringComparison.Ordinal) == true);
        Assert.Contains("after she came", texts);
    }

    private Task<JsonNode> EditAsync(string matrix, string target, string text) => Mia.SendEventAsync(matrix, "m.room.message", new JsonObject
    {
        ["msgtype"] = "m.text",
        ["body"] = "* " + text,
        ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = text },
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = target },
    });

    /// <summary>The newest messages of a room's archive, as they were forwarded.</summary>
    private async Task<IReadOnlyList<XElement>> ArchiveAsync(Room room)
    {
        var query = $"history{Environment.ProcessId}-{Interlocked.Increment(ref _last)}";
        var answer = await bridge.Alice.AskAsync(room.Address, "set", new XElement(
            Mam + "query", new XAttribute("queryid", query), new XElement(Rsm + "set", new XElement(Rsm + "max", 50), new XElement(Rsm + "before"))));
        Assert.Equal("result", answer.Type());
        return
        [
            .. bridge.Alice.Received.Snapshot().Select(s => s.Element(Mam + "result")).Where(result => result?.Attribute("queryid")?.Value == query)
                .Select(result => result!.Descendants(XmppUser.Client + "message").Single()),
        ];
    }

    private async Task<(string Matrix, Room Room)> RoomAsync(JsonObject? with = null)
    {
        var name = $"history{Environment.ProcessId}-{Interlocked.Increment(ref _last)}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await Mia.CreateRoomAsync(name, with);
        return (matrix, new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice"));
    }
}

[Collection<OnProsody>]
public sealed class MatrixRoomHistoryOnProsody(ProsodyBridge bridge) : MatrixRoomHistory(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixRoomHistoryOnEjabberd(EjabberdBridge bridge) : MatrixRoomHistory(bridge);
