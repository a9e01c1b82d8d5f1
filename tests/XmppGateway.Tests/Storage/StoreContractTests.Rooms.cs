using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Rooms, and who of ours is in them.</content>
public abstract partial class StoreContractTests
{
    private static readonly RoomRow Garden = new(0, "matrix", "!Garden:example.org", "#garden:example.org", "Garden");

    /// <summary>Everything that a test does is before this, whatever the clock says.</summary>
    private static readonly DateTimeOffset InTheFuture = TimeProvider.System.GetUtcNow().AddDays(1);

    [Fact]
    public async Task A_room_is_found_by_its_id_and_its_localpart_in_its_network()
    {
        var garden = await Store.PutRoomAsync(Garden, "#garden:example.org", Token);
        var hall = await Store.PutRoomAsync(Garden with { RemoteId = "!garden:example.org", Name = null }, "r-1", Token);

        Assert.Equal(Garden with { Id = garden.Id }, garden);
        Assert.NotEqual(garden.Id, hall.Id);
        Assert.Equal(garden, await Store.FindRoomAsync("matrix", Garden.RemoteId, Token));
        Assert.Equal(hall, await Store.FindRoomByLocalpartAsync("matrix", "r-1", Token));
        Assert.Null(await Store.FindRoomAsync("mail", Garden.RemoteId, Token));
        Assert.Null(await Store.FindRoomByLocalpartAsync("mail", "r-1", Token));
        Assert.Null(await Store.FindRoomByLocalpartAsync("matrix", "R-1", Token));
    }

    [Fact]
    public async Task A_room_that_is_put_again_keeps_its_number_and_gets_a_newer_address_and_name()
    {
        var first = await Store.PutRoomAsync(Garden, "a", Token);
        var second = await Store.PutRoomAsync(Garden with { Id = 77, Address = "#park:example.org", Name = null }, "a", Token);

        Assert.Equal(first with { Address = "#park:example.org", Name = null }, second);
        Assert.Equal(second, await Store.FindRoomByLocalpartAsync("matrix", "a", Token));
        Assert.Equal(["a"], await Store.LocalpartsOfRoomAsync(first.Id, Token));
    }

    [Fact]
    public async Task A_localpart_leads_where_it_was_put_first_until_it_is_redirected_and_is_the_newest_there()
    {
        var garden = await Store.PutRoomAsync(Garden, "b", Token);
        var hall = await Store.PutRoomAsync(Garden with { RemoteId = "!hall:example.org" }, "c", Token);
        await Store.PutRoomAsync(Garden, "a", Token);
        await Store.PutRoomAsync(hall, "d", Token);
        await Store.PutRoomAsync(hall, "b", Token);
        Assert.Equal(garden, await Store.FindRoomByLocalpartAsync("matrix", "b", Token));
        await Store.RedirectRoomAsync(hall, "b", Token);
        await Store.PutRoomAsync(Garden with { Network = "other" }, "d", Token);

        Assert.Equal(hall, await Store.FindRoomByLocalpartAsync("matrix", "b", Token));
        Assert.Equal(["a"], await Store.LocalpartsOfRoomAsync(garden.Id, Token));
        Assert.Equal(["c", "d", "b"], await Store.LocalpartsOfRoomAsync(hall.Id, Token));
    }

    [Fact]
    public async Task Users_of_rooms_are_put_changed_and_removed_each_for_themselves()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        var hall = await Store.PutRoomAsync(Garden with { RemoteId = "!hall:example.org" }, "b", Token);
        var elsewhere = await Store.PutRoomAsync(Garden with { Network = "other" }, "a", Token);
        var alice = new RoomUserRow(garden.Id, "alice@localhost", "@_xmpp_alice:example.org", "Alice");
        var bob = alice with { User = "Bob@localhost", Self = "@_xmpp_bob:example.org" };
        await Store.PutRoomUserAsync(alice, Token);
        await Store.PutRoomUserAsync(bob, Token);
        await Store.PutRoomUserAsync(alice with { Room = hall.Id }, Token);
        await Store.PutRoomUserAsync(alice with { Room = elsewhere.Id }, Token);
        await Store.PutRoomUserAsync(alice with { Nick = "Al", Self = "@al:example.org" }, Token);

        Assert.Equal([bob, alice with { Nick = "Al", Self = "@al:example.org" }], await Store.UsersOfRoomAsync(garden.Id, Token));
        Assert.Equal([garden, hall], await Store.RoomsOfUserAsync("matrix", "alice@localhost", Token));
        Assert.Equal([elsewhere], await Store.RoomsOfUserAsync("other", "alice@localhost", Token));

