using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0249: a contact is asked into a room by the user, and not by the room.</summary>
public sealed class DirectInvitationTests
{
    private static readonly Jid Ada = Jid.Parse(@"ada\40remote.test@rooms.test");

    [Fact]
    public async Task A_contact_is_asked_into_a_room_that_the_user_is_in()
    {
        await using var rooms = await InsideAsync();

        await rooms.ReceiveAsync(Invitation(Phone, Garden, "come"));

        Assert.Equal([new RoomChange.Invite(new RemoteUserId("ada@remote.test"), "come")], rooms.Remote.Changes);
    }

    /// <summary>By the room or not: rules and blocks are about the person.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_denied_or_blocked_is_not_invited(bool isDirect)
    {
        await using var rooms = await InsideAsync();
        rooms.Unheard.Add((Phone.Bare, "ada@remote.test"));
        var byRoom = Stanza.Message(Phone, Garden, type: null).With(new RoomNews { Invites = [new RoomInvite(null, Ada, "come")] }.ToElement());

        Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(isDirect ? Invitation(Phone, Garden) : byRoom)).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Theory]
    [InlineData("carol@localhost/tablet", "#garden@rooms.test")]
    [InlineData("alice@localhost/phone", "#park@rooms.test")]
    [InlineData("alice@localhost/phone", "tea@conference.localhost")]
    public async Task What_leads_nowhere_is_refused(string from, string room)
    {
        await using var rooms = await InsideAsync();

        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Invitation(Jid.Parse(from), Jid.Parse(room)))).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Theory]
    [InlineData("<x xmlns='jabber:x:conference' jid='tea@conference.localhost'/>", true)]
    [InlineData("<x xmlns='jabber:x:conference' jid='conference.localhost'/>", false)]
    [InlineData("<x xmlns='jabber:x:conference'/>", false)]
    [InlineData("<x xmlns='jabber:x:conference' jid='@@'/>", false)]
    public void An_invitation_names_a_room(string payload, bool isOne) =>
        Assert.Equal(isOne, DirectInvitation.Find(Stanza.Message(Phone, Ada).With(System.Xml.Linq.XElement.Parse(payload))) is not null);

    private static Stanza Invitation(Jid from, Jid room, string? reason = null) =>
        Stanza.Message(from, Ada, type: null).With(DirectInvitation.Create(room, reason));
}
