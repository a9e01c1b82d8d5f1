using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>
/// What a room says about its bridges (MSC2346): the gateway's own entry, by which clients show where the room leads, and those of others, by which
/// two bridges between the same rooms are noticed before everything goes around between them.
/// </summary>
internal sealed class BridgeInfo(MatrixClient client, GhostIds ids)
{
    /// <summary>The type as proposed, and the one under which most programs write and read it so far.</summary>
    public static readonly IReadOnlyList<string> Types = ["m.bridge", "uk.half-shot.bridge"];

    /// <summary>Says that the room is bridged. Null when it is said; a room that does not let the bot say so is bridged all the same.</summary>
    public Task<MatrixError?> WriteAsync(string roomId, Jid room, CancellationToken cancellationToken) =>
        PutAsync(roomId, room, () => new JsonObject
        {
            ["bridgebot"] = ids.Bot,
            ["creator"] = ids.Bot,
            ["protocol"] = new JsonObject { ["id"] = "xmpp", ["displayname"] = "XMPP", ["external_url"] = "https://xmpp.org/" },
            ["channel"] = new JsonObject
            {
                ["id"] = room.ToString(),
                ["displayname"] = room.ToString(),
                ["external_url"] = $"xmpp:{Uri.EscapeDataString(room.Local!)}@{room.Domain}?join",
            },
        }, cancellationToken);

    /// <summary>MSC2346, "Example content": an entry without content is none.</summary>
    public Task<MatrixError?> RemoveAsync(string roomId, Jid room, CancellationToken cancellationToken) =>
        PutAsync(roomId, room, () => [], cancellationToken);

    /// <summary>What others say in the room; null when the homeserver does not tell it now.</summary>
    public async Task<IReadOnlyList<OtherBridge>?> ReadOthersAsync(string roomId, CancellationToken cancellationToken)
    {
        var state = await client.PickStateAsync(
            ids.Bot, roomId, what => ReadOther(what.Text("type"), what.Child("content"), what.Text("sender")), cancellationToken);
        return state.Value?.Found is { } others ? [.. others.Where(other => other.Bot != ids.Bot)] : null;
    }

    /// <summary>One entry; null for what is none. Whatever the protocol calls itself, an address of an XMPP room is one.</summary>
    public static OtherBridge? ReadOther(string? type, JsonElement content, string? sender)
    {
        if (type is null || !Types.Contains(type) || content.Child("channel").Text("id") is not { } channel)
        {
            return null;
        }

        var address = channel.StartsWith("xmpp:", StringComparison.OrdinalIgnoreCase) ? channel["xmpp:".Length..].Split('?')[0] : channel;
        var bot = content.Text("bridgebot") ?? sender;
        return Mxid.TryParse(bot ?? "", out _)
            ? new OtherBridge(bot!, Jid.TryParse(address, out var room) && room.Local is not null ? room.Bare : null)
            : null;
    }

    private async Task<MatrixError?> PutAsync(string roomId, Jid room, Func<JsonObject> content, CancellationToken cancellationToken)
    {
        foreach (var type in Types)
        {
            if ((await client.PutStateAsync(ids.Bot, roomId, type, KeyOf(room), content(), cancellationToken)).Error is { } error)
            {
                return error;
            }
        }

        return null;
    }

    // MSC2346, "Format": unique among bridges and what they lead to.
    private static string KeyOf(Jid room) => $"xmpp-gateway:{room}";
}

/// <summary>Another bridge of a room.</summary>
/// <param name="Bot">Its user.</param>
/// <param name="Room">The XMPP room to which it leads; null when it leads to none.</param>
internal sealed record OtherBridge(string Bot, Jid? Room);
