using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Who is banned on one side is so on the other, and is let back there, too.</summary>
public abstract class MatrixBans(Bridge bridge) : PortalScenarios(bridge)
{
    private const string AliceInMatrix = "@_xmpp_alice=40localhost:matrix.test";
    private const string NoahInMatrix = "@noah:matrix.test";

    [Fact]
    public async Task A_room_of_Matrix_takes_bans_of_XMPP_users_and_bans_them()
    {
        var name = NewName("bans");
        var matrix = await Mia.CreateRoomAsync(name);
        await using var noah = await MatrixUser.LoginAsync("noah");
        await noah.JoinAsync(matrix);
        var room = new Room(Bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice");
        await room.EnterAsync();
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]![AliceInMatrix] = 50;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        await room.PresenceAsync("alice", s => Room.ItemOf(s, "affiliation") == "admin");

        // By a user of XMPP, with the reason; and back.
        var jid = Room.ItemOf(await room.PresenceAsync("noah"), "jid")!.Split('/')[0];
        Assert.False((await room.OrderAsync("noise", ("jid", jid), ("affiliation", "outcast"))).IsError());
        var banned = await MemberAsync(matrix, NoahInMatrix, "ban");
        Assert.Equal((AliceInMatrix, "noise"), (banned.Sender, (string?)banned.Content["reason"]));
        Assert.Contains(301, Room.StatusesOf(await room.PresenceAsync("noah", s => s.Type() == "unavailable")));
        await Assert.ThrowsAsync<HttpRequestException>(() => noah.JoinAsync(matrix));
        Assert.False((await room.OrderAsync(("jid", jid), ("affiliation", "none"))).IsError());
        await noah.JoinAsync(matrix);

        // Of a user of XMPP, with the reason; and back.
        await Mia.ChangeMemberAsync(matrix, "ban", AliceInMatrix, "too loud");
        var out_ = await room.PresenceAsync("alice", s => s.Type() == "unavailable");
        Assert.Contains(301, Room.StatusesOf(out_));
        Assert.Contains("too loud", out_.ToString(), StringComparison.Ordinal);
        await room.KnockAsync();
        Assert.Equal("forbidden", (await room.RefusalAsync()).Condition());
        await Mia.ChangeMemberAsync(matrix, "unban", AliceInMatrix);
        await room.EnterAsync();
        await room.SayAsync($"back in {matrix}");
        await Mia.MessageAsync($"back in {matrix}");
    }

    [Fact]
    public async Task Whom_an_XMPP_room_bans_the_connected_room_bans_until_they_are_let_back()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("banned"));
        await using var noah = await MatrixUser.LoginAsync("noah");
        await noah.JoinAsync(matrix);
        var jid = Room.ItemOf(await room.PresenceAsync("noah"), "jid")!.Split('/')[0];

        await room.OrderAsync("noise", ("jid", jid), ("affiliation", "outcast"));
        var banned = await MemberAsync(matrix, NoahInMatrix, "ban");
        Assert.Equal("@xmppbot:matrix.test", banned.Sender);
        Assert.Contains("noise", (string?)banned.Content["reason"], StringComparison.Ordinal);

        // As a member: ejabberd makes visitors of those without a rank whose whole domain has one.
        var before = Mia.Timeline.Count;
        await room.OrderAsync(("jid", jid), ("affiliation", "member"));
        await MemberAsync(matrix, NoahInMatrix, "leave", before);
        await noah.JoinAsync(matrix);
        await noah.SendAsync(matrix, $"let back {room.Address}");
        await room.MessageAsync($"let back {room.Address}");
    }

    [Fact]
    public async Task Whom_the_connected_room_bans_an_XMPP_room_bans_where_its_author_may_until_they_are_let_back()
    {
        // With mod_privilege no order of a component reaches a room of ejabberd.
        Assert.SkipUnless(Bridge.Server == XmppServer.Prosody, "ejabberd does not route orders of components to its rooms");
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("orders"));
        await using var dora = await XmppUser.LoginAsync(Bridge.Server, "dora");
        var other = new Room(dora, room.Address, "dora");
        await other.EnterAsync();
        await Mia.JoinedAsync(matrix, GhostOf(room, "dora"));
        var mia = Room.ItemOf(await room.PresenceAsync("mia"), "jid")!.Split('/')[0];
        Assert.False((await room.OrderAsync(("jid", mia), ("affiliation", "admin"))).IsError());
        await room.PresenceAsync("mia", s => Room.ItemOf(s, "affiliation") == "admin");

        await Mia.ChangeMemberAsync(matrix, "ban", GhostOf(room, "dora"), "too loud");
        var gone = await other.PresenceAsync("dora", s => s.Type() == "unavailable");
        Assert.Contains(301, Room.StatusesOf(gone));
        Assert.Contains("too loud", gone.ToString(), StringComparison.Ordinal);

        await Mia.ChangeMemberAsync(matrix, "unban", GhostOf(room, "dora"));
        await room.StanzaAsync(s => s.Is("message") && s.ToString().Contains(dora.BareJid, StringComparison.Ordinal) && Room.ItemOf(s, "affiliation") == "none", "the ban is lifted");
        await other.EnterAsync();
        await other.SayAsync($"back in {room.Address}");
        await Mia.MessageAsync($"back in {room.Address}");
    }

    private Task<RoomEvent> MemberAsync(string matrix, string who, string membership, int from = 0) => Mia.Timeline.FirstAsync(
        e => e.Room == matrix && e.Type == "m.room.member" && e.StateKey == who && (string?)e.Content["membership"] == membership, $"{who}: {membership}", from: from);
}

[Collection<OnProsody>]
public sealed class MatrixBansOnProsody(ProsodyBridge bridge) : MatrixBans(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixBansOnEjabberd(EjabberdBridge bridge) : MatrixBans(bridge);
