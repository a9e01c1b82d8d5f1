using XmppGateway.Abstractions;
using XmppGateway.Portals;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

/// <summary>Whether an XMPP room has let the gateway in is answered once, whatever comes after it.</summary>
public sealed class PortalEntryTests
{
    [Fact]
    public async Task A_portal_that_is_left_at_once_was_entered()
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        using var entered = Create(portal);

        entered.NoteEntry();
        entered.SetReady(true);
        entered.SetReady(false);
        entered.NoteEnd();

        Assert.False(entered.Ready.IsCompleted);
        Assert.True(entered.WasIn);
        Assert.True(await entered.FirstEntry);
    }

    [Fact]
    public async Task One_that_ends_before_that_was_not()
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        using var ended = Create(portal);
        Assert.False(ended.WasIn || ended.FirstEntry.IsCompleted);

        ended.NoteEnd();

        Assert.True(ended.HasEnded);
        Assert.False(ended.WasIn || await ended.FirstEntry);
    }

    [Fact]
    public async Task Nobody_waits_when_a_room_that_nobody_visits_is_connected()
    {
        await using var portal = await PortalUnderTest.EmptyAsync();
        portal.Muc.OurRank = RoomAffiliation.Admin;
        portal.Adapter.Visitors!.Clear();
        var start = portal.Parts.Book.Added;
        portal.Parts.Book.Added = added =>
        {
            // The keeper comes in, finds nobody of the network, and goes before anybody could look.
            start(added);
            Assert.True(SpinWait.SpinUntil(() => !added.IsOpen, TimeSpan.FromSeconds(30)));
        };

        var connected = await portal.Parts.ConnectAsync(
            portal.Network, ScriptedMuc.Room, new RoomAddress("!garden"), null, TestContext.Current.CancellationToken);

        // The clock stands still: whoever waited would wait for ever.
        Assert.IsType<PortalConnection.Connected>(connected);
    }

    private static Portal Create(PortalUnderTest portal) => new(
        portal.Network,
        new PortalRow(1, "matrix", "!garden", ScriptedMuc.Room.ToString(), IsBridge: true, IsOpen: true, null, portal.Time.GetUtcNow()),
        new Seat(Jid.Parse("matrix.localhost/portal"), PortalUnderTest.Mia) { NameOf = PortalBook.NameOf });
}
