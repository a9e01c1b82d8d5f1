using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// Under which name somebody speaks in a room. While nobody looks at the room it is not known who is in it; then those count who have spoken of late,
/// so that the archive never has two persons of one name. Called with the room's turn.
/// </summary>
internal sealed class RoomVoices(IRoomArchive archive)
{
    private const int Remembered = 200;
    private const int MaximumVoices = 2000;

    public async ValueTask<string> NickOfAsync(HostedRoom room, RemoteContact who, CancellationToken cancellationToken)
    {
        if (room.Occupants is { } occupants)
        {
            return occupants.Find(who.Id)?.Nick ?? Free(who, nick => occupants.Find(nick) is null);
        }

        if (room.UserOf(who.Id) is { } user)
        {
            return room.Users[user].Nick;
        }

        var voices = room.Voices ??= await ReadAsync(room, cancellationToken);
        if (voices.Count >= MaximumVoices)
        {
            voices.Clear();
        }

        // A name that was given because another one was taken stays while the person is called the same.
        var own = voices.FirstOrDefault(voice => voice.Value == who.Id).Key;
        if (own is not null && own.StartsWith(Nicks.Of(who), StringComparison.Ordinal))
        {
            return own;
        }

        var nick = Free(who, candidate => !voices.ContainsKey(candidate) && room.Users.Values.All(each => each.Nick != candidate));
        if (own is not null)
        {
            voices.Remove(own);
        }

        voices[nick] = who.Id;
        return nick;
    }

    private static string Free(RemoteContact who, Func<string, bool> isFree)
    {
        var nick = Nicks.Of(who);
        for (var attempt = 1; !isFree(nick); attempt++)
        {
            nick = Nicks.Of(who, attempt);
        }

        return nick;
    }

    private async ValueTask<Dictionary<string, RemoteUserId>> ReadAsync(HostedRoom room, CancellationToken cancellationToken)
    {
        var voices = new Dictionary<string, RemoteUserId>(StringComparer.Ordinal);
        foreach (var said in await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, Remembered) { FromEnd = true }, cancellationToken))
        {
            voices[said.Nick] = new RemoteUserId(said.By);
        }

        return voices;
    }
}
