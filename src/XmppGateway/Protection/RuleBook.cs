using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// The rules of the configuration and those that admins have given since: who of the XMPP users may use the gateway, and which contacts may
/// write and be written to. Held in memory; a denial is stronger than any allowance. Rules about users hold for the whole gateway.
/// </summary>
internal sealed class RuleBook(AccessRules users, AccessOptions configured, Networks networks, IRuleStore store, TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<string, ContactRules> _contacts = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<RuleRow> _rows = [];

    /// <summary>The rules that admins have given.</summary>
    public IReadOnlyList<RuleRow> Given => _rows;

    /// <summary>Reads what an earlier life was told. Before anything is accepted.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken) => Apply(await store.ReadRulesAsync(cancellationToken));

    /// <summary>True when this user may use the gateway.</summary>
    public bool Allows(Jid user) => users.Allows(user);

    /// <summary>True when this contact may write and be written to. Of a room that is only its people the adapter asks for each of them.</summary>
    public bool Allows(Network network, RemoteContact contact)
    {
        if (contact.IsRoom && network.Adapter is IHostsRooms { AsksRulesItself: true })
        {
            return true;
        }

        var rules = _contacts.GetOrAdd(network.Name, static (_, made) => made.Book.Make(made.Network), (Book: this, Network: network));
        return rules.AllowsAll || rules.Allows(contact.Id.Value, (network.Adapter as INamesDomains)?.DomainOf(contact));
    }

    /// <summary>Gives a rule about a user or a domain of users; it replaces an earlier one about the same.</summary>
    public Task PutAsync(Jid users, bool allows, CancellationToken cancellationToken) =>
        PutAsync(new RuleRow("", false, users.Bare.ToString(), allows, time.GetUtcNow()), cancellationToken);

    /// <summary>Gives a rule about contacts of a network; null for every network.</summary>
    public Task PutAsync(Network? network, ContactPattern contacts, bool allows, CancellationToken cancellationToken) =>
        PutAsync(new RuleRow(network?.Name ?? "", true, contacts.ToString(), allows, time.GetUtcNow()), cancellationToken);

    /// <summary>Takes a rule back; false when there was none.</summary>
    public async Task<bool> RemoveAsync(RuleRow rule, CancellationToken cancellationToken)
    {
        var found = await store.RemoveRuleAsync(rule.Network, rule.AboutContacts, rule.Pattern, cancellationToken);
        lock (_changing)
        {
            Apply([.. _rows.Where(r => !IsSame(r, rule))]);
        }

        return found;
    }

    private static bool IsSame(RuleRow one, RuleRow other) =>
        (one.Network, one.AboutContacts, one.Pattern) == (other.Network, other.AboutContacts, other.Pattern);

    private async Task PutAsync(RuleRow rule, CancellationToken cancellationToken)
    {
        await store.PutRuleAsync(rule, cancellationToken);
        lock (_changing)
        {
            Apply([.. _rows.Where(r => !IsSame(r, rule)), rule]);
        }
    }

    private void Apply(IReadOnlyList<RuleRow> rows)
    {
        _rows = rows;
        var aboutUsers = rows.Where(r => !r.AboutContacts).ToLookup(r => r.Allows, r => r.Pattern);
        users.Change(aboutUsers[true], aboutUsers[false]);
        foreach (var network in networks.All)
        {
            _contacts[network.Name] = Make(network);
        }
    }

    /// <summary>An allowance by an admin only widens a list of the configuration: without one everybody is allowed as it is.</summary>
    private ContactRules Make(Network network)
    {
        var given = _rows
            .Where(r => r.AboutContacts && (r.Network.Length == 0 || r.Network == network.Name))
            .Select(r => (r.Allows, Pattern: ContactPattern.TryParse(r.Pattern, out var pattern) ? pattern : null))
            .Where(r => r.Pattern is not null)
            .ToLookup(r => r.Allows, r => r.Pattern!);
        return new ContactRules(
            configured.AllowContacts.Count == 0 ? null : configured.AllowContacts.Concat(given[true]),
            configured.DenyContacts.Concat(given[false]),
            address => network.Adapter.ParseAddress(address)?.Id.Value);
    }
}
