using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Composition;

namespace XmppGateway.Configuration;

/// <summary>Reads the networks: the engine's own keys here, the rest by each network's adapter.</summary>
internal sealed class NetworkReader(
    ConfigurationFile file, AdapterCatalog catalog, List<ConfigurationError> errors, List<ConfigurationError> warnings)
{
    private readonly OptionReader _xmpp = new(file.Root.GetSection("Xmpp"), errors);

    /// <summary>All networks; those with errors are left out, and the errors noted.</summary>
    public IReadOnlyList<NetworkOptions> Read(IReadOnlyList<string> localDomains)
    {
        var sections = file.Root.GetSection("Networks").GetChildren().ToList();
        if (sections.Count == 0)
        {
            errors.Add(new ConfigurationError("Networks", "is missing or empty: configure at least one network"));
        }

        var security = _xmpp.Choice("Security", "none", "none", "tls");
        var shared = new LinkOptions(
            "", _xmpp.Server("Server") ?? default, _xmpp.Text("Secret") ?? "", security == "tls", _xmpp.ExistingFile("TrustedCertificate", file.Directory));
        if (shared.TrustedCertificate is not null && !shared.Tls)
        {
            _xmpp.Fail("TrustedCertificate", "has no effect without \"Security\": \"tls\"");
        }

        var networks = sections.Select(section => ReadOne(section, shared)).ToList();
        RefuseDoubles(networks, localDomains);
        return [.. networks.Where(n => n is { Module: not null }).Select(n => n!)];
    }

    private NetworkOptions? ReadOne(IConfigurationSection section, LinkOptions shared)
    {
        var network = new OptionReader(section, errors);
        var domain = network.Domain("Domain", section.Key + ".example.org");
        var server = network.Text("Server") is null ? RequiredShared(shared.Server) : network.Server("Server");
        var link = shared with { Domain = domain, Server = server ?? default, Secret = ReadSecret(network, section, shared) };
        if (link is { Tls: false, Server: { Host: not null, IsLoopback: false } far })
        {
            warnings.Add(new ConfigurationError(
                section.Path, $"the link to {far} is not encrypted: use \"Security\": \"tls\", a tunnel, or the same machine"));
        }

        var kind = network.Required("Adapter", string.Join(" or ", catalog.Kinds));
        if (catalog.Find(kind) is { } module)
        {
            AddErrorsOf(module, section);
            return new NetworkOptions(section.Key, module, section, link);
        }

        if (kind.Length > 0)
        {
            network.Fail("Adapter", $"is \"{kind}\", but must be one of: {string.Join(", ", catalog.Kinds)}{UnknownKeys.Suggest(kind, catalog.Kinds)}");
        }

        return null;
    }

    // What the engine has found wrong with its own keys need not be told again by the adapter.
    private void AddErrorsOf(IAdapterModule module, IConfigurationSection section)
    {
        var known = errors.Select(e => e.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var found in module.Validate(section).Where(e => e.IsWarning || known.Add(e.Path)))
        {
            (found.IsWarning ? warnings : errors).Add(found);
        }

        if (module is IListsOptions { Options: var options })
        {
            errors.AddRange(UnknownKeys.Find(section.AsEnumerable().Select(pair => pair.Key), KnownKeys.OfNetwork(section.Key, options)));
        }
    }

    private HostPort? RequiredShared(HostPort server)
    {
        if (_xmpp.Text("Server") is null && !errors.Exists(e => e.Path == "Xmpp:Server"))
        {
            _xmpp.Required("Server", "127.0.0.1:5347");
        }

        return server.Host is null ? null : server;
    }

    private string ReadSecret(OptionReader network, IConfigurationSection section, LinkOptions shared)
    {
        var own = network.Text("Secret") ?? shared.Secret;
        if (own.Length == 0 && !errors.Exists(e => e.Path is "Xmpp:Secret" or "Xmpp:SecretFile" || e.Path == section.Path + ":SecretFile"))
        {
            _xmpp.Fail("Secret", "is missing: the secret that the XMPP server has for the component (or SecretFile)");
        }

        return own;
    }

    // The XMPP server would let the second link in, or throw the first one out: neither is meant.
    private void RefuseDoubles(IEnumerable<NetworkOptions?> networks, IReadOnlyList<string> localDomains)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, domain) in networks.OfType<NetworkOptions>().Select(n => (n.Name, n.Link.Domain)).Where(n => n.Domain.Length > 0))
        {
            var key = $"Networks:{name}:Domain";
            if (localDomains.Contains(domain))
            {
                errors.Add(new ConfigurationError(key, $"is {domain}, which is one of Xmpp:LocalDomains: a component needs a domain of its own"));
            }
            else if (!seen.TryAdd(domain, name))
            {
                errors.Add(new ConfigurationError(key, $"is {domain}, which the network {seen[domain]} has already"));
            }
        }
    }
}
