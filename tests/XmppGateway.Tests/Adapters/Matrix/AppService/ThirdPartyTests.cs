using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.AppService;

public sealed class ThirdPartyTests
{
    private readonly FakeAdapterContext _context = new("matrix") { Standing = user => user.Local == "alice" ? UserStanding.Reachable : UserStanding.Unknown };

    [Theory]
    [InlineData("user/xmpp", "jid", "alice@localhost", "@_xmpp_alice=40localhost:matrix.test")]
    [InlineData("user/xmpp", "jid", " ALICE@localhost ", "@_xmpp_alice=40localhost:matrix.test")]
    [InlineData("user", "userid", "@_xmpp_alice=40localhost:matrix.test", "@_xmpp_alice=40localhost:matrix.test")]
    [InlineData("location/xmpp", "room", "garden@rooms.test", "#_xmpp_garden=40rooms.test:matrix.test")]
    [InlineData("location", "alias", "#_xmpp_garden=40rooms.test:matrix.test", "#_xmpp_garden=40rooms.test:matrix.test")]
    public async Task People_and_rooms_are_found_from_both_sides(string path, string field, string value, string found)
    {
        var answer = await AnswerAsync(path, field, value);
        var one = Assert.Single(answer!.AsArray())!;
        Assert.Equal(found, (string?)(one["userid"] ?? one["alias"]));
        Assert.Equal("xmpp", (string?)one["protocol"]);
    }

    [Theory]
    [InlineData("user/xmpp", "jid", "nobody@localhost")]
    [InlineData("user/xmpp", "jid", "localhost")]
    [InlineData("user/xmpp", "other", "alice@localhost")]
    [InlineData("user", "userid", "@mia:matrix.test")]
    [InlineData("location/xmpp", "room", "garden@rooms.test/nick")]
    [InlineData("location", "alias", "#garden:matrix.test")]
    public async Task What_is_not_there_is_an_empty_list(string path, string field, string value) =>
        Assert.Empty((await AnswerAsync(path, field, value))!.AsArray());

    [Theory]
    [InlineData("protocol/irc")]
    [InlineData("user/irc")]
    [InlineData("")]
    public async Task Other_networks_are_not_known(string path) => Assert.Null(await AnswerAsync(path, "jid", "alice@localhost"));

    [Fact]
    public async Task The_protocol_says_which_fields_it_has()
    {
        var protocol = await AnswerAsync("protocol/xmpp", "", "");
        Assert.Equal(["jid"], protocol!["user_fields"]!.AsArray().Select(field => (string)field!));
        Assert.Equal(["room"], protocol["location_fields"]!.AsArray().Select(field => (string)field!));
        Assert.NotNull(protocol["field_types"]!["jid"]!["regexp"]);
        Assert.NotNull(protocol["instances"]![0]!["network_id"]);
    }

    private Task<System.Text.Json.Nodes.JsonNode?> AnswerAsync(string path, string field, string value) =>
        new ThirdParty(_context, new GhostIds("matrix.test"), new RoomAliases("matrix.test")).AnswerAsync(
            path, new QueryCollection(new Dictionary<string, StringValues> { [field] = value }), TestContext.Current.CancellationToken);
}
