using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

public sealed partial class GroupRoomsTests
{
    [Fact]
    public async Task Who_enters_has_the_wished_name_in_this_room_alone_and_learns_what_it_is_like()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Add("m.room.name", new JsonObject { ["name"] = "Garden" });
        groups.Add("m.room.canonical_alias", new JsonObject { ["alias"] = GroupsUnderTest.Alias });
        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = "public" });
        groups.Add("m.room.topic", new JsonObject { ["topic"] = "Roses" });

        var entered = Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync("ally"));

        Assert.Equal(MatrixHarness.Ghost, entered.Self.Value);
        Assert.Equal((groups.Id, new RoomAddress(GroupsUnderTest.Alias), "Garden"), (entered.State.Id, entered.State.Address, entered.State.Name));
        Assert.Equal(("Roses", MatrixHarness.Mia), (entered.State.Subject.Text, entered.State.Subject.By?.Id.Value));
        Assert.Equal((true, false, false), (entered.State.IsPublic, entered.State.IsMembersOnly, entered.State.IsModerated));
        Assert.Equal("ally", (string?)groups.Room.State[("m.room.member", MatrixHarness.Ghost)]["content"]!["displayname"]);
        Assert.NotEqual("ally", groups.Harness.Homeserver.Users[MatrixHarness.Ghost]);
    }

    [Theory]
    [InlineData(404, "M_NOT_FOUND", "No such alias.", FailureCondition.NoSuchRecipient)]
    [InlineData(404, "M_UNKNOWN", "Can't join remote room because no servers that are in the room have been provided.", FailureCondition.NoSuchRecipient)]
    [InlineData(403, "M_FORBIDDEN", "You are not invited to this room.", FailureCondition.MembersOnly)]
    [InlineData(403, "M_FORBIDDEN", "You are banned from this room.", FailureCondition.NotAllowed)]
    [InlineData(500, "M_UNKNOWN", "Broken.", FailureCondition.RemoteServerTimeout)]
    [InlineData(400, "M_UNSUPPORTED_ROOM_VERSION", "Too new.", FailureCondition.ServiceUnavailable)]
    public async Task A_refusal_has_the_kind_and_the_words_of_the_homeserver(int status, string code, string text, FailureCondition condition)
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Refusal = (status, code, text);

        var refused = Assert.IsType<RoomEntry.Refused>(await groups.EnterAsync());

        Assert.Equal(condition, refused.Condition);
        Assert.Contains(text, refused.Reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_stays_in_a_room_that_was_replaced()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Add("m.room.tombstone", new JsonObject { ["body"] = "moved", ["replacement_room"] = "!park:matrix.test" });

        Assert.Equal(new RoomEntry.Over(new RoomAddress("!park:matrix.test")), await groups.EnterAsync());

        Assert.Equal("leave", (string?)groups.Room.State[("m.room.member", MatrixHarness.Ghost)]["content"]!["membership"]);
    }

    [Theory]
    [InlineData("leave", false)]
    [InlineData("ban", false)]
    [InlineData("join", true)]
    public async Task Another_name_does_not_bring_anybody_in_again(string membership, bool isNamed)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.member", new JsonObject { ["membership"] = membership, ["displayname"] = "alice" }, MatrixHarness.Ghost);
        var isWritten = false;
        var others = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http =>
        {
            isWritten |= http.Request.Method == "PUT" && http.Request.Path.Value!.Contains("/state/m.room.member/", StringComparison.Ordinal);
            return others(http);
        };

        var answer = await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Nick("ally"), MatrixHarness.Cancelled);

        Assert.Equal((isNamed, isNamed, membership), (answer is RoomAnswer.Done, isWritten, groups.Room.MembershipOf(MatrixHarness.Ghost)));
    }

    [Fact]
    public async Task A_name_is_not_written_while_nobody_knows_whether_they_are_inside()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var answer = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http => http.Request.Method == "GET" && http.Request.Path.Value!.Contains("/state/m.room.member/", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 502, "M_UNKNOWN", "Bad gateway")
            : answer(http);

        Assert.IsType<RoomAnswer.Refused>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Nick("ally"), MatrixHarness.Cancelled));

        Assert.Equal("alice", (string?)groups.Room.State[("m.room.member", MatrixHarness.Ghost)]["content"]!["displayname"]);
    }

    [Fact]
    public async Task A_room_whose_id_names_no_server_is_looked_for_where_its_link_says()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        var id = "!" + new string('a', 43);
        var address = Assert.IsType<RoomAddress>(groups.Host.ParseRoom($"https://matrix.to/#/{id}?via=one.example&via=no%20server&via=two.example%3A8448"));

        var asked = await AskedForAsync(groups, address);

        Assert.Equal(new RoomAddress(id), address);
        Assert.Equal(["one.example", "two.example:8448"], asked);
    }

    [Fact]
    public async Task A_successor_without_a_server_is_looked_for_where_its_tombstone_was_written()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var id = "!" + new string('b', 43);
        var end = Assert.IsType<RoomEnd>(await groups.ReadAsync(
            groups.Add("m.room.tombstone", new JsonObject { ["replacement_room"] = id }, sender: "@mod:elsewhere.example")));

        Assert.Equal(["elsewhere.example"], await AskedForAsync(groups, end.Successor!));
    }

    private static async Task<IReadOnlyList<string?>> AskedForAsync(GroupsUnderTest groups, RoomAddress address)
    {
        IReadOnlyList<string?> via = [];
        var answer = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http =>
        {
            via = http.Request.Path.Value!.Contains("/join/", StringComparison.Ordinal) ? [.. http.Request.Query["via"]] : via;
            return answer(http);
        };
        await groups.Host.EnterAsync(address, MatrixHarness.Alice, "alice", MatrixHarness.Cancelled);
        return via;
    }

    [Fact]
    public async Task Nothing_of_a_room_that_nobody_could_enter_is_understood()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Refusal = (403, "M_FORBIDDEN", "You are banned from this room.");
        await groups.EnterAsync();

        Assert.Null(await groups.ReadAsync(groups.Add("m.room.message", MatrixEvents.Text("hello"), null)));
    }

    [Fact]
    public async Task Members_are_those_who_have_joined_with_their_ranks_and_rights()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, GroupsUnderTest.Ben, GroupsUnderTest.Ben);
        groups.Add("m.room.power_levels", new JsonObject { ["events_default"] = 10, ["users"] = new JsonObject { [MatrixHarness.Mia] = 100 } });

        var members = await groups.Host.GetMembersAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled);

        Assert.Equal(
            [(MatrixHarness.Ghost, "alice", RoomRank.Guest, false), (MatrixHarness.Mia, "Mia", RoomRank.Owner, true)],
            members!.Select(member => (member.Who.Id.Value, member.Who.DisplayName!, member.Rank, member.MaySpeak)).OrderBy(member => member.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Members_wear_what_their_rank_does_not_say()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.create", new JsonObject { ["room_version"] = "12" });
        groups.Add("m.room.member", new JsonObject { ["membership"] = "join" }, GroupsUnderTest.Ben, GroupsUnderTest.Ben);
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [GroupsUnderTest.Ben] = 75, [MatrixHarness.Ghost] = 50 } });
        groups.Add("io.element.functional_members", new JsonObject { ["service_members"] = new JsonArray(GroupsUnderTest.Ben, 7) });

        var members = await groups.Host.GetMembersAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled);

        Assert.Equal(
            [(MatrixHarness.Ghost, ""), (GroupsUnderTest.Ben, "level-75 bot"), (MatrixHarness.Mia, "creator")],
            members!.Select(member => (member.Who.Id.Value, string.Join(' ', member.Hats.Select(hat => hat.Id)))).OrderBy(member => member.Value, StringComparer.Ordinal));
        Assert.Equal("Berechtigungsstufe 75", members!.Single(member => member.Who.Id.Value == GroupsUnderTest.Ben).Hats[0].Title.German);
        Assert.IsType<RoomRanksChange>(await groups.ReadAsync(groups.Add("io.element.functional_members", [])));
    }

    [Fact]
    public async Task The_picture_of_a_room_is_read_set_and_taken_away()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        async Task<Avatar?> PictureAsync() => (await groups.Host.GetStateAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled))!.Avatar;
        Assert.Null(await PictureAsync());

        Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Photo(new Picture(new byte[] { 1, 2, 3 }, "image/png")), MatrixHarness.Cancelled));

        var set = (await PictureAsync())!;
        Assert.Equal(set.Id, (string?)groups.Room.State[("m.room.avatar", "")]["content"]!["url"]);
        Assert.Equal([1, 2, 3], (await set.Open(MatrixHarness.Cancelled))!.Content.ToArray());
        Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Photo(null), MatrixHarness.Cancelled));
        Assert.Null(await PictureAsync());
    }

    [Theory]
    [InlineData("https://elsewhere.test/a.png")]
    [InlineData("mxc://matrix.test/../x")]
    public async Task A_picture_that_is_nowhere_on_Matrix_is_none(string url)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.avatar", new JsonObject { ["url"] = url });

        Assert.Null((await groups.Host.GetStateAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled))!.Avatar);
    }

    [Fact]
    public async Task A_message_that_is_several_events_is_taken_away_whole()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Harness.Context.Media = _ => new MediaResult.Opened(new MediaContent(new MemoryStream([1]), "image/png", 1));
        var sent = Assert.IsType<DeliveryResult.Delivered>(await groups.Harness.SendAsync(new Message
        {
            User = MatrixHarness.Alice,
            Contact = new RemoteContact(new RemoteUserId(groups.Id.Value), GroupsUnderTest.Alias) { IsRoom = true },
            Timestamp = DateTimeOffset.UnixEpoch,
            Body = new RichText("look"),
            Attachments = [new AttachedFile("https://upload.test/1.png", "1.png", "image/png")],
        }));
        var said = groups.Room.Events.Where(what => (string?)what["type"] == "m.room.message").Select(what => (string?)what["event_id"]).ToList();
        Assert.Equal(2, said.Count);

        Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Retract(sent.Id!.Value, "rude"), MatrixHarness.Cancelled));

        Assert.Equal(
            said.AsEnumerable().Reverse(),
            groups.Room.Events.Where(what => (string?)what["type"] == "m.room.redaction").Select(what => (string?)what["content"]!["redacts"]));
    }

    [Fact]
    public async Task Who_is_listed_need_not_be_there()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.member", new JsonObject { ["membership"] = "ban" }, GroupsUnderTest.Ben);
        groups.Add("m.room.member", new JsonObject { ["membership"] = "invite" }, "@kim:matrix.test");
        groups.Add("m.room.power_levels", new JsonObject
        {
            ["users"] = new JsonObject { [MatrixHarness.Mia] = 100, ["@gone:matrix.test"] = 100, ["@mod:matrix.test"] = 50, ["no id"] = 100 },
        });

        Assert.Equal([GroupsUnderTest.Ben], await ListedAsync(RoomRank.Banned));
        Assert.Equal(["@gone:matrix.test", MatrixHarness.Mia], await ListedAsync(RoomRank.Owner));
        Assert.Equal(["@mod:matrix.test"], await ListedAsync(RoomRank.Administrator));
        Assert.Empty(await ListedAsync(RoomRank.Member));

        async Task<IEnumerable<string>> ListedAsync(RoomRank rank) =>
            (await groups.Host.GetListedAsync(groups.Id, MatrixHarness.Alice, rank, MatrixHarness.Cancelled))!
            .Select(member => member.Who.Id.Value).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Identities_lead_to_users_and_back()
    {
        await using var groups = await GroupsUnderTest.StartAsync();

        Assert.Equal(new RemoteUserId(MatrixHarness.Ghost), groups.Host.IdentityOf(MatrixHarness.Alice));
        Assert.Equal(MatrixHarness.Alice, groups.Host.UserOf(new RemoteUserId(MatrixHarness.Ghost)));
        Assert.Null(groups.Host.UserOf(new RemoteUserId(MatrixHarness.Mia)));
    }

    [Fact]
    public async Task Changes_are_made_as_the_ghost()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        foreach (var change in new RoomChange[]
        {
            new RoomChange.Subject("Tulips"), new RoomChange.Nick("ally"), new RoomChange.Configuration("Park", true, true, null),
            new RoomChange.Rank(new RemoteUserId(MatrixHarness.Mia), RoomRank.Owner, null),
        })
        {
            Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, change, MatrixHarness.Cancelled));
        }

        JsonNode Content(string type, string key = "") => groups.Room.State[(type, key)]["content"]!;
        Assert.Equal("Tulips", (string?)Content("m.room.topic")["topic"]);
        Assert.Equal("ally", (string?)Content("m.room.member", MatrixHarness.Ghost)["displayname"]);
        Assert.Equal("Park", (string?)Content("m.room.name")["name"]);
        Assert.Equal("invite", (string?)Content("m.room.join_rules")["join_rule"]);
        Assert.Equal(50, (int)Content("m.room.power_levels")["events_default"]!);
        Assert.Equal(100, (int)Content("m.room.power_levels")["users"]![MatrixHarness.Mia]!);
        Assert.Equal(MatrixHarness.Ghost, (string?)groups.Room.State[("m.room.topic", "")]["sender"]);
    }

    [Fact]
    public async Task Each_rule_is_its_state_event_or_the_listing_in_the_directory_and_is_read_back()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = "public" });
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Ghost] = 100 } });
        async Task<(bool, bool, bool, bool?, bool?)> RulesAsync() =>
            await groups.Host.GetStateAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled) is { } state
                ? (state.IsMembersOnly, state.IsModerated, state.IsPublic, state.EverybodySetsSubject, state.EverybodyInvites)
                : throw new InvalidOperationException("No state.");
        Assert.Equal((false, false, true, false, true), await RulesAsync());

        foreach (var change in new RoomChange.Configuration[]
        {
            new(null, true, null, null), new(null, null, true, null), new(null, null, null, false),
            new(null, null, null, null) { EverybodySetsSubject = true }, new(null, null, null, null) { EverybodyInvites = false },
        })
        {
            Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, change, MatrixHarness.Cancelled));
        }

        Assert.Equal((true, true, false, true, false), await RulesAsync());
        var levels = groups.Room.State[("m.room.power_levels", "")]["content"]!;
        Assert.Equal((0, 50, 100), ((int)levels["events"]!["m.room.topic"]!, (int)levels["invite"]!, (int)levels["users"]![MatrixHarness.Ghost]!));

        foreach (var change in new RoomChange.Configuration[]
        {
            new(null, false, false, true), new(null, null, null, null) { EverybodySetsSubject = false, EverybodyInvites = true },
        })
        {
            await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, change, MatrixHarness.Cancelled);
        }

        Assert.Equal((false, false, true, false, true), await RulesAsync());
    }

    [Theory]
    [InlineData("public", false)]
    [InlineData("knock", true)]
    [InlineData("restricted", true)]
    [InlineData("invite", true)]
    public async Task A_room_into_which_nobody_comes_without_being_let_in_is_for_members(string rule, bool isMembersOnly)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = rule });

        Assert.Equal(isMembersOnly, (await groups.Host.GetStateAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled))!.IsMembersOnly);
    }

    [Fact]
    public async Task A_rule_that_the_homeserver_does_not_let_be_set_is_refused_in_its_words()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.RefusedState = "m.room.name";

        var refused = Assert.IsType<RoomAnswer.Refused>(await groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Configuration("Park", null, null, null), MatrixHarness.Cancelled));

        Assert.Equal(FailureCondition.NotAllowed, refused.Condition);
        Assert.Contains("permission to post that", refused.Reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_joined_a_room_that_tells_nothing_more_is_in_it()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.BreaksAfterJoin = true;

        var entry = Assert.IsType<RoomEntry.Unfinished>(await groups.EnterAsync());

        Assert.Equal((groups.Id, MatrixHarness.Ghost, FailureCondition.RemoteServerTimeout), (entry.Room, entry.Self.Value, entry.Condition));
        groups.BreaksAfterJoin = false;
        Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync());
    }

    [Fact]
    public async Task Another_name_takes_no_picture_away()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var joined = new JsonObject { ["membership"] = "join", ["displayname"] = "Alice", ["avatar_url"] = "mxc://matrix.test/rose" };
        groups.Add("m.room.member", joined, MatrixHarness.Ghost, MatrixHarness.Ghost);

        await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Nick("ally"), MatrixHarness.Cancelled);

        var member = groups.Room.State[("m.room.member", MatrixHarness.Ghost)]["content"]!;
        Assert.Equal(("ally", "mxc://matrix.test/rose"), ((string?)member["displayname"], (string?)member["avatar_url"]));
    }

    [Theory]
    [InlineData("#tulips:matrix.test", true, true)]
    [InlineData("#nowhere:matrix.test", true, false)]
    [InlineData("#nowhere:matrix.test", false, true)]
    [InlineData("!any:matrix.test", true, true)]
    [InlineData("#_xmpp_garden=40rooms.test:matrix.test", true, true)]
    public async Task Only_an_alias_that_the_homeserver_does_not_know_is_no_room(string address, bool isUp, bool isThere)
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Harness.Homeserver.AddPublicRoom("tulips", MatrixHarness.Mia);
        if (!isUp)
        {
            groups.Harness.Homeserver.Interfere = http => FakeHomeserver.RefuseAsync(http, 502, "M_UNKNOWN", "Bad gateway");
        }

        Assert.Equal(isThere, await groups.Host.IsThereAsync(new RoomAddress(address), MatrixHarness.Cancelled));
    }

    [Fact]
    public async Task Ranks_that_are_given_at_once_are_all_given()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Ghost] = 100 } });
        string[] people = [.. Enumerable.Range(0, 8).Select(number => $"@p{number}:matrix.test")];

        var answers = await Task.WhenAll(people.Select(who => groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Rank(new RemoteUserId(who), RoomRank.Administrator, null), MatrixHarness.Cancelled).AsTask()));

        Assert.All(answers, answer => Assert.IsType<RoomAnswer.Done>(answer));
        var users = groups.Room.State[("m.room.power_levels", "")]["content"]!["users"]!.AsObject();
        Assert.Equal([MatrixHarness.Ghost, .. people], users.Select(user => user.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_has_left_and_may_do_it_twice()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        Assert.IsType<RoomAnswer.Done>(await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, "bye", MatrixHarness.Cancelled));

        Assert.Equal("leave", groups.Room.MembershipOf(MatrixHarness.Ghost));
        await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, null, MatrixHarness.Cancelled);
    }

    [Fact]
    public async Task Who_is_not_let_to_the_user_with_an_invitation_sees_it_declined()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var refusal = new Undeliverable
        {
            User = MatrixHarness.Alice,
            Contact = MatrixHarness.MiaAsContact,
            Timestamp = DateTimeOffset.UnixEpoch,
            Invitation = new RoomAddress(groups.Id.Value),
            Condition = FailureCondition.NotAllowed,
            Reason = "no strangers",
        };

        Assert.IsType<DeliveryResult.Delivered>(await groups.Harness.Adapter.SendAsync(new Delivery("u1", refusal, 1), MatrixHarness.Cancelled));

        Assert.Equal("leave", groups.Room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task What_the_homeserver_does_not_allow_is_refused_in_its_words()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, null, MatrixHarness.Cancelled);

        var refused = Assert.IsType<RoomAnswer.Refused>(
            await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Subject("x"), MatrixHarness.Cancelled));

        Assert.Equal(FailureCondition.NotAllowed, refused.Condition);
        Assert.Contains("not in room", refused.Reason.English, StringComparison.Ordinal);
    }
}
