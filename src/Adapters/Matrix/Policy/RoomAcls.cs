using System.Collections.Concurrent;
using System.Text.Json;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Groups;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>
/// The server ACLs of rooms that are written to. A homeserver lets its own users write whatever the ACL says, and the other servers drop that
/// without a word: so we look ourselves.
/// </summary>
internal sealed class RoomAcls(MatrixClient client)
{
    public const string EventType = "m.room.server_acl";

    private const int MaxRemembered = 10_000;
    private readonly ConcurrentDictionary<string, ServerAcl> _known = new(StringComparer.Ordinal);

    /// <summary>The room has another one.</summary>
    public void Forget(string roomId) => _known.TryRemove(roomId, out _);

    /// <summary>What cannot be found out now counts as open: the message is worth more than the look.</summary>
    public async ValueTask<ServerAcl> FindAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(roomId, out var known))
        {
            return known;
        }

        var asked = await client.GetStateAsync(ghost, roomId, EventType, cancellationToken);
        if (asked.Error is { Kind: not MatrixErrorKind.NotFound })
        {
            return ServerAcl.Open;
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        return _known[roomId] = asked.Value?.Value is { ValueKind: JsonValueKind.Object } content ? ServerAcl.Read(content) : ServerAcl.Open;
    }
}
