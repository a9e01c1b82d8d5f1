using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.AppService;

public sealed class AppServiceEndpointTests
{
    [Fact]
    public async Task Events_are_stored_in_one_commit_before_the_answer()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var first = harness.MiaWrites(room, "one");
        var second = harness.MiaWrites(room, "two");

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", first, second));

        Assert.Equal(1, harness.Context.PublishCalls);
        Assert.Equal([(string)first["event_id"]!, (string)second["event_id"]!], harness.Context.Arrivals.Select(a => a.Key));
        Assert.All(harness.Context.Arrivals, a => Assert.Equal(room.Id, a.Lane));
    }

    [Fact]
    public async Task One_event_in_two_transactions_arrives_once_and_a_reused_transaction_id_loses_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var first = harness.MiaWrites(room, "one");

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", first));
        Assert.Equal(200, await harness.Homeserver.PushAsync("2", first));
        Assert.Equal(200, await harness.Homeserver.PushAsync("1", harness.MiaWrites(room, "two")));

        Assert.Equal(2, harness.Context.Arrivals.Count);
    }

    [Fact]
    public async Task A_store_that_is_down_sends_the_transaction_back_and_asks_for_it_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var written = harness.MiaWrites(harness.Homeserver.AddRoom(MatrixHarness.Mia), "one");
        await UntilAsync(() => Pings(harness) == 1);
        harness.Context.Answer = Acceptance.TryAgain;

        Assert.Equal(503, await harness.Homeserver.PushAsync("1", written));

        await UntilAsync(() => Pings(harness) == 2);
        Assert.Empty(harness.Context.Arrivals);
    }

    [Fact]
    public async Task What_is_of_no_interest_is_answered_at_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var echo = harness.Homeserver.AddEvent(room, "m.room.message", MatrixHarness.Ghost, null, new JsonObject { ["body"] = "mine" });
        var pinned = harness.Homeserver.AddEvent(room, "m.room.pinned_events", MatrixHarness.Mia, "", []);
        harness.Context.Answer = Acceptance.TryAgain;

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", echo, pinned));
        Assert.Equal(200, await harness.Homeserver.PushAsync("2", """{"events":[],"ephemeral":[{"type":"m.typing"}]}"""));
        Assert.Equal(0, harness.Context.PublishCalls);
    }

    /// <summary>A user of ours may have taken away what others on XMPP see as well.</summary>
    [Fact]
    public async Task What_a_ghost_takes_away_is_of_interest()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var redaction = harness.Homeserver.AddEvent(room, "m.room.redaction", MatrixHarness.Ghost, null, new JsonObject { ["redacts"] = "$1" });

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", redaction));

        Assert.Equal((string)redaction["event_id"]!, Assert.Single(harness.Context.Arrivals).Key);
    }

    [Theory]
    [InlineData("Bearer wrong", 403)]
    [InlineData("Bearer ", 403)]
    [InlineData("Bearer hs-token2", 403)]
    [InlineData("Basic hs-token", 401)]
    [InlineData("", 401)]
    [InlineData("bearer hs-token", 200)]
    public async Task Only_the_hs_token_opens(string authorization, int status)
    {
        await using var harness = await MatrixHarness.StartAsync();

        Assert.Equal(status, await CallAsync(harness, "PUT", "/_matrix/app/v1/transactions/1", """{"events":[]}""", authorization));
    }

    [Fact]
    public async Task A_wrong_token_is_said_once_in_the_log_and_not_shown()
    {
        await using var harness = await MatrixHarness.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await CallAsync(harness, "POST", "/_matrix/app/v1/ping", "{}", "Bearer stolen");
        }

        var line = Assert.Single(harness.Context.Log.Lines, l => l.Level == LogLevel.Error);
        Assert.DoesNotContain("stolen", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("PUT", "/transactions/1", 404)]
    [InlineData("PUT", "/_matrix/app/v1/transactions/", 404)]
    [InlineData("POST", "/_matrix/app/v1/transactions/1", 405)]
    [InlineData("GET", "/_matrix/app/v1/ping", 405)]
    [InlineData("POST", "/_matrix/app/v1/ping", 200)]
    [InlineData("GET", "/_matrix/app/v1/rooms/#x:matrix.test", 404)]
    [InlineData("GET", "/_matrix/app/v1/rooms/#_xmpp_garden=40rooms.test:matrix.test", 404)]
    [InlineData("GET", "/_matrix/app/v1/thirdparty/protocol/xmpp", 200)]
    [InlineData("GET", "/_matrix/app/v1/thirdparty/protocol/irc", 404)]
    [InlineData("GET", "/_matrix/app/v1/thirdparty/user/xmpp", 200)]
    [InlineData("POST", "/_matrix/app/v1/thirdparty/protocol/xmpp", 405)]
    [InlineData("GET", "/_matrix/app/v1/users/@_xmpp_bob=40localhost:matrix.test", 200)]
    [InlineData("GET", "/_matrix/app/v1/users/@_xmpp_nobody=40localhost:matrix.test", 404)]
    [InlineData("GET", "/_matrix/app/v1/users/@mia:matrix.test", 404)]
    public async Task Each_endpoint_answers_as_specified(string method, string path, int status)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Context.Standing = user => user.Local == "nobody" ? UserStanding.Unknown : UserStanding.Reachable;

        Assert.Equal(status, await CallAsync(harness, method, path, "{}", "Bearer hs-token"));
        Assert.Equal(path.Contains("bob", StringComparison.Ordinal), harness.Homeserver.Users.ContainsKey("@_xmpp_bob=40localhost:matrix.test"));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("{\"events\":{}}", 400)]
    [InlineData("{\"events\":[", 400)]
    [InlineData("{\"events\":[null,7,\"x\",[],{}]}", 200)]
    public async Task A_body_that_is_no_transaction_is_refused(string body, int status)
    {
        await using var harness = await MatrixHarness.StartAsync();

        Assert.Equal(status, await harness.Homeserver.PushAsync("1", body));
    }

    [Theory]
    [InlineData("event_id", "7")]
    [InlineData("event_id", "\"x\"")]
    [InlineData("event_id", "\"$\\ud800\"")]
    [InlineData("room_id", "null")]
    [InlineData("room_id", "\"\"")]
    [InlineData("sender", "\"mia\"")]
    [InlineData("sender", "[]")]
    [InlineData("type", "[\"m.room.message\"]")]
    public async Task A_malformed_event_costs_no_neighbour(string key, string json)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);
        var (before, broken, after) = (harness.MiaWrites(room, "one"), harness.MiaWrites(room, "broken"), harness.MiaWrites(room, "two"));

        // Of two members with one name, the last counts.
        var body = new JsonObject { ["events"] = new JsonArray(before.DeepClone(), broken.DeepClone(), after.DeepClone()) }.ToJsonString()
            .Replace("\"content\":{\"msgtype\":\"m.text\",\"body\":\"broken\"}", $"\"{key}\":{json},\"content\":{{}}", StringComparison.Ordinal);

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", body));
        Assert.Equal([(string)before["event_id"]!, (string)after["event_id"]!], harness.Context.Arrivals.Select(a => a.Key));
        Assert.Contains(harness.Context.Log.Lines, l => l.Text.Contains("malformed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deeply_nested_event_stops_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        var what = $$$"""{"event_id":"$deep","room_id":"{{{room.Id}}}","type":"m.room.message","sender":"@mia:matrix.test","content":{"body":"hi","x":{{{deep}}}}}""";

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", $$"""{"events":[{{what}}]}"""));

        var arrival = Assert.IsType<Arrival.Raw>(Assert.Single(harness.Context.Arrivals));
        var understood = Assert.IsType<Interpretation.Understood>(await harness.Adapter.InterpretAsync(arrival, MatrixHarness.Cancelled));
        Assert.Equal("hi", Assert.IsType<Message>(Assert.Single(understood.Events)).Body.Plain);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_not_read()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var http = new DefaultHttpContext();
        http.Request.Method = "PUT";
        http.Request.Path = "/_matrix/app/v1/transactions/1";
        http.Request.Headers.Authorization = "Bearer hs-token";
        http.Request.ContentLength = 33L * 1024 * 1024;
        http.Request.Body = Stream.Null;

        await harness.Adapter.HandleHttpAsync(http);

        Assert.Equal(413, http.Response.StatusCode);
    }

    /// <summary>One that comes in chunks does not say how long it is.</summary>
    [Fact]
    public async Task A_body_that_does_not_say_its_length_is_read_up_to_the_limit()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var http = new DefaultHttpContext();
        http.Request.Method = "PUT";
        http.Request.Path = "/_matrix/app/v1/transactions/1";
        http.Request.Headers.Authorization = "Bearer hs-token";
        using var body = new MemoryStream(new byte[33 * 1024 * 1024]);
        http.Request.Body = body;

        await harness.Adapter.HandleHttpAsync(http);

        Assert.Equal(413, http.Response.StatusCode);
        Assert.InRange(body.Position, 0, 32 * 1024 * 1024 + 16 * 1024);
    }

    [Fact]
    public async Task Mutated_transactions_are_taken_or_refused_and_their_events_understood()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var seed = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["events"] = new JsonArray(
                harness.MiaWrites(room, "> <@x:y> quoted\n\nanswer").DeepClone(),
                harness.Homeserver.AddEvent(room, "m.room.message", MatrixHarness.Mia, null, JsonNode.Parse(
                    """{"msgtype":"m.image","body":"a.png","info":{"size":2000000},"m.relates_to":{"rel_type":"m.replace","event_id":"$x","m.in_reply_to":{"event_id":"$y"}},"m.new_content":{"body":"b","msgtype":"m.text"}}""")!.AsObject()).DeepClone(),
                harness.Homeserver.AddEvent(room, "m.room.message", MatrixHarness.Mia, null, MatrixEvents.Html("x", "<b>x</b><ul><li>y</li></ul>")).DeepClone(),
                harness.Homeserver.AddEvent(room, "m.reaction", MatrixHarness.Mia, null, MatrixEvents.Reaction("$x", "\uD83D\uDC4D")).DeepClone(),
                harness.Homeserver.AddEvent(room, "m.room.redaction", MatrixHarness.Mia, null, new JsonObject { ["redacts"] = "$x" }).DeepClone(),
                harness.Homeserver.AddEvent(room, "m.poll.start", MatrixHarness.Mia, null, JsonNode.Parse(
                    """{"m.poll":{"question":{"m.text":"q"},"max_selections":1,"answers":[{"m.id":"a","m.text":[{"body":"A"}]}]}}""")!.AsObject()).DeepClone(),
                harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Mia, new JsonObject { ["membership"] = "join" }).DeepClone()),
        }.ToJsonString());
        var random = new Random(11);
        for (var i = 0; i < 1500; i++)
        {
            var mutated = (byte[])seed.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                mutated[random.Next(mutated.Length)] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"\"{}[]:,\\u0n$!@"[random.Next(14)];
            }

            var before = harness.Context.Arrivals.Count;
            Assert.Contains(await harness.Homeserver.PushAsync("1", Encoding.Latin1.GetString(mutated)), new[] { 200, 400 });
            foreach (var arrival in harness.Context.Arrivals.Skip(before).Cast<Arrival.Raw>())
            {
                await harness.Adapter.InterpretAsync(arrival, MatrixHarness.Cancelled);
            }
        }
    }

    private static int Pings(MatrixHarness harness) => harness.Homeserver.Requests.Count(r => r.EndsWith("/ping", StringComparison.Ordinal));

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, MatrixHarness.Cancelled);
        }
    }

    private static async Task<int> CallAsync(MatrixHarness harness, string method, string path, string body, string authorization)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = path;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.Headers.Authorization = authorization;
        await harness.Adapter.HandleHttpAsync(http);
        return http.Response.StatusCode;
    }
}
