using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Portals and what was said in them.</content>
public abstract partial class StoreContractTests
{
    private static readonly PortalRow Portal = new(0, "matrix", "!lobby:example.org", "lobby@rooms.test", false, false, null, Now);

    [Fact]
    public async Task A_portal_is_added_once_and_no_room_is_in_two()
    {
        var added = await Store.AddPortalAsync(Portal, Token);

        Assert.Equal(Portal with { Id = added!.Id }, added);
        Assert.Equal(added, await Store.AddPortalAsync(Portal with { IsBridge = true }, Token));
        Assert.Null(await Store.AddPortalAsync(Portal with { RemoteId = "!other:example.org" }, Token));
        Assert.Null(await Store.AddPortalAsync(Portal with { Room = "other@rooms.test" }, Token));
        Assert.NotNull(await Store.AddPortalAsync(Portal with { Network = "other" }, Token));
        Assert.Equal([added], await Store.PortalsAsync("matrix", Token));
    }

    [Fact]
    public async Task What_comes_from_a_room_is_stored_with_its_entry_and_its_position_and_known_again()
    {
        var portal = await PortalAsync();

        Assert.True(await Store.AddFromPortalAsync(FromRoom(portal, "a1"), Outgoing("a1"), Token));
        Assert.False(await Store.AddFromPortalAsync(FromRoom(portal, "a1"), Outgoing("a1"), Token));
        Assert.True(await Store.AddFromPortalAsync(FromRoom(portal, "a2"), Outgoing("a2"), Token));

        Assert.Equal(2, (await Store.ListOutgoingAsync(10, Token)).Count);
        var stored = Assert.Single(await Store.PortalsAsync("matrix", Token));
        Assert.Equal(("a2", Now), (stored.Position, stored.PositionAt));
        Assert.Equal(FromRoom(portal, "a1"), await Store.FindPortalArchivedAsync(portal, "a1", Token));
        Assert.Equal("a2", (await Store.FindPortalStanzaAsync(portal, "stanza-a2", Token))?.ArchiveId);
    }

    [Fact]
    public async Task What_goes_to_a_room_is_confirmed_by_its_own_id_and_name_alone()
    {
        var portal = await PortalAsync();
        await Store.AddToPortalAsync(ToRoom(portal, "s1"), Token);
        await Store.AddToPortalAsync(ToRoom(portal, "s1"), Token);
        await Store.AddToPortalAsync(ToRoom(portal, "s1.2"), Token);

        Assert.False(await Store.ConfirmInPortalAsync(portal, "s1", "somebody", "a1", Now, Token));
        Assert.False(await Store.ConfirmInPortalAsync(portal, "s2", "mia", "a1", Now, Token));
        Assert.True(await Store.ConfirmInPortalAsync(portal, "s1", "mia", "a1", Now, Token));
        Assert.True(await Store.ConfirmInPortalAsync(portal, "s1", "mia", "a1", Now, Token));

        Assert.Equal(["a1", null], (await Store.FindPortalForeignAsync(portal, "$e1", Token)).Select(row => row.ArchiveId));
        Assert.Equal("$e1", (await Store.FindPortalArchivedAsync(portal, "a1", Token))?.ForeignId);
        Assert.Equal("a1", Assert.Single(await Store.PortalsAsync("matrix", Token)).Position);
    }

    [Fact]
    public async Task What_somebody_of_the_room_says_confirms_nothing()
    {
        var portal = await PortalAsync();
        await Store.AddFromPortalAsync(FromRoom(portal, "a1"), null, Token);

        Assert.False(await Store.ConfirmInPortalAsync(portal, "stanza-a1", "alice", "a2", Now, Token));
    }

    [Fact]
    public async Task Who_comes_and_goes_is_stored_with_the_entry_that_says_so()
    {
        var portal = await PortalAsync();
        await Store.AddPortalEventAsync(portal, "alice", true, Outgoing("p1"), Token);
        await Store.AddPortalEventAsync(portal, "alice", true, Outgoing("p2"), Token);
        await Store.AddPortalEventAsync(portal, "ben", true, Outgoing("p3"), Token);
        await Store.AddPortalEventAsync(portal, "alice", false, Outgoing("p4"), Token);
        await Store.AddPortalEventAsync(portal, null, false, Outgoing("p5"), Token);

        Assert.Equal(["ben"], await Store.PortalOccupantsAsync(portal, Token));
        Assert.Equal(5, (await Store.ListOutgoingAsync(10, Token)).Count);
    }

    [Fact]
    public async Task Bans_hold_until_they_are_lifted_for_the_address_that_they_name()
    {
        var portal = await PortalAsync();
        var (mia, ghost) = (new PortalBanRow(portal, true, "@mia:example.org", "mia@matrix.localhost"), new PortalBanRow(portal, false, "alice", "alice@localhost"));
        await Store.PutPortalBanAsync(mia, true, Outgoing("p1"), Token);
        await Store.PutPortalBanAsync(mia, true, null, Token);
        await Store.PutPortalBanAsync(ghost with { Address = "other@localhost" }, true, null, Token);
        await Store.PutPortalBanAsync(ghost, true, null, Token);

        await Store.PutPortalBanAsync(ghost with { Address = "other@localhost" }, false, null, Token);
        Assert.Equal([ghost, mia], (await Store.PortalBansAsync(portal, Token)).OrderBy(ban => ban.IsVisitor));
        await Store.PutPortalBanAsync(mia, false, Outgoing("p2"), Token);
        Assert.Equal([ghost], await Store.PortalBansAsync(portal, Token));
        Assert.Equal(2, (await Store.ListOutgoingAsync(10, Token)).Count);

        await Store.RemovePortalAsync(portal, null, Token);
        Assert.Empty(await Store.PortalBansAsync(portal, Token));
    }

    [Fact]
    public async Task A_portal_that_closes_forgets_how_far_it_was_read_and_one_that_ends_everything()
    {
        var portal = await PortalAsync();
        await Store.AddFromPortalAsync(FromRoom(portal, "a1"), null, Token);
        await Store.SetPortalOpenAsync(portal, true, Token);

        var open = Assert.Single(await Store.PortalsAsync("matrix", Token));
        Assert.Equal((true, null), (open.IsOpen, open.Position));

        await Store.AddPortalEventAsync(portal, "alice", true, Outgoing("p1"), Token);
        await Store.RemovePortalAsync(portal, Outgoing("last"), Token);

        Assert.Empty(await Store.PortalsAsync("matrix", Token));
        Assert.Null(await Store.FindPortalArchivedAsync(portal, "a1", Token));
        Assert.Equal(2, (await Store.ListOutgoingAsync(10, Token)).Count);
        Assert.NotNull(await Store.AddPortalAsync(Portal, Token));
    }

    private async Task<long> PortalAsync() => (await Store.AddPortalAsync(Portal, Token))!.Id;

    private static PortalMessageRow FromRoom(long portal, string id) => new(portal, "stanza-" + id, id, "alice", "o1", null, Now);

    private static PortalMessageRow ToRoom(long portal, string stanza) => new(portal, stanza, null, "mia", "@mia:example.org", "$e1", Now);
}
