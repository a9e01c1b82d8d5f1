using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace XmppGateway.Testing;

/// <content>Profiles, and what counts only now.</content>
public sealed partial class FakeHomeserver
{
    /// <summary>The pictures of users.</summary>
    public ConcurrentDictionary<string, string> Avatars { get; } = new(StringComparer.Ordinal);

    /// <summary>What ghosts have told that counts only now, in order: typing, receipts, presence.</summary>
    public ConcurrentQueue<(string User, string What, JsonObject Content)> Told { get; } = new();

    /// <summary>The newest receipt of a user in a room.</summary>
    public ConcurrentDictionary<(string Room, string User), string> Receipts { get; } = new();

    /// <summary>The lists of ignored users, as they were written.</summary>
    public ConcurrentDictionary<string, JsonObject> Ignored { get; } = new(StringComparer.Ordinal);

    /// <summary>Pushes a transaction of nothing but ephemeral events.</summary>
    public Task<int> PushEphemeralAsync(string transactionId, params JsonNode[] events) => PushAsync(
        transactionId,
        new JsonObject { ["events"] = new JsonArray(), ["ephemeral"] = new JsonArray([.. events.Select(e => e.DeepClone())]) }.ToJsonString());

    private (int Status, JsonNode Answer) GetProfile(string[] path)
    {
        if (!Users.TryGetValue(path[0], out var name))
        {
            return Error(404, "M_NOT_FOUND", "Profile was not found");
        }

        var profile = new JsonObject();
        if (name is not null && path is [_] or [_, "displayname"])
        {
            profile["displayname"] = name;
        }

        if (path is [_] or [_, "avatar_url"] && Avatars.TryGetValue(path[0], out var avatar))
        {
            profile["avatar_url"] = avatar;
        }

        return (200, profile);
    }

    private (int Status, JsonNode Answer) SetProfile(string[] path, JsonObject body)
    {
        if (path[1] == "avatar_url")
        {
            Avatars[path[0]] = (string)body["avatar_url"]!;
        }
        else
        {
            Users[path[0]] = (string?)body["displayname"];
        }

        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) SetPresence(string user, JsonObject body)
    {
        if (!Users.ContainsKey(user))
        {
            return Error(403, "M_FORBIDDEN", "Application service has not registered this user");
        }

        Told.Enqueue((user, "presence", body));
        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) GetIgnored(string user) =>
        Ignored.TryGetValue(user, out var list) ? (200, list.DeepClone()) : Error(404, "M_NOT_FOUND", "Account data not found");

    private (int Status, JsonNode Answer) SetIgnored(string user, JsonObject body)
    {
        Ignored[user] = body.DeepClone().AsObject();
        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) Report(string user, string whom, JsonObject body)
    {
        Told.Enqueue((user, "report", new JsonObject { ["of"] = whom, ["reason"] = (string?)body["reason"] }));
        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) SetTyping(string user, JsonObject body)
    {
        Told.Enqueue((user, "typing", body));
        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) SetReceipt(FakeRoom room, string user, string target)
    {
        if (room.Events.All(e => (string?)e["event_id"] != target))
        {
            return Error(404, "M_NOT_FOUND", "Event not found.");
        }

        Receipts[(room.Id, user)] = target;
        Told.Enqueue((user, "receipt", new JsonObject { ["event_id"] = target, ["after"] = room.Events.Count }));
        return (200, new JsonObject());
    }
}
