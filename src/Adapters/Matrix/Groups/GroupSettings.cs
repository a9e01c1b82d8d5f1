using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What a room is called and which rules it has, changed as one of its members. The homeserver decides whether they may.</summary>
internal sealed class GroupSettings(MatrixClient client, GroupReader reader) : IDisposable
{
    /// <summary>Rooms that share a place wait for each other, which costs a moment.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Changes each part that is given, up to the first that is refused.</summary>
    public async ValueTask<MatrixError?> ConfigureAsync(
        string ghost, string roomId, RoomChange.Configuration wish, CancellationToken cancellationToken)
    {
        MatrixError? error = null;
        if (wish.Name is { } name)
        {
            error = await PutAsync(ghost, roomId, "m.room.name", new JsonObject { ["name"] = name }, cancellationToken);
        }

        if (error is null && wish.IsMembersOnly is { } closed)
        {
            error = await PutAsync(ghost, roomId, "m.room.join_rules", new JsonObject { ["join_rule"] = closed ? "invite" : "public" }, cancellationToken);
        }

        if (error is null && wish.IsModerated is { } moderated)
        {
            error = await SetLevelsAsync(ghost, roomId, levels => levels.WithModeration(moderated), cancellationToken);
        }

        if (error is null && wish.EverybodySetsSubject is { } subject)
        {
            error = await SetLevelsAsync(ghost, roomId, levels => levels.WithSubjectFor(subject), cancellationToken);
        }

        if (error is null && wish.EverybodyInvites is { } invitations)
        {
            error = await SetLevelsAsync(ghost, roomId, levels => levels.WithInvitationsFor(invitations), cancellationToken);
        }

        if (error is null && wish.IsPublic is { } listed)
        {
            error = (await client.SetListingAsync(ghost, roomId, listed, cancellationToken)).Error;
        }

        return error;
    }

    /// <summary>Another picture, or none.</summary>
    public async ValueTask<MatrixError?> SetPictureAsync(string ghost, string roomId, Picture? picture, CancellationToken cancellationToken)
    {
        if (picture is null)
        {
            return await PutAsync(ghost, roomId, "m.room.avatar", [], cancellationToken);
        }

        using var stream = new MemoryStream(picture.Content.ToArray(), writable: false);
        using var content = new FileContent(stream, stream.Length, picture.MediaType);
        var sent = await client.UploadAsync(ghost, "room", content, cancellationToken);
        return sent.Error is not null ? sent.Error
            : MediaUri.Read(sent.Value!.ContentUri) is not { } uri ? MatrixClient.NoJson
            : await PutAsync(
                ghost,
                roomId,
                "m.room.avatar",
                new JsonObject
                {
                    ["url"] = uri.ToString(),
                    ["info"] = new JsonObject { ["mimetype"] = picture.MediaType, ["size"] = picture.Content.Length },
                },
                cancellationToken);
    }

    /// <summary>Changes who may do what. Ours do it one after the other in a room: the event is replaced as a whole. Null changes nothing.</summary>
    public async ValueTask<MatrixError?> SetLevelsAsync(
        string ghost, string roomId, Func<PowerLevels, JsonObject?> change, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)string.GetHashCode(roomId, StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Nothing tells when somebody else has replaced it meanwhile.
            return await reader.ReadLevelsAsync(ghost, roomId, cancellationToken) is not { } levels
                ? MatrixError.Of(MatrixErrorKind.Unavailable, "", MatrixTexts.UnknownRights)
                : change(levels) is { } content ? await PutAsync(ghost, roomId, "m.room.power_levels", content, cancellationToken)
                : null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    private async ValueTask<MatrixError?> PutAsync(
        string ghost, string roomId, string type, JsonObject content, CancellationToken cancellationToken) =>
        (await client.PutStateAsync(ghost, roomId, type, "", content, cancellationToken)).Error;
}
