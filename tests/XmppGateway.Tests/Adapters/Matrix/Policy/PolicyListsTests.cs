using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using XmppGateway.Tests.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Policy;

/// <summary>What the operator's policy lists, and the ACLs of rooms, keep apart.</summary>
public sealed class PolicyListsTests
{
    private const string List = "#bans:matrix.test";
    private const string Spammer = "@spam:evil.test";

    [Fact]
    public async Task Who_is_banned_gets_no_message_and_the_sender_hears_why()
    {
        await using var harness = await StartAsync(("m.policy.rule.server", "evil.test", "sells things"));

        var refused = Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello", contact: Spammer));

        Assert.Equal(FailureCondition.PolicyViolation, refused.Condition);
        Assert.Contains("sells things", refused.Reason.English, StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello"));
    }

    [Fact]
    public async Task A_user_of_ours_who_is_banned_hears_so()
    {
        await using var harness = await StartAsync(("m.policy.rule.user", MatrixHarness.Ghost, "was rude"));

        var refused = Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello"));

        Assert.Contains("was rude", refused.Reason.English, StringComparison.Ordinal);
        Assert.Contains("you", refused.Reason.English, StringComparison.Ordinal);
        Assert.Single(harness.Homeserver.Rooms);
    }

    [Fact]
    public async Task An_invitation_of_who_is_banned_is_declined()
    {
        await using var harness = await StartAsync(("m.policy.rule.user", MatrixHarness.Mia, "spam"));
        var (room, invitation) = harness.MiaInvites();

        Assert.Empty(await harness.UnderstandAsync(invitation));

        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task A_chat_with_who_is_banned_later_is_closed_and_both_are_told()
    {
        await using var harness = await StartAsync();
        var room = await harness.MiaBeginsAsync();
        await harness.UnderstandAsync(AddRule(harness, "m.policy.rule.user", MatrixHarness.Mia, "spam"));

        var told = Assert.IsType<Message>(Assert.Single(await harness.UnderstandAsync(harness.MiaWrites(room, "buy this"))));

        Assert.Equal(MessageKind.Notice, told.Kind);
        Assert.DoesNotContain("buy this", told.Body.Plain, StringComparison.Ordinal);
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task A_rule_that_is_taken_back_lets_them_write_again()
    {
        await using var harness = await StartAsync(("m.policy.rule.user", Spammer, "spam"));
        Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello", contact: Spammer));

        var list = ListOf(harness.Homeserver);
        await harness.UnderstandAsync(harness.Homeserver.AddEvent(list, "m.policy.rule.user", MatrixHarness.Mia, "rule 0", []));

        harness.Homeserver.Users[Spammer] = "No spammer";
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello", contact: Spammer));
    }

    [Fact]
    public async Task A_rule_in_a_room_that_is_no_list_means_nothing()
    {
        await using var harness = await StartAsync();
        var room = await harness.MiaBeginsAsync();

        Assert.Empty(await harness.UnderstandAsync(harness.Homeserver.AddEvent(
            room, "m.policy.rule.user", MatrixHarness.Mia, "rule", Rule(MatrixHarness.Mia, "me"))));

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello"));
    }

    [Fact]
    public async Task A_banned_room_is_not_entered_and_one_behind_an_alias_is_left_again()
    {
        await using var groups = await GroupsUnderTest.StartAsync([List], AddList);
        await UntilReadAsync(groups.Harness);
        await groups.Harness.UnderstandAsync(AddRule(groups.Harness, "m.policy.rule.room", groups.Id.Value, "not nice"));

        var refused = Assert.IsType<RoomEntry.Refused>(await groups.EnterAsync());

        Assert.Equal(FailureCondition.PolicyViolation, refused.Condition);
        Assert.Contains("not nice", refused.Reason.English, StringComparison.Ordinal);
        Assert.Equal("leave", groups.Room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task A_room_that_takes_nothing_from_our_server_says_so_instead_of_nothing()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.server_acl", new JsonObject { ["allow"] = new JsonArray("*"), ["deny"] = new JsonArray("matrix.test") });

        var refused = Assert.IsType<DeliveryResult.Rejected>(await SayAsync(groups));
        Assert.Equal(FailureCondition.NotAllowed, refused.Condition);

        await groups.ReadAsync(groups.Add("m.room.server_acl", new JsonObject { ["allow"] = new JsonArray("*") }));
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(groups));
    }

    [Fact]
    public async Task Who_is_banned_gives_no_orders_in_rooms_either()
    {
        await using var groups = await GroupsUnderTest.StartAsync([List], AddList);
        await UntilReadAsync(groups.Harness);
        await groups.EnterAsync();
        var kick = new RoomChange.Remove(new RemoteUserId(MatrixHarness.Mia), "out");
        await groups.Harness.UnderstandAsync(AddRule(groups.Harness, "m.policy.rule.user", MatrixHarness.Ghost, "was rude"));

        var refused = Assert.IsType<RoomAnswer.Refused>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, kick, MatrixHarness.Cancelled));

        Assert.Equal(FailureCondition.PolicyViolation, refused.Condition);
        Assert.Equal("join", groups.Room.MembershipOf(MatrixHarness.Mia));
    }

    [Theory]
    [InlineData("dora", false, FailureCondition.PolicyViolation)]
    [InlineData("emil", false, null)]
    [InlineData("emil", true, FailureCondition.NotAllowed)]
    [InlineData(null, false, null)]
    [InlineData(null, true, FailureCondition.NotAllowed)]
    public async Task Occupants_of_a_connected_room_are_judged_by_their_own_ghosts_and_all_by_its_ACL(string? nick, bool isClosed, FailureCondition? condition)
    {
        const string bot = "@xmppbot:matrix.test";
        await using var harness = await StartAsync(("m.policy.rule.user", "@_xmpp_garden=40rooms.test/dora:matrix.test", "was rude"));
        var room = harness.Homeserver.AddPublicRoom("garden", MatrixHarness.Mia, bot);
        harness.Homeserver.AddEvent(room, "m.room.power_levels", MatrixHarness.Mia, "", new JsonObject { ["users"] = new JsonObject { [bot] = 50 } });
        if (isClosed)
            harness.Homeserver.AddEvent(room, "m.room.server_acl", MatrixHarness.Mia, "", new JsonObject { ["allow"] = new JsonArray("*"), ["deny"] = new JsonArray("matrix.test") });
        var garden = Jid.Parse("garden@rooms.test");
        await ((IVisitsRooms)harness.Adapter).OpenAsync(new RemoteRoomId(room.Id), garden, MatrixHarness.Cancelled);

        var result = await harness.SendAsync(new Message
        {
            User = nick is null ? garden : garden.WithResource(nick),
            Contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true },
            Timestamp = harness.Time.GetUtcNow(),
            Body = new RichText("hello"),
        });

        Assert.Equal(condition, (result as DeliveryResult.Rejected)?.Condition);
    }

