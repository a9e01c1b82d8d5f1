using System.Text.Json.Nodes;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A room of the example network: what people do in it, and what it was told.</summary>
public sealed class ExampleRoom(ExampleNetwork network, string name)
{
    /// <summary>Its JID.</summary>
    public string Jid => $"#{name}@{network.At}";

    /// <summary>What a user of the gateway is called on the network.</summary>
    public static string IdOf(XmppUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return "~" + user.BareJid;
    }

    public Task PutAsync(JsonObject card) => network.RequestAsync(HttpMethod.Put, $"rooms/{name}", card);

    /// <summary>Somebody says something; returns its id.</summary>
    public Task<string> SayAsync(string by, string text, DateTimeOffset? at = null) => DoAsync(by, "message", ("text", text), ("at", at));

    /// <summary>Somebody does something; returns its id.</summary>
    public async Task<string> DoAsync(string by, string kind, params (string Name, JsonNode? Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var id = XmppUser.NewId();
        var what = new JsonObject { ["id"] = id, ["by"] = by, ["kind"] = kind };
        foreach (var (key, value) in more.Where(one => one.Value is not null))
            what[key] = value;
        await network.RequestAsync(HttpMethod.Post, $"rooms/{name}/events", what);
        return id;
    }

    /// <summary>The first thing of this kind that a user of the gateway did here.</summary>
    public Task<JsonObject> SeesAsync(string kind, Func<JsonObject, bool>? match = null) => network.Journal.FirstAsync(
        entry => (string?)entry["kind"] == kind && (string?)entry["person"] == "#" + name && match?.Invoke(entry) != false, $"#{name} sees a {kind}");

    /// <summary>What users of the gateway did here so far.</summary>
    public IEnumerable<JsonObject> Seen => network.Journal.Snapshot().Where(entry => (string?)entry["person"] == "#" + name);
}
