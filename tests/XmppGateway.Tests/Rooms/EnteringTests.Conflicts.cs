using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

public sealed partial class EnteringTests
{
    [Fact]
    public async Task A_name_that_somebody_has_is_a_conflict_and_who_was_not_in_before_is_taken_out_again()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.TakeAsked();

        var error = await rooms.RefusalOfAsync(Join(Carol, "Mia"));

        Assert.Equal(StanzaConditions.Conflict, error.Condition);
        Assert.Equal(Garden, error.By);
        Assert.Equal(["enter #garden carol Mia", "leave !garden carol"], rooms.Remote.TakeAsked());
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Carol, "hello"))).Condition);
    }

    [Fact]
    public async Task Who_belongs_to_a_room_comes_back_into_it_also_when_its_address_is_gone()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.RestartAsync();
        rooms.Remote.Forget("#garden");

        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone), Phone));
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Join(Carol, "carol"))).Condition);
    }

    [Fact]
    public async Task Clients_in_a_room_whose_address_leads_to_another_one_now_come_in_anew()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.Add("park");
        rooms.Remote.Alias("#garden", "park");

        var sent = await rooms.EnterAsync(Carol, "carol");

        Assert.Equal(["room", "-alice 110 333"], Lines(sent.Where(stanza => stanza.To!.Bare == Phone.Bare)));
        Assert.Equal(["+carol 100 110", "="], Lines(sent, Carol));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone), Phone));
    }

    [Fact]
    public async Task A_conflict_in_a_closed_room_uses_up_no_invitation()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true };
        rooms.Remote.TakeAsked();

        Assert.Equal(StanzaConditions.Conflict, (await rooms.RefusalOfAsync(Join(Carol, "Mia"))).Condition);

        // On the network nobody bears the name that was refused.
        Assert.Equal(["enter #garden carol Mia"], rooms.Remote.TakeAsked());
        Assert.Equal(new RoomChange.Nick("Mia (carol@localhost)"), Assert.Single(rooms.Remote.Changes));
        Assert.Contains("+carol 100 110", Lines(await rooms.EnterAsync(Carol, "carol"), Carol));
    }

    /// <summary>Else they would belong to it there, and see nothing of it here.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_does_not_need_another_invitation_is_taken_out_again_after_a_refused_first_entry(bool isConflict)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.LetsBackIn = true;
        await rooms.EnterAsync(Phone);
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true };
        rooms.Remote.TakeAsked();
        rooms.Remote.TellsMembers = isConflict;
        if (!isConflict)
        {
            await rooms.RestartAsync();
        }

        await rooms.RefusalOfAsync(Join(Carol, "Mia"));

        Assert.Equal(["enter #garden carol Mia", "leave !garden carol"], rooms.Remote.TakeAsked());
        Assert.Empty(rooms.Remote.Changes);
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "carol@localhost", TestContext.Current.CancellationToken));
        rooms.Remote.TellsMembers = true;
        Assert.Contains("+carol 100 110", Lines(await rooms.EnterAsync(Carol, "carol"), Carol));
    }

    [Fact]
    public async Task Others_see_who_stays_in_a_closed_room_after_a_conflict()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true };
        await rooms.RefusalOfAsync(Join(Carol, "Mia"));

        Assert.Equal(["+Mia (carol@localhost)"], Lines(rooms.Link.TakeSent(), Phone));
    }

    [Fact]
    public async Task A_closed_room_that_does_not_say_who_is_in_it_can_be_entered_again()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true };
        rooms.Remote.TellsMembers = false;

        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(Join(Phone))).Condition);

        Assert.DoesNotContain(rooms.Remote.TakeAsked(), asked => asked.StartsWith("leave", StringComparison.Ordinal));
        rooms.Remote.TellsMembers = true;
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone), Phone));
    }

    [Fact]
    public async Task Who_could_not_come_in_and_not_leave_leaves_later()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.TellsMembers = false;
        rooms.Remote.LetsGo = false;
        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(Join(Phone))).Condition);
        Assert.Contains(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
        rooms.Remote.TellsMembers = true;
        rooms.Remote.LetsGo = true;

        await rooms.Parts.Absence.EndAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_is_in_a_room_of_which_nothing_is_known_yet_belongs_to_it_until_they_come_in_or_leave_it_for_want_of_a_client()
    {
        await using var rooms = await RoomsUnderTest.StartAsync(RoomOptions.Default with { LeaveAfter = TimeSpan.FromHours(1) });
        rooms.Remote.Refusal = new RoomEntry.Unfinished(rooms.Room.Id, ScriptedRooms.IdentityOf(Phone), LocalText.Same("Away."), FailureCondition.RemoteServerTimeout);
        rooms.Remote.TellsMembers = false;

        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(Join(Phone))).Condition);

        rooms.Remote.TakeAsked();
        await rooms.Parts.Absence.EndAsync(TestContext.Current.CancellationToken);
        rooms.Time.Advance(TimeSpan.FromHours(2));
        await rooms.Parts.Absence.EndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Who_belongs_to_the_room_still_does_after_a_conflict()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Carol, "carol");
        await rooms.EnterAsync(Phone);
        await rooms.ReceiveAsync(Bounce(Carol));
        rooms.Remote.TakeAsked();

        Assert.Equal(StanzaConditions.Conflict, (await rooms.RefusalOfAsync(Join(Carol, "Mia"))).Condition);

        Assert.DoesNotContain(rooms.Remote.TakeAsked(), asked => asked.StartsWith("leave", StringComparison.Ordinal));
        Assert.Contains("+carol 100 110", Lines(await rooms.EnterAsync(Carol, "carol"), Carol));
    }
}
