using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What scenarios with multi-user chats of the XMPP server have in common: Mia on Matrix, and rooms with alice in them.</summary>
public abstract class PortalScenarios(Bridge bridge) : IAsyncLifetime
{
    private static int _last;

    private protected Bridge Bridge => bridge;

    private protected MatrixUser Mia { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        Mia = await MatrixUser.LoginAsync("mia");
    }

    public async ValueTask DisposeAsync()
    {
        if (Mia is not null)
            await Mia.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>XEP-0050: runs a command of one form; returns its last answer.</summary>
    private protected static async Task<XElement> RunAsync(XmppUser user, string node, params (string Name, string Value)[] fields)
    {
        var first = await user.AskAsync("matrix.localhost", "set", new XElement(Xeps.Commands + "command", new XAttribute("node", node), new XAttribute("action", "execute")));
        var begun = first.Element(Xeps.Commands + "command")!;
        if (fields.Length == 0)
            return begun;
        var answer = await user.AskAsync("matrix.localhost", "set", new XElement(
            Xeps.Commands + "command",
            new XAttribute("node", node),
            new XAttribute("sessionid", begun.Attribute("sessionid")!.Value),
            new XAttribute("action", "complete"),
            new XElement(
                Xeps.Form + "x",
                new XAttribute("type", "submit"),
                fields.Select(f => new XElement(Xeps.Form + "field", new XAttribute("var", f.Name), new XElement(Xeps.Form + "value", f.Value))))));
        return answer.Element(Xeps.Commands + "command")!;
    }

    /// <summary>The admin of the gateway may decide about the room, and the gateway may see it: alice makes both admins of it, and the admin comes in.</summary>
    private protected static async Task GrantAsync(Room room, XmppUser admin)
    {
        foreach (var jid in new[] { "matrix.localhost", admin.BareJid })
        {
            var granted = await room.OrderAsync(("jid", jid), ("affiliation", "admin"));
            Assert.False(granted.IsError(), granted.ToString());
        }

        await new Room(admin, room.Address, "the admin").EnterAsync();
    }

    /// <summary>A room of Mia's, connected with this one by carol; Mia may do everything in hers.</summary>
    private protected async Task<string> PlumbAsync(Room room, XmppUser carol, string name)
    {
        var matrix = await Mia.CreateRoomAsync(name);
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]!["@xmppbot:matrix.test"] = 50;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        await GrantAsync(room, carol);
        var done = await RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
        Assert.Equal("completed", done.Attribute("status")?.Value);
        await room.PresenceAsync("mia");
        return matrix;
    }

    private protected string NewName(string what) => $"{what}-{bridge.Server}-{Environment.ProcessId}".ToLowerInvariant();

    private protected static string GhostOf(Room room, string nick) =>
        "@_xmpp_" + (room.Address + "/" + nick).Replace("@", "=40", StringComparison.Ordinal) + ":matrix.test";

    private protected async Task<string> JoinAsync(Room room)
    {
        var joined = await Mia.JoinAsync("#_xmpp_" + room.Address.Replace("@", "=40", StringComparison.Ordinal) + ":matrix.test");
        return (string)joined["room_id"]!;
    }

    /// <summary>A room for everybody, with alice in it.</summary>
    private protected async Task<Room> RoomAsync(params (string Name, string Value)[] options)
    {
        var room = new Room(bridge.Alice, $"portal{Interlocked.Increment(ref _last)}-{bridge.Server}@conference.localhost", "alice");
        await room.EnterAsync();
        await bridge.Alice.AskAsync(room.Address, "set", new XElement(
            Room.MucOwner + "query",
            new XElement(
                Xeps.Form + "x",
                new XAttribute("type", "submit"),
                options.Length == 0 ? null : options.Prepend(("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig")).Select(option => new XElement(
                    Xeps.Form + "field", new XAttribute("var", option.Item1), new XElement(Xeps.Form + "value", option.Item2))))));
        return room;
    }
}
