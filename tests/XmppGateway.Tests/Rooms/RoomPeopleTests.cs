using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §8 to §10: who is in a room and what they may, and what becomes of the room.</summary>
public sealed partial class RoomPeopleTests
{
    private static readonly RoomMember BenAsMember = new(Who(Ben, "Ben"), RoomRank.Guest);

    [Fact]
    public async Task Who_comes_goes_and_is_called_otherwise_on_the_network_is_seen()
    {
        await using var rooms = await InsideAsync();
        var kim = new RoomMember(Who("kim@remote.test", "Kim"), RoomRank.Guest);

        Assert.Equal(["+Kim"], Lines(await rooms.HappensAsync(rooms.Changed(kim))));
        Assert.Empty(await rooms.HappensAsync(rooms.Changed(kim)));
        Assert.Equal(["-Kim 303", "+Kimberly"], Lines(await rooms.HappensAsync(rooms.Changed(kim with { Who = Who("kim@remote.test", "Kimberly") }))));
        Assert.Equal(["-Kimberly"], Lines(await rooms.HappensAsync(rooms.Changed(kim, RoomPassage.Left))));
        Assert.Empty(await rooms.HappensAsync(rooms.Changed(kim, RoomPassage.Left)));
    }

    [Theory]
    [InlineData(RoomPassage.Removed, "-Ben 307", RoomAffiliation.None)]
    [InlineData(RoomPassage.Banned, "-Ben 301", RoomAffiliation.Outcast)]
    public async Task Who_is_put_out_is_seen_to_be_with_actor_and_reason(RoomPassage passage, string line, RoomAffiliation affiliation)
    {
        await using var rooms = await InsideAsync();

        var gone = Assert.Single(await rooms.HappensAsync(rooms.Changed(BenAsMember, passage, Mia, "too\nloud")));

        var item = RoomNews.Find(gone)!.Item!;
        Assert.Equal(line, Line(gone));
        Assert.Equal((affiliation, RoomRole.None, "Mia", "too loud"), (item.Affiliation!.Value, item.Role!.Value, item.Actor!, item.Reason!));
    }

