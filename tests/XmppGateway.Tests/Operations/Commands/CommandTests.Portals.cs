using XmppGateway.Portals;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content>The commands about connected rooms.</content>
public sealed partial class CommandTests
{
    [Fact]
    public async Task Connected_rooms_are_listed_with_what_was_asked_for()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        await store.AddPortalAsync(new PortalRow(0, "post", "!one\u001b", "garden@rooms.example.org", true, true, null, TimeProvider.System.GetUtcNow()), Token);
        await new PortalWishes(store).PutAsync("post", new PortalWish("tulips@rooms.example.org", "#tulips", null), Token);
        await new PortalWishes(store).PutAsync("post", new PortalWish("roses@rooms.example.org", "#roses", "No\u001b way."), Token);

        Assert.Equal(0, await TypeAsync("portals", "list", "--config", "gateway.json"));

        Assert.Equal(
            [
                "post: garden@rooms.example.org  !one   by an admin, in use",
                "post: roses@rooms.example.org  add #roses: refused. No  way.",
                "post: tulips@rooms.example.org  add #tulips: asked for",
            ],
            _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_connected_room_is_asked_to_be_disconnected_and_a_wish_is_taken_back()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var wishes = new PortalWishes(store);
        await store.AddPortalAsync(new PortalRow(0, "post", "!one", "garden@rooms.example.org", true, true, null, TimeProvider.System.GetUtcNow()), Token);
        await wishes.PutAsync("post", new PortalWish("tulips@rooms.example.org", "#tulips", null), Token);

        Assert.Equal(0, await TypeAsync("portals", "remove", "post", "garden@rooms.example.org", "--config", "gateway.json"));
        Assert.Equal(0, await TypeAsync("portals", "remove", "post", "tulips@rooms.example.org", "--config", "gateway.json"));
        Assert.Equal([new PortalWish("garden@rooms.example.org", null, null)], await wishes.ListAsync("post", Token));

        Assert.Equal(1, await TypeAsync("portals", "remove", "post", "tulips@rooms.example.org", "--config", "gateway.json"));
        Assert.Contains("is not connected", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "There is no network fax; there are: post.", "portals", "add", "fax", "garden@rooms.example.org", "#garden")]
    [InlineData(1, "rooms.example.org is no address of an XMPP room.", "portals", "add", "post", "rooms.example.org", "#garden")]
    [InlineData(1, "x@post.example.org is no XMPP room that may be connected", "portals", "add", "post", "x@post.example.org", "#garden")]
    [InlineData(1, "Rooms of post cannot be connected.", "portals", "add", "post", "garden@rooms.example.org", "#garden")]
    [InlineData(2, "", "portals", "add", "post", "garden@rooms.example.org")]
    public async Task What_cannot_be_connected_is_told_at_once(int code, string reason, params string[] line)
    {
        Configure();
        await using var store = await OpenStoreAsync();

        Assert.Equal(code, await TypeAsync([.. line, "--config", "gateway.json"]));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(await new PortalWishes(store).ListAsync("post", Token));
    }
}
