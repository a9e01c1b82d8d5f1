using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>As which Matrix user something is said: a user's ghost, the ghost of an occupant, or the bot for an XMPP room itself.</summary>
internal sealed class Speakers(MatrixClient client, GhostIds ids, Ghosts ghosts, PortalNotes notes)
{
    private const int MaxRemembered = 50_000;

    /// <summary>Ghosts that were seen in a room: the homeserver is asked once for each.</summary>
    private readonly ConcurrentDictionary<(string Ghost, string Room), bool> _there = new();

    /// <summary>The speaker; null when the address is too long to appear on Matrix.</summary>
    public async ValueTask<string?> FindAsync(GatewayEvent what, CancellationToken cancellationToken) =>
        what.User.Resource is not null ? ids.OfOccupant(what.User)
        : what.Contact.IsRoom && await notes.FindAsync(what.Contact.Id.Value, cancellationToken) == what.User ? ids.Bot
        : ids.Of(what.User);

    /// <summary>True for the one that speaks for XMPP rooms themselves, and may take away what others have said.</summary>
    public bool IsRoom(string speaker) => speaker == ids.Bot;

    /// <summary>Sees to it that the speaker exists, and of an occupant that it is in the room. Null when it can speak.</summary>
    public async ValueTask<MatrixError?> PrepareAsync(GatewayEvent what, string speaker, CancellationToken cancellationToken)
    {
        if (speaker == ids.Bot)
        {
            return null;
        }

        if (await ghosts.EnsureAsync(what.User, speaker, cancellationToken) is { } error)
        {
            return error;
        }

        return what.User.Resource is null ? null : await ComeInAsync(what.User, speaker, what.Contact.Id.Value, cancellationToken);
    }

    /// <summary>Brings an occupant's ghost into a room; by the bot's invitation where it is closed. Null when it is there.</summary>
    public async ValueTask<MatrixError?> ComeInAsync(Jid occupant, string ghost, string roomId, CancellationToken cancellationToken)
    {
        if (_there.ContainsKey((ghost, roomId)))
        {
            return null;
        }

        var member = await client.GetMemberAsync(ids.Bot, roomId, ghost, cancellationToken);
        if (member.Value?.Membership == "join")
        {
            Remember(ghost, roomId);
            return null;
        }

        if (member.Value?.Membership == "ban")
        {
            // Whom the XMPP room has in it, it has let in: it decides.
            await client.ChangeMemberAsync(ids.Bot, roomId, "unban", ghost, null, cancellationToken);
        }

        await notes.RememberAsync(ghost, occupant, cancellationToken);
        var joined = await client.JoinAsync(ghost, roomId, cancellationToken);
        if (joined.Error is { Kind: MatrixErrorKind.Forbidden })
        {
            // It answers with an error, too, where the ghost is invited already.
            await client.ChangeMemberAsync(ids.Bot, roomId, "invite", ghost, null, cancellationToken);
            joined = await client.JoinAsync(ghost, roomId, cancellationToken);
        }

        if (joined.Succeeded)
        {
            Remember(ghost, roomId);
        }

        return joined.Error;
    }

    /// <summary>The ghosts that were seen in a room; some may be forgotten.</summary>
    public IReadOnlyList<string> SeenIn(string roomId) => [.. _there.Keys.Where(seen => seen.Room == roomId).Select(seen => seen.Ghost)];

    /// <summary>The ghost is not in the room any more, or may not be.</summary>
    public void Forget(string ghost, string roomId) => _there.TryRemove((ghost, roomId), out _);

    private void Remember(string ghost, string roomId)
    {
        if (_there.Count >= MaxRemembered)
        {
            _there.Clear();
        }

        _there[(ghost, roomId)] = true;
    }
}
