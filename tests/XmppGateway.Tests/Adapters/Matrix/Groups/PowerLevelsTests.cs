using System.Text.Json;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>Client-server API, "m.room.power_levels".</summary>
public sealed class PowerLevelsTests
{
    private const string Mia = "@mia:matrix.test";
    private const string Ben = "@ben:matrix.test";

    [Theory]
    [InlineData(null, "\"100\"", RoomRank.Owner)]
    [InlineData("1", "\"100\"", RoomRank.Owner)]
    [InlineData("9", "\" +50 \"", RoomRank.Administrator)]
    [InlineData("9", "\"-1\"", RoomRank.Guest)]
    [InlineData("9", "\"1e2\"", RoomRank.Guest)]
    [InlineData("9", "\"\"", RoomRank.Guest)]
    [InlineData("10", "\"100\"", RoomRank.Guest)]
    [InlineData("12", "\"100\"", RoomRank.Guest)]
    [InlineData("org.example.x", "\"100\"", RoomRank.Guest)]
    [InlineData("10", "100", RoomRank.Owner)]
    public void Levels_are_texts_only_in_old_rooms(string? version, string level, RoomRank rank)
    {
        var create = JsonDocument.Parse(version is null ? "{}" : $$"""{"room_version":"{{version}}"}""").RootElement;
        var levels = new PowerLevels(JsonDocument.Parse($$"""{"users":{"{{Ben}}":{{level}} } }""").RootElement, create, null);

        Assert.Equal(rank, levels.RankOf(Ben));
    }

    [Fact]
    public void All_levels_of_an_old_room_can_be_texts()
    {
        var levels = new PowerLevels(
            JsonDocument.Parse($$"""{"kick":"20","ban":"20","events":{"m.room.message":"5"},"users":{"{{Ben}}":"20"} }""").RootElement, default, null);

        Assert.Equal((RoomRank.Administrator, RoomRank.Guest), (levels.RankOf(Ben), levels.RankOf(Mia)));
        Assert.Equal((true, false, true), (levels.MaySpeak(Ben), levels.MaySpeak(Mia), levels.IsModerated));
    }

    [Fact]
    public void Without_levels_the_creator_decides_alone_and_everybody_may_speak()
    {
        var levels = new PowerLevels(default, default, Mia);

        Assert.Equal((RoomRank.Owner, RoomRank.Guest), (levels.RankOf(Mia), levels.RankOf(Ben)));
        Assert.Equal((true, false), (levels.MaySpeak(Ben), levels.IsModerated));
    }

    [Fact]
    public void With_levels_the_creator_is_like_others() => Assert.Equal(RoomRank.Guest, Of("{}").RankOf(Mia));

    [Theory]
    [InlineData(100, RoomRank.Owner)]
    [InlineData(99, RoomRank.Administrator)]
    [InlineData(50, RoomRank.Administrator)]
    [InlineData(49, RoomRank.Member)]
    [InlineData(1, RoomRank.Member)]
    [InlineData(0, RoomRank.Guest)]
    [InlineData(-1, RoomRank.Guest)]
    public void A_level_is_a_rank(int level, RoomRank rank) => Assert.Equal(rank, Of($$"""{"users":{"{{Ben}}":{{level}} } }""").RankOf(Ben));

    [Fact]
    public void Who_may_kick_and_ban_is_an_administrator()
    {
        var levels = Of($$"""{"kick":20,"ban":30,"users":{"{{Ben}}":20,"{{Mia}}":30} }""");

        Assert.Equal((RoomRank.Member, RoomRank.Administrator), (levels.RankOf(Ben), levels.RankOf(Mia)));
    }

    [Fact]
    public void Where_everybody_has_all_power_everybody_is_an_owner()
    {
        var levels = Of($$"""{"users_default":100,"users":{"{{Ben}}":0} }""");

        Assert.Equal((RoomRank.Owner, RoomRank.Guest), (levels.RankOf(Mia), levels.RankOf(Ben)));
        Assert.False(levels.IsModerated);
    }

    [Fact]
    public void Only_those_above_the_level_for_messages_may_speak()
    {
        var levels = Of($$"""{"events_default":0,"events":{"m.room.message":10},"users":{"{{Ben}}":10} }""");

        Assert.Equal((true, false, true), (levels.MaySpeak(Ben), levels.MaySpeak(Mia), levels.IsModerated));
    }

