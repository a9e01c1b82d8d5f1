using System.Text.Json.Nodes;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>An event that a Matrix client saw in a room.</summary>
public sealed record RoomEvent(string Room, string Id, string Type, string Sender, JsonNode Content)
{
    /// <summary>Of state, what of: for a membership, whose.</summary>
    public string? StateKey { get; init; }

    public string Text => (string?)Content["body"] ?? "";
}
