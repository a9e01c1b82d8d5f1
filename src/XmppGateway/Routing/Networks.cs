using System.Collections.Concurrent;

namespace XmppGateway.Routing;

/// <summary>The configured networks by name. Filled once at start, before the first link attaches.</summary>
internal sealed class Networks
{
    private readonly ConcurrentDictionary<string, Network> _byName = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Network> _byDomain = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<Network> All => _byName.Values;

    /// <summary>The network of that name.</summary>
    /// <exception cref="KeyNotFoundException">A link of a network that was never added: a mistake in the composition.</exception>
    public Network this[string name] => _byName[name];

    /// <summary>The network that has this domain; null for none of ours.</summary>
    public Network? OfDomain(string domain) => _byDomain.GetValueOrDefault(domain);

    /// <summary>Makes a network known.</summary>
    public void Add(Network network)
    {
        if (!_byName.TryAdd(network.Name, network))
        {
            throw new InvalidOperationException($"There are two networks called {network.Name}.");
        }

        _byDomain[network.Link.Domain] = network;
    }
}