        await Store.RemoveRoomUserAsync(garden.Id, "alice@localhost", Token);
        await Store.RemoveRoomUserAsync(garden.Id, "nobody@localhost", Token);
        Assert.Equal([bob], await Store.UsersOfRoomAsync(garden.Id, Token));
        Assert.Equal([hall], await Store.RoomsOfUserAsync("matrix", "alice@localhost", Token));
    }

    [Fact]
    public async Task Clients_go_one_by_one_or_with_their_user()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        var hall = await Store.PutRoomAsync(Garden with { RemoteId = "!hall:example.org" }, "b", Token);
        foreach (var room in (long[])[garden.Id, hall.Id])
        {
            await Store.PutRoomUserAsync(new RoomUserRow(room, "alice@localhost", "@a:example.org", "Alice"), Token);
            foreach (var client in (string[])["alice@localhost/a/b", "alice@localhost/c", "alice@localhost.example/a", "alice@localhost/d"])
            {
                await Store.PutRoomClientAsync(new RoomClientRow(room, client, "a@matrix.localhost/Alice"), Token);
            }
        }

        await Store.PutRoomClientAsync(new RoomClientRow(garden.Id, "alice@localhost.example/a", "a@matrix.localhost/Al"), Token);
        await Store.RemoveRoomClientAsync(garden.Id, "alice@localhost/d", Token);
        await Store.RemoveRoomClientAsync(garden.Id, "alice@localhost", Token);
        Assert.Equal(["alice@localhost.example/a", "alice@localhost/a/b", "alice@localhost/c"], await ClientsAsync(garden.Id));

        await Store.RemoveRoomUserAsync(garden.Id, "alice@localhost", Token);
        var left = Assert.Single(await Store.ClientsInRoomsAsync("matrix", null, 1, Token));
        Assert.Equal(new RoomClientRow(garden.Id, "alice@localhost.example/a", "a@matrix.localhost/Al"), left);
        Assert.Equal(["alice@localhost.example/a"], await ClientsAsync(garden.Id));
        Assert.Equal(4, (await ClientsAsync(hall.Id)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Clients_in_rooms_of_a_network_are_read_in_pages_each_once(int limit)
    {
        var rooms = new List<RoomRow>();
        foreach (var (network, id) in ((string, string)[])[("matrix", "!a"), ("other", "!a"), ("matrix", "!b"), ("matrix", "!empty"), ("matrix", "!c")])
        {
            rooms.Add(await Store.PutRoomAsync(new RoomRow(0, network, id, id, null), id, Token));
        }

        // Two alphabets and both cases: the order of the bytes is not that of any language.
        string[] clients = ["Z@localhost/1", "a@localhost.example/1", "a@localhost/1", "a@localhost/\u00E4", "\u00E4@localhost/1"];
        foreach (var room in rooms.Where(room => room.RemoteId != "!empty"))
        {
            foreach (var client in clients.Reverse())
            {
                await Store.PutRoomClientAsync(new RoomClientRow(room.Id, client, "x@matrix.localhost/" + client), Token);
            }
        }

        var read = new List<RoomClientRow>();
        IReadOnlyList<RoomClientRow> page;
        while ((page = await Store.ClientsInRoomsAsync("matrix", read.LastOrDefault(), limit, Token)).Count > 0)
        {
            Assert.InRange(page.Count, 1, limit);
            read.AddRange(page);
        }

        Assert.Equal(
            from room in rooms
            where room is { Network: "matrix", RemoteId: not "!empty" }
            from client in clients
            select new RoomClientRow(room.Id, client, "x@matrix.localhost/" + client),
            read);
    }

    [Fact]
    public async Task The_mark_of_the_past_is_kept_for_each_room()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        var hall = await Store.PutRoomAsync(Garden with { RemoteId = "!hall:example.org" }, "b", Token);
        Assert.Null(await Store.GetPastAsync(garden.Id, Token));

        await Store.SetPastAsync(garden.Id, "t47-1", Token);
        Assert.Equal("t47-1", await Store.GetPastAsync(garden.Id, Token));
        await Store.SetPastAsync(garden.Id, "", Token);
        await Store.PutRoomAsync(Garden, "c", Token);

        Assert.Equal("", await Store.GetPastAsync(garden.Id, Token));
        Assert.Null(await Store.GetPastAsync(hall.Id, Token));
        Assert.Null(await Store.GetPastAsync(12345, Token));
    }

    [Fact]
    public async Task Who_has_no_client_in_a_room_for_long_is_absent()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        foreach (var (user, client) in new[] { ("alice@localhost", "alice@localhost/x"), ("bob@localhost", "bob@localhost/x/y"), ("carol@localhost", null) })
        {
            await Store.PutRoomUserAsync(new RoomUserRow(garden.Id, user, "@a:example.org", "Alice"), Token);
            if (client is not null)
            {
                await Store.PutRoomClientAsync(new RoomClientRow(garden.Id, client, "a@matrix.localhost/Alice"), Token);
            }
        }

        Assert.Empty(await AbsentAsync(0));
        Assert.Equal(["carol@localhost"], await AbsentAsync(2));
        await Store.RemoveRoomClientAsync(garden.Id, "bob@localhost/x/y", Token);
        Assert.Equal(["carol@localhost"], await AbsentAsync(4));
        Assert.Equal(["carol@localhost", "bob@localhost"], await AbsentAsync(6));
        Assert.Empty(await Store.AbsentUsersAsync("mail", Now.AddDays(1), Now, 10, Token));
        await Store.PutRoomClientAsync(new RoomClientRow(garden.Id, "carol@localhost/x", "a@matrix.localhost/Carol"), Token);
        await Store.RemoveRoomClientAsync(garden.Id, "carol@localhost/x", Token);
        Assert.Equal(["bob@localhost"], await AbsentAsync(8));

        async Task<IEnumerable<string>> AbsentAsync(int hours)
        {
            var now = Now.AddHours(hours);
            var found = await Store.AbsentUsersAsync("matrix", now.AddHours(-1), now, 10, Token);
            Assert.All(found, absent => Assert.Equal(garden, absent.Room));
            return found.Select(absent => absent.User);
        }
    }

    [Fact]
    public async Task What_was_said_has_a_time_of_its_own()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        await Store.PutRoomUserAsync(new RoomUserRow(garden.Id, "alice@localhost", "@a:example.org", "Alice"), Token);
        await Store.AddArchivedAsync(Said(garden.Id, "m1") with { At = Now.AddDays(-3) }, Token);

        await Store.PruneAsync(Now, Now.AddDays(-4), Token);
        Assert.NotNull(await Store.FindArchivedAsync(garden.Id, "m1", null, Token));
        await Store.PruneAsync(Now.AddDays(-9), Now.AddDays(-2), Token);
        Assert.Null(await Store.FindArchivedAsync(garden.Id, "m1", null, Token));
    }

    [Fact]
    public async Task Rooms_survive_a_restart()
    {
        var garden = await Store.PutRoomAsync(Garden, "a", Token);
        var user = new RoomUserRow(garden.Id, "alice@localhost", "@a:example.org", "Alice");
        await Store.PutRoomUserAsync(user, Token);
        await Store.PutRoomClientAsync(new RoomClientRow(garden.Id, "alice@localhost/x", "a@matrix.localhost/Alice"), Token);

        await ReopenAsync();

        Assert.Equal(garden, await Store.FindRoomByLocalpartAsync("matrix", "a", Token));
        Assert.Equal([user], await Store.UsersOfRoomAsync(garden.Id, Token));
        Assert.Equal(["alice@localhost/x"], await ClientsAsync(garden.Id));
    }

    [Fact]
    public async Task A_room_to_which_nobody_belongs_goes_when_it_is_old_and_nothing_is_left_of_it()
    {
        var left = await Store.PutRoomAsync(Garden with { RemoteId = "!left" }, "left", Token);
        await Store.PutRoomUserAsync(new RoomUserRow(left.Id, "alice@localhost", "@a:example.org", "Alice"), Token);
        await Store.PutRoomClientAsync(new RoomClientRow(left.Id, "bob@localhost/x", "left@matrix.localhost/Bob"), Token);
        await Store.RemoveRoomUserAsync(left.Id, "alice@localhost", Token);
        var lived = await Store.PutRoomAsync(Garden with { RemoteId = "!lived" }, "lived", Token);
        await Store.PutRoomUserAsync(new RoomUserRow(lived.Id, "alice@localhost", "@a:example.org", "Alice"), Token);
        var spoken = await Store.PutRoomAsync(Garden with { RemoteId = "!spoken" }, "spoken", Token);
        await Store.AddArchivedAsync(Said(spoken.Id, "m1") with { At = InTheFuture.AddDays(1) }, Token);
        await Store.AddArchivedAsync(Said(left.Id, "m1") with { At = InTheFuture.AddDays(-3) }, Token);

        await Store.PruneAsync(InTheFuture.AddDays(-2), Token);
        Assert.Equal(left, await Store.FindRoomAsync("matrix", "!left", Token));

        await Store.PruneAsync(InTheFuture, Token);
        Assert.Null(await Store.FindRoomAsync("matrix", "!left", Token));
        Assert.Null(await Store.FindRoomByLocalpartAsync("matrix", "left", Token));
        Assert.Empty(await Store.ClientsInRoomsAsync("matrix", null, 10, Token));
        Assert.Equal(lived, await Store.FindRoomByLocalpartAsync("matrix", "lived", Token));
        Assert.Equal(spoken, await Store.FindRoomByLocalpartAsync("matrix", "spoken", Token));
    }

    private async Task<IReadOnlyList<string>> ClientsAsync(long room) =>
        [.. from row in await Store.ClientsInRoomsAsync("matrix", null, 100, Token) where row.Room == room select row.Client];
}
