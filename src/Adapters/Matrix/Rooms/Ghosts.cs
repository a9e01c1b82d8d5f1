using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.People;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Sees to it that the ghost of a user exists and has its name. Asks the homeserver once in a process's life.</summary>
internal sealed partial class Ghosts(MatrixClient client, GhostIds ids, IAdapterState state, ILogger logger)
{
    private const int MaxRemembered = 20_000;
    private readonly ConcurrentDictionary<string, bool> _ready = new(StringComparer.Ordinal);

    /// <summary>Null when the ghost is ready.</summary>
    public async ValueTask<MatrixError?> EnsureAsync(Jid user, string ghost, CancellationToken cancellationToken)
    {
        if (_ready.ContainsKey(ghost))
        {
            return null;
        }

        var registered = await client.RegisterAsync(ids.LocalpartOf(ghost), cancellationToken);
        if (registered.Error is { Kind: not MatrixErrorKind.InUse } error)
        {
            return error;
        }

        // An occupant of an XMPP room is called there what they are called.
        var name = user.Resource ?? await GhostProfiles.FindNameAsync(state, ghost, user, cancellationToken);
        if (await NameAsync(ghost, name, cancellationToken) is { } failure)
        {
            return failure;
        }

        if (_ready.Count >= MaxRemembered)
        {
            _ready.Clear();
        }

        _ready[ghost] = true;
        return null;
    }

    /// <summary>
    /// The name is the user's address, or holds it: it cannot be mistaken for somebody else's. Set only when it differs, because a homeserver
    /// tells every room about it.
    /// </summary>
    private async ValueTask<MatrixError?> NameAsync(string ghost, string name, CancellationToken cancellationToken)
    {
        var known = await client.GetDisplayNameAsync(ghost, cancellationToken);
        if (known.Value?.Value == name)
        {
            return null;
        }

        var set = await client.SetDisplayNameAsync(ghost, name, cancellationToken);
        if (set.Error is null || set.Error.IsTemporary)
        {
            return set.Error;
        }

        // Some homeservers let nobody change names: no reason to hold messages back.
        Log.NameRefused(logger, set.Error.Code);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Debug, "The homeserver refuses a ghost's display name: {Code}")]
        public static partial void NameRefused(ILogger logger, string code);
    }
}
