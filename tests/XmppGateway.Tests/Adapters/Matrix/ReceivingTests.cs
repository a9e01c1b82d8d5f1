using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

public sealed class ReceivingTests
{
    [Fact]
    public async Task An_invitation_is_followed_and_asks_for_a_subscription()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();

        var request = Assert.IsType<ContactRequest>(Assert.Single(await harness.UnderstandAsync(invitation)));

        Assert.Equal(MatrixHarness.Alice, request.User);
        Assert.Equal(new RemoteContact(new RemoteUserId(MatrixHarness.Mia), MatrixHarness.Mia, "Mia"), request.Contact);
        Assert.Equal("join", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task Answers_go_into_the_room_that_the_contact_has_made()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();

        await harness.SendAsync("hello Mia");

        Assert.Equal(["hello Mia"], Assert.Single(harness.Homeserver.Rooms.Values).Bodies);
        Assert.Same(room, Assert.Single(harness.Homeserver.Rooms.Values));
    }

    [Fact]
    public async Task A_message_comes_with_its_id_and_time()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "hello");

        var message = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(written)));

        Assert.Equal("hello", message.Body.Plain);
        Assert.Equal((string)written["event_id"]!, message.Id?.Value);
        Assert.Equal((long)written["origin_server_ts"]!, message.Timestamp.ToUnixTimeMilliseconds());
        Assert.Equal("Mia", message.Contact.DisplayName);
        Assert.Equal(MessageKind.Chat, message.Kind);
    }

    /// <summary>Also when nobody has told us that a third person came in.</summary>
    [Fact]
    public async Task What_a_third_person_says_in_a_chat_of_two_is_not_said_by_the_contact()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();

        var shown = await harness.UnderstandAsync(harness.Homeserver.AddEvent(room, "m.room.message", "@eve:matrix.test", null, MatrixEvents.Text("I am Mia")));

        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, what => what is Message { Body.Plain: "I am Mia" });
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task The_same_event_gives_the_same_again_after_a_crash()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();
        var early = harness.MiaWrites(room, "written before anybody joined");

        var first = await harness.UnderstandAsync(invitation);
        harness.MiaWrites(room, "later");
        await harness.RestartAdapterAsync();
        var second = await harness.UnderstandAsync(invitation);

        Assert.Equal(2, first.Count);
        Assert.Equal(first, second);
        Assert.Equal("written before anybody joined", Assert.IsType<Message>(first[1]).Body.Plain);
        Assert.Empty(await harness.UnderstandAsync(early));
    }

    [Fact]
    public async Task What_was_edited_before_anybody_joined_is_shown_as_it_is_now()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();
        var early = harness.MiaWrites(room, "frist");
        foreach (var text in new[] { "first", "the first" })
        {
            harness.Homeserver.AddEvent(room, "m.room.message", MatrixHarness.Mia, null, MatrixEvents.Edit((string)early["event_id"]!, text));
        }

        var events = await harness.UnderstandAsync(invitation);

        Assert.Equal(2, events.Count);
        Assert.Equal("the first", Assert.IsType<Message>(events[1]).Body.Plain);
    }

    [Fact]
    public async Task Nothing_older_than_the_invitation_is_replayed()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        harness.MiaWrites(room, "a note to myself");
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite", ["is_direct"] = true });

        Assert.IsType<ContactRequest>(Assert.Single(await harness.UnderstandAsync(invitation)));
    }

    [Fact]
    public async Task A_message_in_our_own_room_is_understood_before_its_creation_is_noted()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.LoseAnswer = request => request.EndsWith("/createRoom", StringComparison.Ordinal);
        await harness.SendAsync("hello");
        var room = Assert.Single(harness.Homeserver.Rooms.Values);

        Assert.Empty(await harness.UnderstandAsync(room.State[("m.room.member", MatrixHarness.Mia)]));
        var message = Assert.Single(await harness.UnderstandAsync(harness.MiaWrites(room, "I accept")));

        Assert.Equal(MatrixHarness.Alice, message.User);
    }

    [Fact]
    public async Task In_a_chat_of_two_the_gateway_speaks_the_language_of_the_user()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Context.Language = "de";
        var room = await harness.MiaBeginsAsync();

        await harness.UnderstandAsync(harness.Homeserver.AddEvent(room, "m.room.encrypted", MatrixHarness.Mia, null, []));
        await harness.SendAsync(new Undeliverable
        {
            User = MatrixHarness.Alice,
            Contact = new RemoteContact(new RemoteUserId(MatrixHarness.Mia), MatrixHarness.Mia),
            Timestamp = harness.Time.GetUtcNow(),
            Condition = FailureCondition.NotAllowed,
            Reason = "Nein.",
        });

        Assert.StartsWith("Dieser Chat ist verschlüsselt", Assert.Single(room.Bodies), StringComparison.Ordinal);
        var other = Assert.Single(harness.Homeserver.Rooms.Values, r => r != room);
        Assert.Equal([$"Diese Nachricht konnte {MatrixHarness.Alice} nicht zugestellt werden: Nein."], other.Bodies);
    }

    [Fact]
    public async Task An_encrypted_room_is_explained_once_to_both_sides_and_the_chat_goes_on_elsewhere()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var first = harness.Homeserver.AddEvent(room, "m.room.encrypted", MatrixHarness.Mia, null, new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });
        var second = harness.Homeserver.AddEvent(room, "m.room.encrypted", MatrixHarness.Mia, null, new JsonObject());

        var told = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(first)));
        await harness.RestartAdapterAsync();
        var toldAgain = await harness.UnderstandAsync(first);

        Assert.Equal(MessageKind.Notice, told.Kind);
        Assert.Equal([told], toldAgain);
        Assert.Empty(await harness.UnderstandAsync(second));
        Assert.Contains("encrypted", Assert.Single(room.Bodies), StringComparison.Ordinal);
        Assert.Equal(2, harness.Homeserver.Rooms.Count);

        await harness.SendAsync("hello");
        var other = Assert.Single(harness.Homeserver.Rooms.Values, r => r != room);
        Assert.Equal(["hello"], other.Bodies);
        Assert.Equal("invite", other.MembershipOf(MatrixHarness.Mia));
    }

    [Fact]
    public async Task A_room_that_is_encrypted_from_the_start_is_explained_at_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();
        harness.Homeserver.AddEvent(room, "m.room.encryption", MatrixHarness.Mia, "", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });

        var events = await harness.UnderstandAsync(invitation);

        Assert.Equal([typeof(ContactRequest), typeof(Message)], events.Select(e => e.GetType()));
        Assert.Single(room.Bodies);
    }

    [Fact]
    public async Task A_group_is_left_with_an_explanation()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites("@noah:matrix.test");

        Assert.Empty(await harness.UnderstandAsync(invitation));

        Assert.Contains("no chat of two", Assert.Single(room.Bodies), StringComparison.Ordinal);
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task A_direct_chat_that_becomes_a_group_is_left_and_the_user_told()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var third = harness.Homeserver.AddEvent(
            room, "m.room.member", "@noah:matrix.test", "@noah:matrix.test", new JsonObject { ["membership"] = "join" });

        var told = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(third)));
        Assert.Equal([told], await harness.UnderstandAsync(third));
        Assert.Single(room.Bodies);
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
        await harness.SendAsync("alone again");
        Assert.Equal(2, harness.Homeserver.Rooms.Count);
    }

    [Theory]
    [InlineData(UserStanding.Unknown)]
    [InlineData(UserStanding.NotAllowed)]
    public async Task An_invitation_for_nobody_is_declined(UserStanding standing)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Context.Standing = _ => standing;
        var (room, invitation) = harness.MiaInvites();

        Assert.Empty(await harness.UnderstandAsync(invitation));
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
        Assert.DoesNotContain(MatrixHarness.Ghost, harness.Homeserver.Users.Keys);
    }

    [Fact]
    public async Task An_invitation_waits_for_a_homeserver_in_trouble()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();
        harness.Homeserver.Interfere = http => FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "slow down", 60_000);
        Assert.Equal(new Interpretation.Later("slow down", TimeSpan.FromMinutes(1)), await harness.InterpretAsync(invitation));
        harness.Homeserver.Interfere = http => FakeHomeserver.RefuseAsync(http, 503, "M_UNKNOWN", "starting");
        Assert.IsType<Interpretation.Later>(await harness.InterpretAsync(invitation));

        harness.Homeserver.Interfere = _ => Task.FromResult(false);
        Assert.Single(await harness.UnderstandAsync(invitation));
        Assert.Equal("join", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task A_withdrawn_invitation_is_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var (room, invitation) = harness.MiaInvites();
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "leave" });

        Assert.Empty(await harness.UnderstandAsync(invitation));
    }

    [Fact]
    public async Task People_whose_ids_differ_in_case_are_different_people()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Users["@Mia:matrix.test"] = "Another Mia";

        await harness.SendAsync("for mia");
        await harness.SendAsync("for Mia", contact: "@Mia:matrix.test");

        Assert.Equal([["for mia"], ["for Mia"]], harness.Homeserver.Rooms.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => r.Bodies));
    }

    [Fact]
    public async Task A_changed_name_is_shown_from_then_on()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        await harness.UnderstandAsync(harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Mia, new JsonObject { ["membership"] = "join", ["displayname"] = "Mia (away)" }));

        Assert.Equal("Mia (away)", Assert.Single(await harness.UnderstandAsync(harness.MiaWrites(room, "x"))).Contact.DisplayName);
    }
}
