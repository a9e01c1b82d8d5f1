using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>
/// Third-party lookups (application service API, "Third-party networks"): clients of Matrix find the ghost of a JID and the alias of an XMPP
/// room, and the other way round. Answers nothing that needs a lookup elsewhere but whether a user exists.
/// </summary>
internal sealed class ThirdParty(IAdapterContext context, GhostIds ids, RoomAliases aliases)
{
    public const string Protocol = "xmpp";

    private const string JidField = "jid";
    private const string RoomField = "room";

    /// <summary>The answer to <c>/thirdparty/PATH</c>; null where there is nothing of the kind.</summary>
    public async Task<JsonNode?> AnswerAsync(string path, IQueryCollection query, CancellationToken cancellationToken) => path.Split('/') switch
    {
        ["protocol", Protocol] => Describe(),
        ["user", Protocol] => List(await FindUserAsync(query[JidField], cancellationToken)),
        ["location", Protocol] => List(FindRoom(query[RoomField])),
        ["user"] => List(query["userid"].FirstOrDefault() is { } mxid && ids.UserOf(mxid) is { } user ? User(mxid, user) : null),
        ["location"] => List(query["alias"].FirstOrDefault() is { } alias && aliases.RoomOf(alias) is { } room ? Location(alias, room) : null),
        _ => null,
    };

    private static JsonObject Describe()
    {
        static JsonObject Field(string placeholder) => new() { ["regexp"] = "[^@/ ]+@[^@/ ]+", ["placeholder"] = placeholder };
        return new JsonObject
        {
            ["user_fields"] = new JsonArray(JidField),
            ["location_fields"] = new JsonArray(RoomField),
            ["icon"] = "",
            ["field_types"] = new JsonObject { [JidField] = Field("alice@example.org"), [RoomField] = Field("room@conference.example.org") },
            ["instances"] = new JsonArray(new JsonObject
            {
                ["desc"] = "XMPP",
                ["network_id"] = Protocol,
                ["fields"] = new JsonObject(),
            }),
        };
    }

    private async Task<JsonObject?> FindUserAsync(string? text, CancellationToken cancellationToken) =>
        Jid.TryParse(text?.Trim(), out var user) && user is { Local: not null, Resource: null } && ids.Of(user) is { } mxid
        && await context.FindUserAsync(user, cancellationToken) == UserStanding.Reachable
            ? User(mxid, user)
            : null;

    private JsonObject? FindRoom(string? text) =>
        Jid.TryParse(text?.Trim(), out var room) && room is { Local: not null, Resource: null } && aliases.Of(room) is { } alias ? Location(alias, room) : null;

    private static JsonObject User(string mxid, Jid user) =>
        new() { ["userid"] = mxid, ["protocol"] = Protocol, ["fields"] = new JsonObject { [JidField] = user.ToString() } };

    private static JsonObject Location(string alias, Jid room) =>
        new() { ["alias"] = alias, ["protocol"] = Protocol, ["fields"] = new JsonObject { [RoomField] = room.ToString() } };

    private static JsonArray List(JsonObject? found) => found is null ? [] : [found];
}
