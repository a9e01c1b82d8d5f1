using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Rooms of Matrix in the hands of an XMPP user who has power there; and finding them.</summary>
public abstract class MatrixRoomOwners(Bridge bridge) : IAsyncLifetime
{
    private const string AliceInMatrix = "@_xmpp_alice=40localhost:matrix.test";
    private const string Domain = "matrix.localhost";
    private static readonly XNamespace Data = "jabber:x:data";
    private static readonly XNamespace VCard = "vcard-temp";
    private static readonly XNamespace Items = "http://jabber.org/protocol/disco#items";
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    private static readonly XNamespace Info = "http://jabber.org/protocol/disco#info";
    private static readonly XNamespace Search = "urn:xmpp:channel-search:0:search";
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static int _last;

    private MatrixUser Mia { get; set; } = null!;

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

    [Fact]
    public async Task An_owner_configures_the_room_and_who_is_none_does_not()
    {
        var (matrix, room, _) = await RoomAsync();
        await room.EnterAsync();
        Assert.Equal("forbidden", (await room.AskAsync("get", new XElement(Room.MucOwner + "query"))).Condition());
        await EmpowerAsync(matrix, room);
        var form = (await room.AskAsync("get", new XElement(Room.MucOwner + "query"))).Element(Room.MucOwner + "query")!.Element(Data + "x")!;
        Assert.Equal("0", ValueOf(form, "muc#roomconfig_membersonly"));
        Assert.StartsWith("Room ", ValueOf(form, "muc#roomconfig_roomname"), StringComparison.Ordinal);

        var answer = await room.AskAsync("set", new XElement(Room.MucOwner + "query", Submit(
            "http://jabber.org/protocol/muc#roomconfig", ("muc#roomconfig_roomname", "Rose garden"), ("muc#roomconfig_membersonly", "1"), ("muc#roomconfig_moderatedroom", "1"))));

        Assert.Equal("result", answer.Type());
        await room.StanzaAsync(s => Room.StatusesOf(s).Contains(104), "status 104");
        Assert.Equal("Rose garden", (string?)(await Mia.GetStateAsync(matrix, "m.room.name"))["name"]);
        Assert.Equal("invite", (string?)(await Mia.GetStateAsync(matrix, "m.room.join_rules"))["join_rule"]);
        Assert.True((int)(await Mia.GetStateAsync(matrix, "m.room.power_levels"))["events_default"]! > 0);
        var info = (await room.AskAsync("get", new XElement(Info + "query"))).ToString();
        Assert.Contains("Rose garden", info, StringComparison.Ordinal);
        Assert.Contains("muc_membersonly", info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_room_is_in_the_list_and_found_by_search_until_its_owner_hides_it()
    {
        var (matrix, room, name) = await RoomAsync(new JsonObject { ["visibility"] = "public" });
        await Mia.ListedAsync(name);

        // Synapse remembers for ten seconds what it has answered to the same question; nobody else asks for so many.
        var listed = await bridge.Alice.AskAsync(Domain, "get", new XElement(Items + "query", new XElement(Rsm + "set", new XElement(Rsm + "max", 50 + _last))));
        Assert.Contains(listed.Descendants(Items + "item"), item => item.Attribute("jid")!.Value == room.Address && item.Attribute("name")!.Value == "Room " + name);

        var found = Assert.Single(await FindAsync(name), item => item.Attribute("address")!.Value == room.Address);
        Assert.Equal("About " + name, found.Element(Search + "description")!.Value);
        await room.EnterAsync();
        await EmpowerAsync(matrix, room);
        await room.AskAsync("set", new XElement(
            Room.MucOwner + "query", Submit("http://jabber.org/protocol/muc#roomconfig", ("muc#roomconfig_publicroom", "0"))));
        Assert.Empty(await FindAsync(name));
    }

    [Fact]
    public async Task The_picture_of_a_room_passes_in_both_directions()
    {
        var (matrix, room, _) = await RoomAsync();
        await room.EnterAsync();
        var uri = await Mia.UploadAsync("room.png", "image/png", Png);
        await Mia.PutStateAsync(matrix, "m.room.avatar", "", new JsonObject { ["url"] = uri });
        var shown = await room.StanzaAsync(s => s.Is("presence") && PhotoOf(s) is { Length: 40 }, "the room's picture");
        Assert.Equal(room.Address, shown.Attribute("from")!.Value);
        await room.StanzaAsync(s => Room.StatusesOf(s).Contains(104), "status 104");
        var card = (await room.AskAsync("get", new XElement(VCard + "vCard"))).Element(VCard + "vCard")!;
        Assert.Equal(Png, Convert.FromBase64String(card.Descendants(VCard + "BINVAL").Single().Value));
        Assert.Contains(PhotoOf(shown)!, (await room.AskAsync("get", new XElement(Info + "query"))).ToString(), StringComparison.Ordinal);

        await EmpowerAsync(matrix, room);
        Assert.Equal("result", (await room.AskAsync("set", new XElement(VCard + "vCard"))).Type());
        await room.StanzaAsync(s => s.Is("presence") && PhotoOf(s) is "", "no picture any more");
        Assert.Null((await Mia.GetStateAsync(matrix, "m.room.avatar"))["url"]);
        var set = new XElement(VCard + "vCard", new XElement(
            VCard + "PHOTO", new XElement(VCard + "TYPE", "image/png"), new XElement(VCard + "BINVAL", Convert.ToBase64String(Png))));
        Assert.Equal("result", (await room.AskAsync("set", set)).Type());
        Assert.Equal(Png, await Mia.DownloadAsync((string)(await Mia.GetStateAsync(matrix, "m.room.avatar"))["url"]!));
    }

    [Fact]
    public async Task A_moderator_puts_people_out_and_lets_them_in_again()
    {
        var (matrix, room, _) = await RoomAsync();
        await using var noah = await MatrixUser.LoginAsync("noah");
        await room.EnterAsync();
        await EmpowerAsync(matrix, room);
        await noah.JoinAsync(matrix);
        await room.PresenceAsync("noah");

        Assert.Equal("result", (await room.OrderAsync(("nick", "noah"), ("role", "none"))).Type());
        Assert.Contains(307, Room.StatusesOf(await room.PresenceAsync("noah", s => s.Type() == "unavailable")));
        await noah.JoinAsync(matrix);
        var address = noah.Id.Replace("@", "\\40", StringComparison.Ordinal).Replace(":", "\\3a", StringComparison.Ordinal) + "@" + Domain;
        Assert.Equal("result", (await room.OrderAsync(("jid", address), ("affiliation", "outcast"))).Type());
        Assert.Contains(301, Room.StatusesOf(await room.PresenceAsync("noah", s => Room.StatusesOf(s).Contains(301))));
        await Assert.ThrowsAsync<HttpRequestException>(() => noah.JoinAsync(matrix));
        Assert.Equal("result", (await room.OrderAsync(("jid", address), ("affiliation", "none"))).Type());
        await noah.JoinAsync(matrix);
    }

    [Fact]
    public async Task Ranks_change_from_XMPP()
    {
        var (matrix, room, _) = await RoomAsync();
        await using var noah = await MatrixUser.LoginAsync("noah");
        await room.EnterAsync();
        await EmpowerAsync(matrix, room);
        await noah.JoinAsync(matrix);
        await room.PresenceAsync("noah");

        Assert.Equal("result", (await room.OrderAsync(("nick", "noah"), ("role", "moderator"))).Type());

        Assert.Equal("moderator", Room.ItemOf(await room.PresenceAsync("noah", s => Room.ItemOf(s, "affiliation") == "admin"), "role"));
        Assert.Equal(50, (int)(await Mia.GetStateAsync(matrix, "m.room.power_levels"))["users"]![noah.Id]!);
    }

    [Fact]
    public async Task A_user_invites_somebody_on_Matrix_into_a_closed_room()
    {
        var (matrix, room, _) = await RoomAsync();
        await using var noah = await MatrixUser.LoginAsync("noah");
        await room.EnterAsync();
        await EmpowerAsync(matrix, room);
        await Mia.PutStateAsync(matrix, "m.room.join_rules", "", new JsonObject { ["join_rule"] = "invite" });

        await InviteAsync(room, "noah");

        // The test's client goes wherever it is invited.
        await Mia.JoinedAsync(matrix, noah.Id);
        await room.PresenceAsync("noah");
    }

    [Fact]
    public async Task Whoever_was_invited_and_declines_says_so_to_the_user_who_invited_them()
    {
        var (matrix, room, _) = await RoomAsync();
        await using var vera = await MatrixUser.LoginAsync("vera", thinksFirst: true);
        await room.EnterAsync();
        await EmpowerAsync(matrix, room);
        await InviteAsync(room, "vera");
        await vera.Invitations.FirstAsync(invited => invited == matrix, "the invitation on Matrix");

        await vera.LeaveAsync(matrix, "no time");

        var told = await room.StanzaAsync(
            s => s.Is("message") && s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "decline") is not null, "the decline");
        var decline = told.Descendants(Room.MucUser + "decline").Single();
        Assert.Equal(room.Address, told.BareFrom());
        Assert.Equal("\\40vera\\3amatrix.test@" + Domain, decline.Attribute("from")?.Value);
        Assert.Equal("no time", decline.Element(Room.MucUser + "reason")?.Value);
    }

    [Theory]
    [InlineData("urn:xmpp:message-moderate:1")]
    [InlineData("urn:xmpp:message-moderate:0")]
    public async Task A_moderator_takes_a_message_of_somebody_away(string generation)
    {
        var (matrix, room, _) = await RoomAsync();
        await room.EnterAsync();
        var target = await Mia.SendAsync(matrix, "something bad");
        await room.MessageAsync("something bad");
        XNamespace moderate = generation;
        XNamespace retract = generation.EndsWith('1') ? "urn:xmpp:message-retract:1" : "urn:xmpp:message-retract:0";
        var order = new XElement(moderate + "moderate", new XElement(retract + "retract"), new XElement(moderate + "reason", "no"));
        if (generation.EndsWith('1'))
            order.SetAttributeValue("id", target);
        else
            order = new XElement(XNamespace.Get("urn:xmpp:fasten:0") + "apply-to", new XAttribute("id", target), order);
        Assert.Equal("forbidden", (await room.AskAsync("set", order)).Condition());
        await EmpowerAsync(matrix, room);

        Assert.Equal("result", (await room.AskAsync("set", order)).Type());

        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.redaction" && (string?)e.Content["redacts"] == target, "the redaction");
        var told = await room.StanzaAsync(
            s => s.Element(XNamespace.Get("urn:xmpp:message-retract:1") + "retract")?.Attribute("id")?.Value == target, "the retraction");
        Assert.Equal(room.Address, told.Attribute("from")!.Value);
        Assert.Equal("no", told.Descendants(XNamespace.Get("urn:xmpp:message-retract:1") + "reason").Single().Value);
    }

    [Fact]
    public async Task That_a_room_is_encrypted_is_said_once_on_both_sides()
    {
        var (matrix, room, _) = await RoomAsync();
        await room.EnterAsync();
        var secret = new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = "x", ["device_id"] = "d", ["sender_key"] = "k", ["session_id"] = "s" };
        await Mia.SendEventAsync(matrix, "m.room.encrypted", (JsonObject)secret.DeepClone());
        await Mia.SendEventAsync(matrix, "m.room.encrypted", (JsonObject)secret.DeepClone());
        await Mia.SendAsync(matrix, "in the open");

        await room.MessageAsync("in the open");

        Assert.Single(bridge.Alice.Received.Snapshot(), s => s.BareFrom() == room.Address && s.Text()?.Contains("is encrypted", StringComparison.Ordinal) == true);
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Sender == AliceInMatrix && e.Text.Contains("cannot read it", StringComparison.Ordinal), "the notice");
    }

    private async Task<IReadOnlyList<XElement>> FindAsync(string text)
    {
        var answer = await bridge.Alice.AskAsync(Domain, "get", new XElement(Search + "search", Submit("urn:xmpp:channel-search:0:search-params", ("q", text))));
        Assert.Equal("result", answer.Type());
        return [.. answer.Descendants(Search + "item")];
    }

    private Task InviteAsync(Room room, string name)
    {
        var invite = new XElement(
            Room.MucUser + "invite", new XAttribute("to", $"\\40{name}\\3amatrix.test@" + Domain), new XElement(Room.MucUser + "reason", "come in"));
        return bridge.Alice.SendAsync(new XElement(XmppUser.Client + "message", new XAttribute("to", room.Address), new XElement(Room.MucUser + "x", invite)));
    }

    private async Task EmpowerAsync(string matrix, Room room)
    {
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]![AliceInMatrix] = 100;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        await room.PresenceAsync("alice", s => Room.ItemOf(s, "affiliation") == "owner");
    }

    private static XElement Submit(string type, params (string Name, string Value)[] fields) => new(
        Data + "x",
        new XAttribute("type", "submit"),
        fields.Prepend(("FORM_TYPE", type)).Select(f => new XElement(Data + "field", new XAttribute("var", f.Item1), new XElement(Data + "value", f.Item2))));

    private static string? ValueOf(XElement form, string field) =>
        form.Elements(Data + "field").Single(f => f.Attribute("var")?.Value == field).Element(Data + "value")?.Value;

    private static string? PhotoOf(XElement presence) =>
        presence.Element(XNamespace.Get("vcard-temp:x:update") + "x")?.Element(XNamespace.Get("vcard-temp:x:update") + "photo")?.Value;

    private async Task<(string Matrix, Room Room, string Name)> RoomAsync(JsonObject? with = null)
    {
        var name = $"owned{Environment.ProcessId}-{Interlocked.Increment(ref _last)}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await Mia.CreateRoomAsync(name, with);
        return (matrix, new Room(bridge.Alice, $"#{name}\\3amatrix.test@{Domain}", "alice"), name);
    }
}

[Collection<OnProsody>]
public sealed class MatrixRoomOwnersOnProsody(ProsodyBridge bridge) : MatrixRoomOwners(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixRoomOwnersOnEjabberd(EjabberdBridge bridge) : MatrixRoomOwners(bridge);
