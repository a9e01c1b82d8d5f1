using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>A room of several people with Mia and, where a test says so, Alice's ghost, on the homeserver of a <see cref="MatrixHarness"/>.</summary>
internal sealed class GroupsUnderTest : IAsyncDisposable
{
    public const string Alias = "#garden:matrix.test";
    public const string Ben = "@ben:matrix.test";
    public const string BobsGhost = "@_xmpp_bob=40localhost:matrix.test";
    public static readonly Jid Bob = Jid.Parse("bob@localhost");

    private GroupsUnderTest(MatrixHarness harness)
    {
        Harness = harness;
        Room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        harness.Homeserver.Interfere = AnswerAsync;
    }

    public MatrixHarness Harness { get; }

    public FakeRoom Room { get; }

    public RemoteRoomId Id => new(Room.Id);

    public IHostsRooms Host => Harness.Adapter;

    /// <summary>What the homeserver says to who joins; null lets them.</summary>
    public (int Status, string Code, string Text)? Refusal { get; set; }

    /// <summary>Whether the directory shows the room.</summary>
    public bool IsListed { get; set; } = true;

    /// <summary>True while levels cannot be read.</summary>
    public bool BreaksAfterJoin { get; set; }

    /// <summary>A type of state that nobody may set; null for none.</summary>
    public string? RefusedState { get; set; }

#pragma warning disable CA2000 // It goes with the room.
    public static async Task<GroupsUnderTest> StartAsync(
        IReadOnlyList<string>? policyLists = null, Action<FakeHomeserver>? prepare = null, string? language = null) =>
        new(await MatrixHarness.StartAsync(policyLists: policyLists, prepare: prepare, more: language is null ? null : new() { ["Language"] = language }));
#pragma warning restore CA2000

    public static async Task<GroupsUnderTest> EnteredAsync()
    {
        var groups = await StartAsync();
        Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync());
        return groups;
    }

    public ValueTask<RoomEntry> EnterAsync(string nick = "alice") => EnterAsync(MatrixHarness.Alice, nick);

    public ValueTask<RoomEntry> EnterAsync(Jid user, string nick) => Host.EnterAsync(new RoomAddress(Alias), user, nick, MatrixHarness.Cancelled);

    /// <summary>A user of ours writes in the room.</summary>
    public ValueTask<DeliveryResult> SayAsync(Jid user, string text, string id, int attempt = 1) => Harness.SendAsync(
        new Message
        {
            User = user,
            Contact = new RemoteContact(new RemoteUserId(Room.Id), Room.Id) { IsRoom = true },
            Timestamp = DateTimeOffset.UnixEpoch,
            Body = new RichText(text),
        },
        id,
        attempt);

    /// <summary>State of the room, or what somebody says in it when the key is null.</summary>
    public JsonObject Add(string type, JsonObject content, string? key = "", string sender = MatrixHarness.Mia) =>
        Harness.Homeserver.AddEvent(Room, type, sender, key, content);

    /// <summary>What the room is told of it; null when it means nothing.</summary>
    public async Task<RoomEvent?> ReadAsync(JsonObject what) =>
        Assert.IsType<Interpretation.Understood>(await Harness.InterpretAsync(what)).Events.Cast<RoomEvent>().SingleOrDefault();

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    // What the homeserver of the harness does not do for direct chats.
    private async Task<bool> AnswerAsync(HttpContext http)
    {
        var path = Uri.UnescapeDataString(http.Request.Path.Value!);
        var user = http.Request.Query["user_id"].FirstOrDefault() ?? "";
        if (path == "/_matrix/client/v3/join/" + Alias)
        {
            if (Refusal is { } refusal)
            {
                return await FakeHomeserver.RefuseAsync(http, refusal.Status, refusal.Code, refusal.Text);
            }

            Harness.Homeserver.AddEvent(Room, "m.room.member", user, user, new JsonObject { ["membership"] = "join" });
            return await WriteAsync(http, new JsonObject { ["room_id"] = Room.Id });
        }

        if (path.EndsWith("/joined_members", StringComparison.Ordinal))
        {
            var joined = Room.State.Where(state => state.Key.Type == "m.room.member" && (string?)state.Value["content"]!["membership"] == "join");
            return await WriteAsync(http, new JsonObject
            {
                ["joined"] = new JsonObject(joined.Select(state => KeyValuePair.Create(
                    state.Key.Key, (JsonNode?)new JsonObject { ["display_name"] = (string?)state.Value["content"]!["displayname"] }))),
            });
        }

        if (path == "/_matrix/client/v3/directory/list/room/" + Room.Id)
        {
            if (http.Request.Method == "PUT")
            {
                IsListed = (string?)(await JsonNode.ParseAsync(http.Request.Body))!["visibility"] == "public";
                return await WriteAsync(http, []);
            }

            return await WriteAsync(http, new JsonObject { ["visibility"] = IsListed ? "public" : "private" });
        }

        if (BreaksAfterJoin && path.Contains("/state/m.room.power_levels", StringComparison.Ordinal))
        {
            return await FakeHomeserver.RefuseAsync(http, 500, "M_UNKNOWN", "Broken.");
        }

        if (path.Contains("/state/", StringComparison.Ordinal) && http.Request.Method == "PUT" && path.Split('/')[^2] == RefusedState)
        {
            return await FakeHomeserver.RefuseAsync(http, 403, "M_FORBIDDEN", "You don't have permission to post that to the room.");
        }

        return http.Request.Query["format"] == "event"
            && Room.State.TryGetValue((path.Split('/')[^2], ""), out var state) && await WriteAsync(http, state.DeepClone().AsObject());
    }

    private static async Task<bool> WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString());
        return true;
    }
}
