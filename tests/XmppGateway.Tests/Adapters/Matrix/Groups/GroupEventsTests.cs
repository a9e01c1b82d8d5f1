using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

public sealed class GroupEventsTests
{
    [Fact]
    public async Task A_message_comes_with_the_name_that_its_author_has_in_the_room()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var written = groups.Add("m.room.message", MatrixEvents.Text("hello"), null);

        var message = Assert.IsType<RoomMessage>(await groups.ReadAsync(written));

        Assert.Equal(
            (groups.Id, "Mia", "hello", (string)written["event_id"]!), (message.Room, message.By.DisplayName, message.Body.Plain, message.Id.Value));
    }

    [Theory]
    [InlineData("m.room.message", """{"msgtype":"m.text","text":"secret"}""", true)]
    [InlineData("m.reaction", """{"m.relates_to":{"key":"secret"}}""", true)]
    [InlineData("org.example.secret", "{}", false)]
    public async Task What_cannot_be_understood_is_in_the_log_without_what_it_says(string type, string content, bool isLogged)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        Assert.Null(await groups.ReadAsync(groups.Add(type, JsonNode.Parse(content)!.AsObject(), null)));

        var lines = groups.Harness.Context.Log.Lines.Select(line => line.Text).Where(text => text.Contains("is not shown in its room", StringComparison.Ordinal)).ToList();
        Assert.Equal(isLogged ? 1 : 0, lines.Count);
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Edits_reactions_and_redactions_are_events_of_the_room()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var written = groups.Add("m.room.message", MatrixEvents.Text("helo"), null);
        var id = (string)written["event_id"]!;
        var reaction = groups.Add("m.reaction", MatrixEvents.Reaction(id, "👍"), null);

        var edit = Assert.IsType<RoomEdit>(await groups.ReadAsync(groups.Add("m.room.message", MatrixEvents.Edit(id, "hello"), null)));
        var reacted = Assert.IsType<RoomReactions>(await groups.ReadAsync(reaction));
        var unreacted = Assert.IsType<RoomReactions>(await groups.ReadAsync(groups.Harness.Homeserver.Redact(groups.Room, reaction, MatrixHarness.Mia)));
        var gone = Assert.IsType<RoomRetraction>(
            await groups.ReadAsync(groups.Harness.Homeserver.Redact(groups.Room, written, MatrixHarness.Mia, new JsonObject { ["reason"] = "typo" })));

        Assert.Equal((id, "hello"), (edit.Target.Value, edit.Body.Plain));
        Assert.Equal(["👍"], reacted.Emoji);
        Assert.Empty(unreacted.Emoji);
        Assert.Equal((id, "typo"), (gone.Target.Value, gone.Reason));
    }

    [Fact]
    public async Task A_ban_that_is_lifted_is_no_putting_out()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var what = groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, MatrixHarness.Mia, GroupsUnderTest.Ben);
        what["unsigned"] = new JsonObject { ["prev_content"] = new JsonObject { ["membership"] = "ban" } };

        Assert.Equal(RoomPassage.Unbanned, Assert.IsType<RoomMemberChange>(await groups.ReadAsync(what)).Passage);
    }

    [Theory]
    [InlineData("invite", MatrixHarness.Ghost, MatrixHarness.Mia, true)]
    [InlineData("invite", GroupsUnderTest.Ben, MatrixHarness.Mia, false)]
    [InlineData("join", MatrixHarness.Ghost, MatrixHarness.Mia, false)]
    [InlineData("invite", MatrixHarness.Ghost, GroupsUnderTest.Ben, false)]
    public async Task Who_does_not_accept_what_a_user_of_ours_has_asked_them_is_told_as_such(string before, string asker, string by, bool isDeclined)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var what = groups.Add("m.room.member", new JsonObject { ["membership"] = "leave", ["reason"] = "no time" }, MatrixHarness.Mia, by);
        what["unsigned"] = new JsonObject { ["prev_content"] = new JsonObject { ["membership"] = before }, ["prev_sender"] = asker };

        var change = Assert.IsType<RoomMemberChange>(await groups.ReadAsync(what));

        Assert.Equal(isDeclined ? MatrixHarness.Alice : null, change.InvitedBy);
    }

    [Theory]
    [InlineData("join", MatrixHarness.Mia, RoomPassage.Present)]
    [InlineData("leave", MatrixHarness.Mia, RoomPassage.Left)]
    [InlineData("leave", GroupsUnderTest.Ben, RoomPassage.Removed)]
    [InlineData("ban", GroupsUnderTest.Ben, RoomPassage.Banned)]
    public async Task Who_comes_and_goes_is_told_with_who_did_it(string membership, string by, RoomPassage passage)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Mia] = 50 } });
        var content = new JsonObject { ["membership"] = membership, ["displayname"] = "Mimi", ["reason"] = "so" };

        var change = Assert.IsType<RoomMemberChange>(await groups.ReadAsync(groups.Add("m.room.member", content, MatrixHarness.Mia, by)));

        Assert.Equal((passage, by, MatrixHarness.Mia, "so"), (change.Passage, change.By.Id.Value, change.Member.Who.Id.Value, change.Reason));
        Assert.Equal("Mimi", change.Member.Who.DisplayName);
        Assert.Equal(passage == RoomPassage.Present ? RoomRank.Administrator : RoomRank.Guest, change.Member.Rank);
    }

    [Fact]
    public async Task Ranks_are_asked_for_once_and_again_when_they_have_changed()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Mia] = 50 } });
        Assert.Equal(RoomRank.Administrator, await RankOfMiaAsync());
        var asked = groups.Harness.Homeserver.Requests.Count;
        Assert.Equal(RoomRank.Administrator, await RankOfMiaAsync());
        Assert.Equal(asked, groups.Harness.Homeserver.Requests.Count);

        await groups.ReadAsync(groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Mia] = 100 } }));

        Assert.Equal(RoomRank.Owner, await RankOfMiaAsync());

        async Task<RoomRank> RankOfMiaAsync() => Assert.IsType<RoomMemberChange>(await groups.ReadAsync(
            groups.Add("m.room.member", new JsonObject { ["membership"] = "join" }, MatrixHarness.Mia))).Member.Rank;
    }

    [Theory]
    [InlineData("m.room.power_levels", typeof(RoomRanksChange))]
    [InlineData("m.room.topic", typeof(RoomSubjectChange))]
    [InlineData("m.room.name", typeof(RoomStateChange))]
    [InlineData("m.room.avatar", typeof(RoomStateChange))]
    [InlineData("m.room.join_rules", typeof(RoomStateChange))]
    [InlineData("m.room.canonical_alias", typeof(RoomStateChange))]
    [InlineData("m.room.tombstone", typeof(RoomEnd))]
    public async Task State_of_the_room_means_something_and_a_message_of_the_same_type_does_not(string type, Type expected)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        JsonObject Content() => new() { ["topic"] = "Roses", ["replacement_room"] = "!Next:matrix.test" };

        Assert.IsType(expected, await groups.ReadAsync(groups.Add(type, Content())));
        Assert.Null(await groups.ReadAsync(groups.Add(type, Content(), null)));
        Assert.Null(await groups.ReadAsync(groups.Add(type, Content(), "elsewhere")));
    }

    [Fact]
    public async Task A_topic_and_an_end_say_what_is_next()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        var topic = Assert.IsType<RoomSubjectChange>(await groups.ReadAsync(groups.Add("m.room.topic", new JsonObject { ["topic"] = "Roses" })));
        var end = Assert.IsType<RoomEnd>(await groups.ReadAsync(groups.Add(
            "m.room.tombstone", new JsonObject { ["body"] = "moved", ["replacement_room"] = "!Next:matrix.test" })));

        Assert.Equal(("Roses", MatrixHarness.Mia), (topic.Subject.Text, topic.Subject.By?.Id.Value));
        Assert.Equal((new RoomAddress("!Next:matrix.test"), "moved"), (end.Successor, end.Reason));
    }

    [Theory]
    [InlineData("m.room.message", null, "{}")]
    [InlineData("m.room.message", null, """{"msgtype":7,"body":[]}""")]
    [InlineData("m.room.message", null, """{"msgtype":"m.text","body":"* x","m.relates_to":{"rel_type":"m.replace","event_id":"nothing"}}""")]
    [InlineData("m.reaction", null, "{}")]
    [InlineData("m.reaction", null, """{"m.relates_to":{"rel_type":"m.annotation","event_id":"none","key":"x"}}""")]
    [InlineData("m.reaction", null, """{"m.relates_to":{"rel_type":"m.annotation","event_id":"$x","key":""}}""")]
    [InlineData("m.room.redaction", null, """{"redacts":7}""")]
    [InlineData("m.room.redaction", null, """{"redacts":"nothing"}""")]
    [InlineData("m.room.member", "@mia:matrix.test", """{"membership":7}""")]
    [InlineData("m.room.member", "@mia:matrix.test", """{"membership":"knock"}""")]
    [InlineData("m.room.member", "nobody", """{"membership":"join"}""")]
    [InlineData("m.room.member", null, """{"membership":"join"}""")]
    [InlineData("org.example.other", null, """{"body":"x"}""")]
    public async Task What_cannot_be_read_means_nothing(string type, string? key, string content)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        Assert.Null(await groups.ReadAsync(groups.Add(type, JsonNode.Parse(content)!.AsObject(), key)));
    }

    [Theory]
    [InlineData("""{"topic":7}""")]
    [InlineData("{}")]
    public async Task A_topic_that_is_none_takes_the_subject_away(string content)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        var change = Assert.IsType<RoomSubjectChange>(await groups.ReadAsync(groups.Add("m.room.topic", JsonNode.Parse(content)!.AsObject())));

        Assert.Equal("", change.Subject.Text);
    }

    [Fact]
    public async Task A_successor_that_is_no_room_is_none()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        var end = Assert.IsType<RoomEnd>(await groups.ReadAsync(groups.Add("m.room.tombstone", new JsonObject { ["replacement_room"] = "nowhere" })));

        Assert.Null(end.Successor);
    }

    [Fact]
    public async Task The_history_has_what_was_said_newest_first_in_pages()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        foreach (var body in new[] { "one", "two", "three" })
        {
            groups.Add("m.room.message", MatrixEvents.Text(body), null);
        }

        var newest = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 2, MatrixHarness.Cancelled);
        var older = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, newest!.Before, 2, MatrixHarness.Cancelled);

        Assert.Equal(["three", "two"], newest.Events.Cast<RoomMessage>().Select(message => message.Body.Plain));
        Assert.Equal(["one"], older!.Events.Cast<RoomMessage>().Select(message => message.Body.Plain));
        Assert.Null(older.Before);
    }

    [Fact]
    public async Task An_invitation_that_is_not_direct_is_passed_on_and_not_followed()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        var invitation = groups.Add("m.room.member", new JsonObject { ["membership"] = "invite", ["reason"] = "come in" }, MatrixHarness.Ghost);

        var passed = Assert.IsType<RoomInvitation>(Assert.Single(await groups.Harness.UnderstandAsync(invitation)));

        Assert.Equal((MatrixHarness.Alice, MatrixHarness.Mia, "come in"), (passed.User, passed.Contact.Id.Value, passed.Reason));
        Assert.Equal(new RoomAddress(groups.Room.Id), passed.Room);
        Assert.Equal("invite", groups.Room.MembershipOf(MatrixHarness.Ghost));
    }
}
