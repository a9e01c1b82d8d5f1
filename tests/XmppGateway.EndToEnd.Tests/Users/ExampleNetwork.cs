using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>The example network from outside: its control interface, and everything that the network was told.</summary>
public sealed class ExampleNetwork : IAsyncDisposable
{
    public const string Domain = "example.localhost";

    /// <summary>Of the same network once more, to which the servers give no privileges.</summary>
    public const string SecondDomain = "echo.localhost";

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    /// <summary>For a gateway that is ready.</summary>
    public ExampleNetwork(string domain = Domain)
    {
        At = domain;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{(domain == SecondDomain ? Ports.GatewaySecondControl : Ports.GatewayControl)}/") };
        _reading = ReadAsync();
    }

    /// <summary>The domain of its contacts.</summary>
    public string At { get; }

    public Journal<JsonObject> Journal { get; } = new();

    /// <summary>A new person of this network.</summary>
    /// <param name="name">One that no other scenario has; made different from that of an earlier run, which a server may remember.</param>
    /// <param name="card">What they tell about themselves; nothing when left out.</param>
    public async Task<ExamplePerson> JoinAsync(string name, JsonObject? card = null)
    {
        var person = new ExamplePerson(this, $"{name}.{Environment.ProcessId}");
        await person.PresentAsync(card ?? []);
        return person;
    }

    /// <summary>A new room of this network.</summary>
    /// <param name="name">One that no other scenario has.</param>
    /// <param name="people">Who is in it from the beginning: name, what they are called there, and rank.</param>
    public async Task<ExampleRoom> MakeRoomAsync(string name, params (string Id, string Nick, string Rank)[] people)
    {
        var room = new ExampleRoom(this, $"{name}.{Environment.ProcessId}");
        await room.PutAsync(new JsonObject
        {
            ["title"] = "Room " + name,
            ["people"] = new JsonArray([.. people.Select(one => new JsonObject { ["id"] = one.Id, ["nick"] = one.Nick, ["rank"] = one.Rank })]),
        });
        return room;
    }

    public async Task PutFileAsync(string id, string mediaType, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new(mediaType);
        using var answer = await _http.PutAsync(new Uri($"files/{id}", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public Task<byte[]> GetFileAsync(string id) => _http.GetByteArrayAsync(new Uri($"files/{id}", UriKind.Relative));

    public async Task RequestAsync(HttpMethod method, string path, JsonObject body)
    {
        var status = await StatusAsync(method, path, body);
        Assert.True(status is 200 or 204, $"{method} {path} {body}: {status}");
    }

    public async Task<int> StatusAsync(HttpMethod method, string path, JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _http.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            for (; ; )
            {
                var entries = await _http.GetFromJsonAsync<JsonArray>(new Uri($"journal?after={Journal.Count}", UriKind.Relative), _end.Token);
                foreach (var entry in entries!)
                    Journal.Add(entry!.AsObject());
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException)
        {
            // The gateway has gone, or nobody reads any more. Who waits for something fails with what came so far.
        }
    }
}
