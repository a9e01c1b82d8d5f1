using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What people are called in a room. In memory only: the homeserver knows it.</summary>
internal sealed class MemberNames(MatrixClient client)
{
    private const int MaxRemembered = 50_000;

    /// <summary>More of a name is shown nowhere; an event has room for 64 KiB, and there are many.</summary>
    private const int LongestName = 1000;

    private readonly ConcurrentDictionary<(string Room, string User), string> _names = new();

    /// <summary>Somebody with the name that they have in the room, which is asked for when it is not known.</summary>
    public async ValueTask<RemoteContact> FindAsync(string ghost, string roomId, string user, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue((roomId, user), out var name))
        {
            var member = await client.GetMemberAsync(ghost, roomId, user, cancellationToken);
            if (member.Error is { IsTemporary: true })
            {
                return Of(user, null);
            }

            name = Shorten(member.Value?.Displayname) ?? "";
            Set(roomId, user, name);
        }

        return Of(user, name);
    }

    /// <summary>The name is known now.</summary>
    public RemoteContact Set(string roomId, string user, string? name)
    {
        if (_names.Count >= MaxRemembered)
        {
            _names.Clear();
        }

        name = Shorten(name);
        _names[(roomId, user)] = name ?? "";
        return Of(user, name);
    }

    /// <summary>As much of a name as is kept.</summary>
    public static string? Shorten(string? name) => name is not { Length: > LongestName } ? name
        : name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)];

    private static RemoteContact Of(string user, string? name) =>
        new(new RemoteUserId(user), user, string.IsNullOrWhiteSpace(name) ? null : name);
}
