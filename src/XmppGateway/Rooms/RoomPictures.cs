using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Profiles;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// The pictures of rooms: read once for each that a room has, kept in the store like those of contacts, and told by the room's own presence
/// (XEP-0153, as servers do it for their rooms) and status 104 (XEP-0486).
/// </summary>
/// <param name="store">Where pictures are kept.</param>
/// <param name="largest">In bytes; a larger one is not shown.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class RoomPictures(IProfileStore store, int largest, TimeProvider time, ILogger<RoomPictures> logger)
{
    private const int AtATime = 2;
    private const int Waiting = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What is read while nobody waits for it.</summary>
    public ProfileWork Work { get; } = new(AtATime, Waiting);

    public int Largest => largest;

    /// <summary>The hash of a picture, empty without one; null while it is not known, or cannot be. Asks no network.</summary>
    public async ValueTask<string?> FindHashAsync(HostedRoom room, Avatar? picture, CancellationToken cancellationToken) =>
        picture is null ? ""
        : await store.FindProfileAsync(room.Network.Name, room.Row.RemoteId, cancellationToken) is { } row && row.AvatarId == picture.Id ? row.AvatarHash
        : null;

    /// <summary>The picture; null without one that can be shown.</summary>
    public async ValueTask<AvatarRow?> FindAsync(HostedRoom room, Avatar? picture, CancellationToken cancellationToken)
    {
        if (await FindHashAsync(room, picture, cancellationToken) is { } hash
            && (hash.Length == 0 || await store.FindAvatarAsync(hash, cancellationToken) is not null))
        {
            return hash.Length == 0 ? null : await store.FindAvatarAsync(hash, cancellationToken);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var opened = await picture!.Open(both.Token).AsTask().WaitAsync(both.Token);
        var row = opened is null ? null : Pictures.Read(opened.Content, largest);
        await store.PutProfileAsync(
            new ProfileRow(room.Network.Name, room.Row.RemoteId, picture.Id, row?.Hash ?? "", time.GetUtcNow()), row, cancellationToken);
        return row;
    }

    /// <summary>Somebody comes in: the picture is shown when it is known, and soon when not. Called with the room's turn.</summary>
    public async ValueTask ShowAsync(HostedRoom room, RoomClient client, CancellationToken cancellationToken)
    {
        room.PictureHash ??= await FindHashAsync(room, room.State?.Avatar, cancellationToken);
        if (room.PictureHash is { Length: > 0 } hash)
        {
            await room.TellAsync(PresenceOf(client, hash), cancellationToken);
        }

        Look(room);
    }

    /// <summary>The room has been read: another picture is fetched, and told, soon. Called with the room's turn.</summary>
    public void Look(HostedRoom room)
    {
        if (room.State is { } state)
        {
            Work.Start(room, () => RefreshAsync(room, state.Avatar));
        }
    }

    private async Task RefreshAsync(HostedRoom room, Avatar? picture)
    {
        try
        {
            var hash = (await FindAsync(room, picture, CancellationToken.None))?.Hash ?? "";
            using var turn = await room.EnterAsync(CancellationToken.None);
            if ((room.PictureHash ?? "") == hash || room.State?.Avatar?.Id != picture?.Id)
            {
                return;
            }

            room.PictureHash = hash;
            foreach (var client in room.Clients)
            {
                await room.TellAsync(PresenceOf(client, hash), CancellationToken.None);
            }

            await RoomStates.TellAsync(room, CancellationToken.None);
        }
#pragma warning disable CA1031 // What a picture fails on concerns no message; the next look tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotKnown(logger, e, room.Network.Name);
        }
    }

    private static Stanza PresenceOf(RoomClient client, string hash) => Stanza.Presence(client.Room, client.Jid).With(VCardUpdate.Create(hash));

    private static partial class Log
    {
        [LoggerMessage(3130, LogLevel.Debug, "{Network}: the picture of a room could not be had")]
        public static partial void NotKnown(ILogger logger, Exception exception, string network);
    }
}
