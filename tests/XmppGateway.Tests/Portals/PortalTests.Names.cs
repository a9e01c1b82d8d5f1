using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

public sealed partial class PortalTests
{
    [Fact]
    public async Task The_network_hears_who_comes_goes_and_has_another_name()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Enter("ben");
        portal.Muc.Leave("ben", RoomStatus.NickChanged, null, "bernd");
        portal.Muc.Leave("bernd", RoomStatus.Removed, "noise");
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync(occupants: true)).Count == 5);

        var changes = (await portal.ToNetworkAsync(occupants: true)).Cast<OccupantChange>().Select(change => $"{change.User.Resource} {change.Passage}");
        Assert.Equal(["alice Present", "ben Present", "bernd Present", "ben Left", "bernd Removed"], changes);
    }

    [Fact]
    public async Task The_last_who_leaves_takes_the_gateway_along()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Adapter.Visitors!.Clear();

        await portal.HappensAsync(portal.Changed(PortalUnderTest.Mia, RoomPassage.Left));

        Assert.Equal(["alice"], portal.Muc.Nicks);
        await portal.ComesAsync(PortalUnderTest.Mia);
        Assert.Equal(["Email gateway", "Mia", "alice"], portal.Muc.Nicks);
    }

    [Fact]
    public async Task A_new_name_in_the_network_is_a_new_name_in_the_room()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        await portal.ComesAsync(PortalUnderTest.Mia with { DisplayName = "Maria" });

        await portal.UntilAsync(() => Task.FromResult(portal.Muc.Nicks.Contains("Maria")));
        Assert.DoesNotContain("Mia", portal.Muc.Nicks);
    }

    [Fact]
    public async Task A_name_that_somebody_has_is_told_apart_by_the_address()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        portal.Muc.Enter("Mia");

        await portal.ComesAsync(PortalUnderTest.Mia);

        Assert.Contains("Mia (mia@remote.test)", portal.Muc.Nicks);
    }
}