    [Theory]
    [InlineData(RoomPassage.Removed, "307")]
    [InlineData(RoomPassage.Banned, "301")]
    public async Task A_user_who_is_put_out_is_out_with_all_clients(RoomPassage passage, string code)
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Desk);
        await rooms.EnterAsync(Carol, "carol");

        var sent = await rooms.HappensAsync(rooms.Changed(new RoomMember(Self(Phone), RoomRank.Guest), passage, Mia));

        Assert.Equal([$"-alice 110 {code}"], Lines(sent, Phone));
        Assert.Equal([$"-alice 110 {code}"], Lines(sent, Desk));
        Assert.Equal([$"-alice {code}"], Lines(sent, Carol));
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "quiet now")), stanza => Assert.Equal(Carol, stanza.To));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Desk, "hello"))).Condition);
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Ranks_that_changed_together_are_read_again_and_only_what_is_new_is_told()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.Put(new RoomMember(Who(Ben, "Ben"), RoomRank.Owner));

        var told = Assert.Single(await rooms.HappensAsync(new RoomRanksChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() }));

        Assert.Equal(("+Ben", RoomAffiliation.Owner), (Line(told), RoomNews.Find(told)!.Item!.Affiliation));
    }

    [Fact]
    public async Task Ranks_that_could_not_be_read_are_read_with_the_next_thing_that_happens()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.Put(new RoomMember(Who(Ben, "Ben"), RoomRank.Owner));
        rooms.Remote.TellsMembers = false;
        Assert.Empty(await rooms.HappensAsync(new RoomRanksChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() }));
        Assert.Equal(["Mia: one"], Lines(await rooms.HappensAsync(rooms.Said("$1", "one"))));

        rooms.Remote.TellsMembers = true;
        Assert.Equal(["Mia: at once"], Lines(await rooms.HappensAsync(rooms.Said("$1b", "at once"))));
        rooms.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["+Ben", "Mia: two"], Lines(await rooms.HappensAsync(rooms.Said("$2", "two"))));
        Assert.Equal(["Mia: three"], Lines(await rooms.HappensAsync(rooms.Said("$3", "three"))));
    }

    [Fact]
    public async Task Another_state_of_the_room_is_status_104_and_read_again()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.State = rooms.Room.State with { Name = "Park" };

        var sent = await rooms.HappensAsync(new RoomStateChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() });

        Assert.Equal(["room 104"], Lines(sent));
        Assert.Contains("name='Park'", (await rooms.ReceiveAsync(rooms.Ask(Phone, new DiscoInfo([], []).ToElement()))).Single().Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_room_tells_where_people_go_on_and_everybody_is_out()
    {
        await using var rooms = await InsideAsync();

        rooms.Remote.TakeAsked();
        var sent = await rooms.HappensAsync(End(rooms));

        var told = sent[0];
        var destruction = RoomNews.Find(told)!.Destruction!;
        Assert.Equal("-alice 110", Line(told));
        Assert.Equal((Jid.Parse("#park@rooms.test"), "moved"), (destruction.Alternate, destruction.Reason));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());

        // Who has no client now learns it, too.
        var invitation = Assert.Single(sent.Skip(1));
        Assert.Equal((Jid.Parse("#park@rooms.test"), Phone.Bare), (invitation.From, invitation.To));
        Assert.Equal((Garden, "moved"), Assert.Single(RoomNews.Find(invitation)!.Invites) is var invite ? (invite.From, invite.Reason) : default);
    }

    [Fact]
    public async Task Who_cannot_leave_a_room_that_is_over_does_so_later()
    {
        await using var rooms = await InsideAsync();
        rooms.Remote.LetsGo = false;
        await rooms.HappensAsync(End(rooms));
        rooms.Remote.LetsGo = true;
        rooms.Remote.TakeAsked();

        await rooms.Parts.Absence.EndAsync(CancellationToken.None);

        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_comes_into_the_next_room_by_being_in_the_old_one_stays_there_for_a_while()
    {
        await using var rooms = await InsideAsync();
        rooms.Remote.TakeAsked();

        await rooms.HappensAsync(End(rooms) with { SuccessorAdmitsMembers = true });

        Assert.DoesNotContain(rooms.Remote.TakeAsked(), asked => asked.StartsWith("leave", StringComparison.Ordinal));
        await rooms.Parts.Absence.EndAsync(CancellationToken.None);
        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Theory]
    [InlineData("#park", "xmpp:%23park@rooms.test?join")]
    [InlineData(null, "")]
    public async Task Who_wants_into_a_room_that_is_over_learns_where_it_is_now(string? successor, string uri)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.Refusal = new RoomEntry.Over(successor is null ? null : new RoomAddress(successor));

        var error = await rooms.RefusalOfAsync(Join(Phone));

        Assert.Equal(StanzaConditions.Gone, error.Condition);
        Assert.Equal(uri, error.ToElement().Element(Namespaces.StanzaErrors + "gone")!.Value);
    }

    private static RoomEnd End(RoomsUnderTest rooms) => new()
    {
        Room = rooms.Room.Id,
        By = Who(Mia),
        Timestamp = rooms.Time.GetUtcNow(),
        Successor = new RoomAddress("#park"),
        Reason = "moved",
    };

    [Fact]
    public async Task Orders_of_clients_go_to_the_network_which_decides()
    {
        await using var rooms = await StartAsync();
        rooms.Room.State = rooms.Room.State with { IsModerated = true };
        await rooms.EnterAsync(Phone);
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Nick = "Ben", Role = RoomRole.None, Reason = "loud" }));
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Jid = Jid.Parse(@"ben\40remote.test@rooms.test"), Affiliation = RoomAffiliation.Outcast }));
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Nick = "Ben", Role = RoomRole.Visitor }));
        var subject = Stanza.Message(Phone, Garden, "groupchat");
        subject.Payloads.Add(new(Namespaces.Component + "subject", "Tulips"));
        await rooms.ReceiveAsync(subject);

        var ben = new RemoteUserId(Ben);
        Assert.Equal(
            [new RoomChange.Remove(ben, "loud"), new RoomChange.Rank(ben, RoomRank.Banned, null), new RoomChange.Voice(ben, false), new RoomChange.Subject("Tulips")],
            rooms.Remote.Changes);
        rooms.Remote.ChangeAnswer = new RoomAnswer.Refused("No.", FailureCondition.NotAllowed);
        Assert.Equal(
            (StanzaConditions.Forbidden, "No."),
            await rooms.RefusalOfAsync(Order(rooms, new RoomItem { Nick = "Mia", Role = RoomRole.None })) is var error ? (error.Condition, error.Text!) : default);
        Assert.Equal(
            StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Order(rooms, new RoomItem { Nick = "Nobody", Role = RoomRole.None }))).Condition);
    }

    [Fact]
    public async Task Who_is_called_otherwise_by_a_changed_profile_keeps_the_name_that_they_have_in_the_room()
    {
        await using var rooms = await InsideAsync();
        var self = ScriptedRooms.IdentityOf(Phone).Value;

        Assert.Empty(Lines(await rooms.HappensAsync(rooms.Changed(new RoomMember(Who(self, "alice"), RoomRank.Member)))));
        Assert.Empty(rooms.Remote.Changes);
        await rooms.HappensAsync(rooms.Changed(new RoomMember(Who(self, "Alice (alice@localhost)"), RoomRank.Member)));

        Assert.Equal([new RoomChange.Nick("alice")], rooms.Remote.Changes);
    }

    [Fact]
    public async Task An_invitation_that_is_declined_is_answered_on_the_network_with_the_reason()
    {
        await using var rooms = await StartAsync();
        var invitation = new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("!garden") };
        var asked = (await rooms.Parts.Traffic.InviteAsync(rooms.Network, invitation, "i1", CancellationToken.None))!;
        var decline = Stanza.Message(Phone, asked.From!, null).With(new RoomNews { Decline = new RoomInvite(null, Jid.Parse("mia@x.test"), "no\ntime") }.ToElement());

        Assert.Empty(await rooms.ReceiveAsync(decline));
        Assert.Equal(["leave !garden alice no time"], rooms.Remote.TakeAsked());

        rooms.Remote.LetsGo = false;
        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(decline)).Condition);
        await rooms.EnterAsync(Phone, room: asked.From);
        rooms.Remote.TakeAsked();
        Assert.Empty(await rooms.ReceiveAsync(decline));
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_asked_somebody_in_is_told_once_that_they_do_not_want_to(bool isInside)
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Desk);
        await rooms.EnterAsync(Carol, "carol");
        if (!isInside)
        {
            await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden, "unavailable"));
            await rooms.ReceiveAsync(Stanza.Presence(Desk, Garden, "unavailable"));
        }

        var noah = new RoomMember(Who("noah@remote.test", "Noah"), RoomRank.Guest);
        var declined = rooms.Changed(noah, RoomPassage.Left, reason: "no\ntime") with { InvitedBy = Phone.Bare };

        var told = Assert.Single(await rooms.HappensAsync(declined));
        Assert.Equal((Garden.Bare, Phone.Bare), (told.From, told.To));
        var decline = RoomNews.Find(told)!.Decline!;
        Assert.Equal(("no time", null), (decline.Reason, decline.To));
        Assert.StartsWith("noah", decline.From!.Local, StringComparison.Ordinal);
        Assert.Empty(await rooms.HappensAsync(rooms.Changed(noah, RoomPassage.Left)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_blocked_them_meanwhile_or_has_left_is_not_told_by_somebody_that_they_do_not_want_to(bool isBlocked)
    {
        await using var rooms = await InsideAsync();
        var noah = new RoomMember(Who("noah@remote.test", "Noah"), RoomRank.Guest);
        if (isBlocked)
        {
            rooms.Unheard.Add((Phone.Bare, "noah@remote.test"));
        }
        else
        {
            rooms.Gone.Add(Phone.Bare);
        }

        Assert.Empty(await rooms.HappensAsync(rooms.Changed(noah, RoomPassage.Left, reason: "abuse") with { InvitedBy = Phone.Bare }));
    }

    [Fact]
    public async Task Who_declines_with_one_client_while_another_comes_in_is_in_the_room()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Carol, "carol");
        var decline = Stanza.Message(Desk, Garden, null).With(new RoomNews { Decline = new RoomInvite(null, Jid.Parse("mia@x.test"), null) }.ToElement());
        rooms.Remote.AfterEntry = () =>
        {
            rooms.Remote.AfterEntry = () => Task.CompletedTask;
            return rooms.ReceiveAsync(decline);
        };

        await rooms.EnterAsync(Phone);

        Assert.Contains(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
    }

    [Fact]
    public async Task Who_comes_changes_or_goes_while_the_link_breaks_is_told_when_it_is_back()
    {
        await using var rooms = await InsideAsync();
        var noah = new RoomMember(Who("noah@remote.test", "Noah"), RoomRank.Guest);

        Assert.Equal(["+Noah"], Lines(await TwiceAsync(rooms.Changed(noah), "s1")));
        Assert.Equal(["-Noah 303", "+Nick"], Lines(await TwiceAsync(rooms.Changed(noah with { Who = Who("noah@remote.test", "Nick") }), "s2")));
        Assert.Equal(["-Nick"], Lines(await TwiceAsync(rooms.Changed(noah, RoomPassage.Left), "s3")));
        Assert.Equal(
            ["-alice 110 307"], Lines(await TwiceAsync(rooms.Changed(new RoomMember(Self(Phone), RoomRank.Member), RoomPassage.Removed, Mia), "s4")));

        async Task<IReadOnlyList<Stanza>> TwiceAsync(RoomMemberChange change, string id)
        {
            rooms.Link.IsAttached = false;
            await Assert.ThrowsAsync<OperationCanceledException>(() => rooms.HappensAsync(change, id));
            rooms.Link.IsAttached = true;

            // What was sent before a fence has proved it is sent again, too.
            var sent = await rooms.HappensAsync(change, id);
            Assert.Equal(Lines(sent), Lines(await rooms.HappensAsync(change, id)));
            return sent;
        }
    }

    [Fact]
    public async Task A_ping_to_oneself_says_whether_the_client_is_in_the_room()
    {
        await using var rooms = await InsideAsync();
        Stanza To(Jid client, string nick) => rooms.Ask(client, Ping.Request(client, Garden, "p").Payloads[0], to: Garden.WithResource(nick));

        Assert.Equal("result", (await rooms.ReceiveAsync(To(Phone, "alice"))).Single().Type);
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(To(Desk, "alice"))).Condition);
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(To(Phone, "Nobody"))).Condition);
        Assert.Equal(StanzaConditions.ServiceUnavailable, (await rooms.RefusalOfAsync(To(Phone, "Mia"))).Condition);
    }

    [Fact]
    public async Task An_invitation_names_room_inviter_and_reason()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var stanza = await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden"), Reason = "come\nin" },
            "i1",
            CancellationToken.None);

        var invite = Assert.Single(RoomNews.Find(stanza!)!.Invites);
        Assert.Equal((Garden, Phone.Bare, "i1"), (stanza!.From, stanza.To, stanza.Id));
        Assert.Equal((Jid.Parse(@"mia\40remote.test@rooms.test"), "come in"), (invite.From, invite.Reason));

        // For clients that know only XEP-0249.
        var direct = stanza.Payload(Namespaces.DirectInvitation + "x");
        Assert.Equal((Garden.ToString(), "come in"), (direct?.Attribute("jid")?.Value, direct?.Attribute("reason")?.Value));
    }

    [Theory]
    [InlineData(false, "we are\nfull", "You asked to come into this room; you are not let in: we are full")]
    [InlineData(true, null, "You asked to come into this room, and are banned from it.")]
    public async Task Who_asked_to_come_in_hears_from_the_room_that_they_may_not(bool isBan, string? reason, string words)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var stanza = await rooms.Parts.Traffic.RefuseAsync(
            rooms.Network,
            new RoomRefusal { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden"), Reason = reason, IsBan = isBan },
            "i1",
            CancellationToken.None);

        Assert.Equal((Garden, Phone.Bare, "i1", words), (stanza.From, stanza.To, stanza.Id, stanza.Body));
    }

    [Fact]
    public async Task Who_asked_to_come_in_hears_it_in_their_language()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Settings.Chosen = UserSettings.Default with { Language = "de" };

        var stanza = await rooms.Parts.Traffic.RefuseAsync(
            rooms.Network,
            new RoomRefusal { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden"), IsBan = true },
            "i1",
            CancellationToken.None);

        Assert.Equal(("de", RoomTexts.NotLetIn(true, null).German), (stanza.Lang, stanza.Body));
    }

    private static Stanza Order(RoomsUnderTest rooms, RoomItem item) => rooms.Ask(Phone, new RoomOrders([item]).ToElement(), "set");
}
