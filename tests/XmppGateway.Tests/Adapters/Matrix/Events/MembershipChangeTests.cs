using System.Text.Json;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

public sealed class MembershipChangeTests
{
    private const string Mia = "@mia:matrix.test";
    private const string Noah = "@noah:matrix.test";
    private const string Ghost = "@_xmpp_alice=40localhost:matrix.test";

    [Theory]
    [InlineData("invite", Mia, Ghost, false, nameof(MembershipChange.GhostInvited))]
    [InlineData("invite", Mia, Ghost, true, nameof(MembershipChange.GhostInvited))]
    [InlineData("invite", Ghost, Mia, false, nameof(MembershipChange.GhostInvites))]
    [InlineData("invite", Mia, Noah, true, nameof(MembershipChange.Nothing))]
    [InlineData("leave", Mia, Ghost, true, nameof(MembershipChange.GhostRemoved))]
    [InlineData("ban", Mia, Ghost, true, nameof(MembershipChange.GhostRemoved))]
    [InlineData("leave", Mia, Ghost, false, nameof(MembershipChange.Nothing))]
    [InlineData("leave", Ghost, Ghost, true, nameof(MembershipChange.Nothing))]
    [InlineData("join", Mia, Mia, true, nameof(MembershipChange.ContactJoined))]
    [InlineData("join", Mia, Mia, false, nameof(MembershipChange.Nothing))]
    [InlineData("join", Noah, Noah, true, nameof(MembershipChange.StrangerJoined))]
    [InlineData("leave", Mia, Mia, true, nameof(MembershipChange.ContactLeft))]
    [InlineData("ban", Noah, Mia, true, nameof(MembershipChange.ContactLeft))]
    [InlineData("leave", Noah, Noah, true, nameof(MembershipChange.Nothing))]
    [InlineData("knock", Noah, Noah, true, nameof(MembershipChange.Nothing))]
    [InlineData("join", Ghost, Ghost, true, nameof(MembershipChange.Nothing))]
    [InlineData("join", Mia, null, true, nameof(MembershipChange.Nothing))]
    public void Each_event_has_its_meaning(string membership, string sender, string? member, bool known, string meaning)
    {
        using var content = JsonDocument.Parse($$"""{"membership":"{{membership}}"}""");
        var what = new ClientEvent("$x", "!r", "m.room.member", sender, member, content.RootElement, DateTimeOffset.UnixEpoch);

        Assert.Equal(
            meaning,
            MembershipChanges.Of(what, known ? new RoomNote("alice@localhost", Mia) : null, new GhostIds("matrix.test")).ToString());
    }
}
