using System.Text.Json.Nodes;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>Somebody on the example network: does things for users of the gateway, and sees what they did.</summary>
public sealed class ExamplePerson(ExampleNetwork network, string name)
{
    public string Name => name;

    /// <summary>What an XMPP user writes to.</summary>
    public string Jid => $"{name}@{network.At}";

    /// <summary>Writes a text; returns the foreign id.</summary>
    public Task<string> SayAsync(string user, string text) => DoAsync(user, "message", ("text", text));

    /// <summary>Does something; returns its foreign id.</summary>
    public async Task<string> DoAsync(string user, string kind, params (string Name, JsonNode? Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var id = XmppUser.NewId();
        var what = new JsonObject { ["id"] = id, ["user"] = user, ["kind"] = kind };
        foreach (var (key, value) in more)
            what[key] = value;
        await network.RequestAsync(HttpMethod.Post, $"people/{name}/events", what);
        return id;
    }

    /// <summary>Hands over what may be refused; returns the status code of the gateway's answer.</summary>
    public Task<int> TryAsync(JsonObject what) => network.StatusAsync(HttpMethod.Post, $"people/{name}/events", what);

    /// <summary>Changes their card: display name, picture, what their client can.</summary>
    public Task PresentAsync(JsonObject card) => network.RequestAsync(HttpMethod.Put, $"people/{name}", card);

    public Task AppearAsync(string availability, string? status = null, DateTimeOffset? idleSince = null) => network.RequestAsync(
        HttpMethod.Put, $"people/{name}/presence", new JsonObject { ["availability"] = availability, ["status"] = status, ["idleSince"] = idleSince });

    public Task TypeAsync(string user, string state) =>
        network.RequestAsync(HttpMethod.Put, $"people/{name}/typing", new JsonObject { ["user"] = user, ["state"] = state });

    /// <summary>From now on messages to them end like this; null for normal again.</summary>
    public Task BehaveAsync(JsonObject? how) => network.RequestAsync(HttpMethod.Put, $"people/{name}/behaviour", how ?? []);

    /// <summary>The first thing that came of this kind for which <paramref name="match"/> holds.</summary>
    public Task<JsonObject> SeesAsync(string kind, Func<JsonObject, bool>? match = null) => network.Journal.FirstAsync(
        entry => (string?)entry["kind"] == kind && (string?)entry["person"] == name && (match is null || match(entry)), $"{name} sees a {kind}");

    /// <summary>The message with this text.</summary>
    public Task<JsonObject> SeesTextAsync(string text) => SeesAsync("message", entry => (string?)entry["text"] == text);

    /// <summary>What came so far.</summary>
    public IEnumerable<JsonObject> Seen => network.Journal.Snapshot().Where(entry => (string?)entry["person"] == name);
}