    [Fact]
    public async Task A_list_is_read_when_the_homeserver_comes_later()
    {
        await using var harness = await MatrixHarness.StartAsync(homeserverIsUp: false, [List], server =>
        {
            AddList(server);
            Add(server, "rule", "m.policy.rule.user", Spammer, "spam");
        });
        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);

        harness.Time.Advance(TimeSpan.FromMinutes(2));
        await UntilReadAsync(harness);

        Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync("hello", contact: Spammer));
    }

    private static ValueTask<DeliveryResult> SayAsync(GroupsUnderTest groups) => groups.Harness.SendAsync(new Message
    {
        User = MatrixHarness.Alice,
        Contact = new RemoteContact(new RemoteUserId(groups.Id.Value), groups.Id.Value) { IsRoom = true },
        Timestamp = DateTimeOffset.UnixEpoch,
        Body = new RichText("hello"),
    });

    /// <summary>An adapter that has read a list of these rules.</summary>
    private static async Task<MatrixHarness> StartAsync(params (string Type, string Entity, string Reason)[] rules)
    {
        var harness = await MatrixHarness.StartAsync(policyLists: [List], prepare: server =>
        {
            AddList(server);
            foreach (var (number, rule) in rules.Index())
            {
                Add(server, $"rule {number}", rule.Type, rule.Entity, rule.Reason);
            }
        });
        await UntilReadAsync(harness);
        return harness;
    }

    private static Task UntilReadAsync(MatrixHarness harness) =>
        MatrixHarness.UntilAsync(() => harness.Context.Log.Lines.Any(line => line.Text.Contains("was read", StringComparison.Ordinal)));

    private static void AddList(FakeHomeserver server) => server.Aliases[List] = server.AddRoom(MatrixHarness.Mia).Id;

    private static FakeRoom ListOf(FakeHomeserver server) => server.Rooms[server.Aliases[List]];

    private static JsonObject AddRule(MatrixHarness harness, string type, string entity, string reason) =>
        Add(harness.Homeserver, "added", type, entity, reason);

    private static JsonObject Add(FakeHomeserver server, string key, string type, string entity, string reason) =>
        server.AddEvent(ListOf(server), type, MatrixHarness.Mia, key, Rule(entity, reason));

    private static JsonObject Rule(string entity, string reason) => new() { ["entity"] = entity, ["recommendation"] = "m.ban", ["reason"] = reason };
}
