using System.Collections.Concurrent;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Which servers know a room, for who enters it as the first of ours. The ids of room version 12 do not say it; the links by which people pass rooms on do
/// ("via": Appendices, "Routing"). In memory: who is in a room needs it no more.
/// </summary>
internal sealed class RoomServers
{
    private const int MaxRooms = 5_000;

    /// <summary>Links have three, as the specification advises.</summary>
    private const int MaxServers = 5;

    private readonly ConcurrentDictionary<string, string[]> _servers = new(StringComparer.Ordinal);

    /// <summary>Somebody says that these servers know a room. What is no server's name is passed over.</summary>
    public void Add(string room, IEnumerable<string> servers)
    {
        string[] valid = [.. servers.Where(server => ServerName.IsValid(server)).Take(MaxServers)];
        if (valid.Length == 0)
        {
            return;
        }

        if (_servers.Count >= MaxRooms)
        {
            _servers.Clear();
        }

        _servers.AddOrUpdate(room, valid, (_, known) => [.. valid.Concat(known).Distinct(StringComparer.Ordinal).Take(MaxServers)]);
    }

    /// <summary>The servers that may know a room: the one in its address, and those that links have named.</summary>
    public IReadOnlyList<string> Of(string address)
    {
        var named = _servers.GetValueOrDefault(address, []);
        return address.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            ? [.. named.Prepend(address[(colon + 1)..]).Distinct(StringComparer.Ordinal)]
            : named;
    }
}
