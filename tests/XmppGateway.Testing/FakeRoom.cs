using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace XmppGateway.Testing;

/// <summary>One room of a <see cref="FakeHomeserver"/>.</summary>
public sealed class FakeRoom(string id)
{
    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>Everything that happened, in order.</summary>
    public IList<JsonObject> Events { get; } = [];

    /// <summary>What holds now.</summary>
    public ConcurrentDictionary<(string Type, string Key), JsonObject> State { get; } = new();

    /// <summary>The bodies of its messages.</summary>
    public IReadOnlyList<string> Bodies => [.. Events.Where(e => (string?)e["type"] == "m.room.message").Select(e => (string)e["content"]!["body"]!)];

    /// <summary>join, invite, leave, ban, or null.</summary>
    public string? MembershipOf(string user) =>
        State.TryGetValue(("m.room.member", user), out var member) ? (string?)member["content"]!["membership"] : null;
}
