using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>
/// The one direct room of a user and a contact: made when it is first needed, used ever after, whoever started it.
/// </summary>
internal sealed class DirectRooms(MatrixClient client, RoomNotes notes, string serverName) : IDisposable
{
    private const int MaxAbandoned = 8;
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The room to write into, with the contact in it or invited.</summary>
    public async ValueTask<Answer<string>> EnsureAsync(string ghost, RoomNote note, CancellationToken cancellationToken)
    {
        var stripe = StripeOf(note);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            return await notes.FindDirectAsync(note, cancellationToken) is { } roomId
                && await CallBackAsync(ghost, note, roomId, cancellationToken) is { } known
                    ? known
                    : await CreateAsync(ghost, note, cancellationToken);
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>
    /// Takes a room that the contact has made. It is where that person looks now, so answers go there, unless it cannot be read.
    /// </summary>
    public async ValueTask AdoptAsync(string roomId, RoomNote note, bool isReadable, CancellationToken cancellationToken)
    {
        var stripe = StripeOf(note);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            await notes.SetAsync(roomId, note, cancellationToken);
            await notes.RenewAsync(roomId, cancellationToken);
            if (isReadable)
            {
                await notes.SetDirectAsync(note, roomId, cancellationToken);
            }
        }
        finally
        {
            stripe.Release();
        }
    }

    public void Dispose()
    {
        foreach (var stripe in _stripes)
        {
            stripe.Dispose();
        }
    }

    /// <summary>Invites a contact who has left. Null when the room is no more to be used.</summary>
    private async ValueTask<Answer<string>?> CallBackAsync(string ghost, RoomNote note, string roomId, CancellationToken cancellationToken)
    {
        if (!await notes.IsAwayAsync(roomId, cancellationToken))
        {
            return (Answer<string>)roomId;
        }

        var error = await InviteAsync(ghost, note, roomId, cancellationToken);
        if (error is null)
        {
            await notes.SetAwayAsync(roomId, away: false, cancellationToken);
            return (Answer<string>)roomId;
        }

        if (error.IsTemporary)
        {
            return (Answer<string>)error;
        }

        await notes.AbandonAsync(note, roomId, cancellationToken);
        return null;
    }

    private async ValueTask<Answer<string>> CreateAsync(string ghost, RoomNote note, CancellationToken cancellationToken)
    {
        if (await FindMissingContactAsync(note, cancellationToken) is { } missing)
        {
            return missing;
        }

        var generation = await notes.GetGenerationAsync(note, cancellationToken);
        for (var tries = 0; tries < MaxAbandoned; tries++)
        {
            var alias = RoomAlias.Localpart(note, generation);
            var created = await client.CreateRoomAsync(
                ghost, new CreateRoom("trusted_private_chat", note.User, IsDirect: true, [note.Contact], alias), cancellationToken);
            if (created.Error is { Kind: not MatrixErrorKind.InUse })
            {
                return created.Error;
            }

            var room = created.Succeeded && created.Value.RoomId is { } id
                ? id
                : await ReturnAsync(ghost, note, "#" + alias + ":" + serverName, cancellationToken);
            if (!room.Succeeded || room.Value.Length > 0)
            {
                return room.Succeeded ? await RememberAsync(room.Value, note, cancellationToken) : room;
            }

            generation = await notes.RaiseGenerationAsync(note, cancellationToken);
        }

        return MatrixError.Of(MatrixErrorKind.Unavailable, "NO_ROOM", MatrixTexts.RoomsClosed);
    }

    /// <summary>Goes back to a room that an earlier attempt has made. Empty when it is closed to the ghost.</summary>
    private async ValueTask<Answer<string>> ReturnAsync(string ghost, RoomNote note, string alias, CancellationToken cancellationToken)
    {
        var found = await client.FindRoomAsync(alias, cancellationToken);
        if (found.Value?.RoomId is not { } roomId)
        {
            return found.Error is { IsTemporary: true } error ? error : "";
        }

        var joined = await client.JoinAsync(ghost, roomId, cancellationToken);
        if (joined.Error is { } refusal)
        {
            return refusal.IsTemporary ? refusal : "";
        }

        return await InviteAsync(ghost, note, roomId, cancellationToken) is { } failure ? failure : roomId;
    }

    private async ValueTask<MatrixError?> InviteAsync(string ghost, RoomNote note, string roomId, CancellationToken cancellationToken)
    {
        var member = await client.GetMemberAsync(ghost, roomId, note.Contact, cancellationToken);
        if (member.Value?.Membership is "join" or "invite")
        {
            return null;
        }

        return member.Error is { Kind: not MatrixErrorKind.NotFound } error
            ? error
            : (await client.InviteAsync(ghost, roomId, note.Contact, cancellationToken)).Error;
    }

    /// <summary>
    /// Homeservers invite local users who do not exist without complaint, so ask. Only for local ones: of others, profiles may be hidden.
    /// </summary>
    private async ValueTask<MatrixError?> FindMissingContactAsync(RoomNote note, CancellationToken cancellationToken)
    {
        if (!Mxid.TryParse(note.Contact, out var contact) || contact.Server != serverName)
        {
            return null;
        }

        var profile = await client.GetDisplayNameAsync(note.Contact, cancellationToken);
        return profile.Error is { } error && (error.IsTemporary || error.Kind == MatrixErrorKind.NotFound) ? error : null;
    }

    private async ValueTask<Answer<string>> RememberAsync(string roomId, RoomNote note, CancellationToken cancellationToken)
    {
        await notes.AddAsync(roomId, note, cancellationToken);
        await notes.SetDirectAsync(note, roomId, cancellationToken);
        return roomId;
    }

    private SemaphoreSlim StripeOf(RoomNote note) => _stripes[(uint)note.GetHashCode() % (uint)_stripes.Length];
}