    [Theory]
    [InlineData("12", true)]
    [InlineData("13", true)]
    [InlineData("11", false)]
    [InlineData("org.example.12", false)]
    public void From_version_12_on_creators_can_do_everything(string version, bool privileged)
    {
        var create = JsonDocument.Parse($$"""{"room_version":"{{version}}","additional_creators":["{{Ben}}",7]}""").RootElement;
        var levels = new PowerLevels(JsonDocument.Parse("""{"users_default":0,"events_default":1000}""").RootElement, create, Mia);

        Assert.Equal(privileged, levels.RankOf(Mia) == RoomRank.Owner);
        Assert.Equal(privileged, levels.RankOf(Ben) == RoomRank.Owner);
        Assert.Equal(privileged, levels.MaySpeak(Ben));
        Assert.False(levels.MaySpeak("@kim:matrix.test"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"users":[],"events":7,"users_default":"x","events_default":{},"kick":null,"ban":1.5}""")]
    [InlineData("""{"users":{"@ben:matrix.test":"100"},"users_default":1e99}""")]
    public void What_is_not_as_expected_has_its_default(string json)
    {
        var levels = Of(json);

        Assert.Equal(RoomRank.Guest, levels.RankOf(Ben));
        Assert.True(levels.MaySpeak(Ben));
        Assert.False(levels.IsModerated);
    }

    [Theory]
    [InlineData(RoomRank.Owner)]
    [InlineData(RoomRank.Administrator)]
    [InlineData(RoomRank.Member)]
    [InlineData(RoomRank.Guest)]
    public void A_rank_that_is_given_is_the_rank_that_is_read(RoomRank rank)
    {
        var before = Of("""{"ban":40,"kick":30,"events_default":5,"name":"kept"}""");

        var after = before.With(Ben, before.LevelFor(rank));

        Assert.Equal(rank, Of(after.ToJsonString()).RankOf(Ben));
        Assert.Equal("kept", (string?)after["name"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"events_default":50}""")]
    [InlineData("""{"users_default":10}""")]
    [InlineData("""{"users_default":60}""")]
    [InlineData("""{"events":{"m.room.message":70,"m.room.name":50}}""")]
    [InlineData("""{"events":{"m.room.message":0}}""")]
    public void Moderation_is_what_was_asked_for(string json)
    {
        Assert.True(Of(Of(json).WithModeration(true).ToJsonString()).IsModerated);
        Assert.False(Of(Of(json).WithModeration(false).ToJsonString()).IsModerated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_voice_that_is_given_or_taken_is_there_or_not(bool maySpeak)
    {
        var before = Of($$"""{"events_default":20,"users":{"{{Ben}}":{{(maySpeak ? 0 : 20)}} } }""");

        Assert.Equal(maySpeak, Of(before.WithVoice(Ben, maySpeak)!.ToJsonString()).MaySpeak(Ben));
    }

    [Theory]
    [InlineData("""{"events_default":20,"users":{"@ben:matrix.test":100}}""", true)]
    [InlineData("""{"events_default":20,"users":{"@ben:matrix.test":30}}""", true)]
    [InlineData("""{"events_default":20,"users":{"@ben:matrix.test":50}}""", false)]
    [InlineData("""{"users":{"@ben:matrix.test":10}}""", false)]
    public void Nobody_loses_a_level_by_a_voice_that_they_have_or_that_everybody_has(string levels, bool maySpeak) =>
        Assert.Null(Of(levels).WithVoice(Ben, maySpeak));

    [Fact]
    public void The_first_levels_of_a_room_leave_its_creator_the_power()
    {
        var before = new PowerLevels(default, default, Mia);

        var after = Of(before.With(Ben, before.LevelFor(RoomRank.Administrator)).ToJsonString());

        Assert.Equal((RoomRank.Owner, RoomRank.Administrator), (after.RankOf(Mia), after.RankOf(Ben)));
    }

    [Fact]
    public void Any_levels_can_be_read_and_changed()
    {
        var number = Gen.Elements("0", "50", "100", "-1", "9223372036854775807", "-9223372036854775808", "\"50\"", "null", "[]");
        var content =
            from users in number
            from events in number
            from kick in number
            from ben in number
            select $$"""{"users_default":{{users}},"events_default":{{events}},"kick":{{kick}},"users":{"{{Ben}}":{{ben}} } }""";
        Prop.ForAll(Arb.From(content), json =>
        {
            var levels = Of(json);
            foreach (var rank in new[] { RoomRank.Guest, RoomRank.Member, RoomRank.Administrator, RoomRank.Owner })
            {
                var level = levels.LevelFor(rank);
                Assert.Equal(level, Of(levels.With(Mia, level).ToJsonString()).LevelOf(Mia));
            }
        }).MustHold();
    }

    private static readonly JsonElement Recent = JsonDocument.Parse("""{"room_version":"11"}""").RootElement;

    private static PowerLevels Of(string json) => new(JsonDocument.Parse(json).RootElement, Recent, json is "[]" or "7" or "null" ? null : Mia);
}
