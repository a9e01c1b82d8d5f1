using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>As whom a room of several people is read when the ghost that was used is refused.</summary>
internal sealed class GroupGhosts(MatrixClient client, GroupNotes notes)
{
    /// <summary>
    /// The homeserver has refused something to a ghost. Another one, where this one is not in the room any more; null where it is, so that the
    /// refusal holds, or where nobody else of ours is there. The error is a temporary one.
    /// </summary>
    public async ValueTask<(string? Other, MatrixError? Error)> ReplaceAsync(string roomId, string ghost, CancellationToken cancellationToken)
    {
        var member = await client.GetMemberAsync(ghost, roomId, ghost, cancellationToken);
        return member.Error is { IsTemporary: true } unknown ? (null, unknown)
            : member.Value?.Membership == "join" ? (null, null)
            : (await notes.RemoveGhostAsync(roomId, ghost, cancellationToken), null);
    }
}
