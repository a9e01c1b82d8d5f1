using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Testing;

/// <summary>
/// A Matrix homeserver on loopback as an application service sees it: enforces the as_token and the namespace, keeps rooms, membership,
/// aliases and transaction ids, and misbehaves on request (<see cref="Interfere"/>). Events that a real one would push are in
/// <see cref="FakeRoom.Events"/>; <c>PushAsync</c> pushes what a test wants.
/// </summary>
public sealed partial class FakeHomeserver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentDictionary<string, string> _transactions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private WebApplication? _server;
    private int _port;
    private int _counter;

    /// <summary>The token that is accepted.</summary>
    public string AsToken { get; set; } = "as-token";

    /// <summary>Shown to the gateway.</summary>
    public string HsToken { get; set; } = "hs-token";

    /// <summary>The part after the colon.</summary>
    public string ServerName { get; } = "matrix.test";

    /// <summary>The base URL; the same after a restart.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Requests so far, as <c>PUT /path</c> without the query.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Registered users and their display names. People are added by a test.</summary>
    public ConcurrentDictionary<string, string?> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Rooms by id.</summary>
    public ConcurrentDictionary<string, FakeRoom> Rooms { get; } = new(StringComparer.Ordinal);

    /// <summary>Aliases.</summary>
    public ConcurrentDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Asked before each request (method and path); true when it has answered itself. Runs before anything is done; to lose an answer,
    /// see <see cref="LoseAnswer"/>.
    /// </summary>
    public Func<HttpContext, Task<bool>> Interfere { get; set; } = _ => Task.FromResult(false);

    /// <summary>Asked for each request; true closes the connection after the work was done.</summary>
    public Predicate<string> LoseAnswer { get; set; } = _ => false;

    /// <summary>Called by the ping: the gateway's endpoint.</summary>
    public RequestDelegate? Gateway { get; set; }

    /// <summary>The connection on which it calls the gateway; another one after a restart.</summary>
    public string Connection { get; set; } = "connection0";

    /// <summary>All messages in all rooms, in order.</summary>
    public IEnumerable<JsonObject> Messages => Rooms.Values.SelectMany(room => room.Events).Where(e => (string?)e["type"] == "m.room.message");

    /// <summary>Listens, on the same port as before after a stop.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(cancellationToken);
        _port = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    /// <summary>Goes away. As Synapse, forgets the transaction ids of application services.</summary>
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _server.StopAsync(now.Token);
            await _server.DisposeAsync();
            _server = null;
            _transactions.Clear();
            Connection = "connection" + Interlocked.Increment(ref _counter);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>A room that a person has made with invitations, as Element makes direct chats.</summary>
    public FakeRoom AddRoom(string creator, params string[] invited)
    {
        var room = new FakeRoom($"!Room{Interlocked.Increment(ref _counter)}:{ServerName}");
        Rooms[room.Id] = room;
        AddEvent(room, "m.room.member", creator, creator, new JsonObject { ["membership"] = "join", ["displayname"] = Users.GetValueOrDefault(creator) });
        foreach (var person in invited)
        {
            AddEvent(room, "m.room.member", creator, person, new JsonObject { ["membership"] = "invite", ["is_direct"] = true });
        }

        return room;
    }

    /// <summary>Adds an event to a room and gives it back as it would be pushed.</summary>
    public JsonObject AddEvent(FakeRoom room, string type, string sender, string? stateKey, JsonObject content)
    {
        lock (_lock)
        {
            var what = new JsonObject
            {
                ["event_id"] = "$event" + Interlocked.Increment(ref _counter),
                ["room_id"] = room.Id,
                ["type"] = type,
                ["sender"] = sender,
                ["origin_server_ts"] = 1_767_225_600_000 + _counter,
                ["content"] = content,
            };
            if (stateKey is not null)
            {
                what["state_key"] = stateKey;
                room.State[(type, stateKey)] = what;
            }

            room.Events.Add(what);
            return what;
        }
    }

    /// <summary>Takes an event back, with an event as room version 11 has it.</summary>
    public JsonObject Redact(FakeRoom room, JsonObject target, string sender, JsonObject? content = null)
    {
        var redaction = content?.DeepClone().AsObject() ?? [];
        redaction["redacts"] = (string)target["event_id"]!;
        var what = AddEvent(room, "m.room.redaction", sender, null, redaction);
        lock (_lock)
        {
            target["content"] = new JsonObject();
            target["unsigned"] = new JsonObject { ["redacted_because"] = what.DeepClone() };
        }

        return what;
    }

    /// <summary>Pushes a transaction and gives the status of the answer.</summary>
    public Task<int> PushAsync(string transactionId, params JsonObject[] events) =>
        PushAsync(transactionId, new JsonObject { ["events"] = new JsonArray([.. events.Select(e => e.DeepClone())]) }.ToJsonString());

    /// <summary>Pushes any body as a transaction.</summary>
    public Task<int> PushAsync(string transactionId, string body) => CallGatewayAsync("PUT", "/_matrix/app/v1/transactions/" + transactionId, body);

    /// <summary>Calls the gateway's endpoint.</summary>
    public async Task<int> CallGatewayAsync(string method, string path, string body)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = path;
        http.Connection.Id = Connection;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.Headers.Authorization = "Bearer " + HsToken;
        http.Response.Body = new MemoryStream();
        await Gateway!(http);
        return http.Response.StatusCode;
    }

    /// <summary>An error answer.</summary>
    public static (int Status, JsonNode Answer) Error(int status, string code, string text) =>
        (status, new JsonObject { ["errcode"] = code, ["error"] = text });

    /// <summary>Writes an error answer: for <see cref="Interfere"/>.</summary>
    public static async Task<bool> RefuseAsync(HttpContext http, int status, string code, string text, int? retryAfterMs = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        var answer = new JsonObject { ["errcode"] = code, ["error"] = text };
        if (retryAfterMs is { } ms)
        {
            answer["retry_after_ms"] = ms;
        }

        await http.Response.WriteAsync(answer.ToJsonString());
        return true;
    }
}
