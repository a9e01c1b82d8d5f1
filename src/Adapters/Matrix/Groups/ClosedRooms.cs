using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Rooms that let in only some. Where the room takes it, somebody of it is asked for an invitation (client-server API, "Knocking on rooms"); where it
/// does not, the user hears what to ask for. Who wanted in is noted under <c>group/wanted/GHOST/ROOM</c>, so that an invitation is known to be awaited.
/// </summary>
internal sealed class ClosedRooms(MatrixClient client, RoomServers servers, IAdapterState state, TimeProvider time)
{
    /// <summary>Clients come again with each start; people of the room are not to be asked as often, least of all after they have said no.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    /// <summary>The homeserver does not let a ghost into a room. What the user is told, when it is a matter of an invitation; null when it is not.</summary>
    public async ValueTask<RoomEntry.Refused?> AskAsync(string ghost, RoomAddress room, MatrixError refusal, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(room, cancellationToken) is { } known && await HasAskedAsync(ghost, known, cancellationToken))
        {
            return Refused(MatrixTexts.AskedBefore);
        }

        var knocked = await client.KnockAsync(ghost, room.Value, servers.Of(room.Value), cancellationToken);
        if (knocked.Value?.RoomId is { } asked)
        {
            await NoteAsync(ghost, asked, time.GetUtcNow(), cancellationToken);
            return Refused(MatrixTexts.Asked);
        }

        if (!IsForInvited(refusal))
        {
            return null;
        }

        if (await FindIdAsync(room, cancellationToken) is { } closed)
        {
            await NoteAsync(ghost, closed, null, cancellationToken);
        }

        return Refused(MatrixTexts.OnlyInvited(ghost, refusal.Text));
    }

    /// <summary>True when the user wanted into the room, and has not come in since then.</summary>
    public async ValueTask<bool> IsWantedAsync(string ghost, string roomId, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(ghost, roomId), cancellationToken) is not null;

    /// <summary>
    /// What the user hears when somebody of the room says no (client-server API, "Knocking on rooms": a knock is refused by a leave or a ban); null where
    /// nobody was asked. What was asked stays noted: who has said no is not asked again at once, and an invitation after all is still an awaited one.
    /// </summary>
    public async ValueTask<RoomRefusal?> FindRefusalAsync(ClientEvent what, Jid user, CancellationToken cancellationToken)
    {
        // Homeservers of others do not always tell what was before.
        var isAnswer = what is { Type: "m.room.member", StateKey: { } ghost } && ghost != what.Sender
            && what.Content.Text("membership") is "leave" or "ban"
            && what.Previous.Text("membership") is null or "knock"
            && long.TryParse(await state.GetAsync(Key(ghost, what.RoomId), cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return !isAnswer ? null : new RoomRefusal
        {
            User = user,
            Contact = new RemoteContact(new RemoteUserId(what.Sender), what.Sender),
            Timestamp = what.Timestamp,
            Room = new RoomAddress(what.RoomId),
            Reason = what.Content.Text("reason"),
            IsBan = what.Content.Text("membership") == "ban",
        };
    }

    /// <summary>The user is in.</summary>
    public async ValueTask ForgetAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        if (await IsWantedAsync(ghost, roomId, cancellationToken))
        {
            await state.SetAsync(Key(ghost, roomId), null, cancellationToken);
        }
    }

    /// <summary>
    /// Whether a room lets in those who are in certain others (<c>restricted</c>, room versions 8 and 10), as a ghost that is in one of these sees it. False
    /// where the homeserver does not say.
    /// </summary>
    public async ValueTask<bool> AdmitsMembersOfOthersAsync(string ghost, RoomAddress room, CancellationToken cancellationToken) =>
        (await client.GetSummaryAsync(ghost, room.Value, servers.Of(room.Value), cancellationToken)).Value?.JoinRule is "restricted" or "knock_restricted";

    /// <summary>Homeservers have one code for all refusals. Who is banned, or comes from a server that is, is told something else.</summary>
    private static bool IsForInvited(MatrixError refusal) =>
        refusal.Text.Contains("invite", StringComparison.OrdinalIgnoreCase) || refusal.Text.Contains("required room", StringComparison.OrdinalIgnoreCase);

    private static RoomEntry.Refused Refused(LocalText text) => new(text, FailureCondition.MembersOnly);

    private async ValueTask<string?> FindIdAsync(RoomAddress room, CancellationToken cancellationToken) =>
        room.Value.StartsWith('!') ? room.Value : (await client.FindRoomAsync(room.Value, cancellationToken)).Value?.RoomId;

    private async ValueTask<bool> HasAskedAsync(string ghost, string roomId, CancellationToken cancellationToken) =>
        long.TryParse(await state.GetAsync(Key(ghost, roomId), cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) < Pause;

    private ValueTask NoteAsync(string ghost, string roomId, DateTimeOffset? askedAt, CancellationToken cancellationToken) =>
        state.SetAsync(Key(ghost, roomId), askedAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "-", cancellationToken);

    private static string Key(string ghost, string roomId) => $"group/wanted/{ghost}/{roomId}";
}
