using System.Collections.Frozen;

namespace XmppGateway.Protection;

/// <summary>Which contacts of one network may write and be written to. Pure.</summary>
internal sealed class ContactRules
{
    private readonly ContactSet? _allow;
    private readonly ContactSet _deny;

    /// <param name="allow">Who may; null for everybody.</param>
    /// <param name="deny">Who may not, even if allowed.</param>
    /// <param name="idOf">The canonical id of an address in this network; null for what is none there.</param>
    public ContactRules(IEnumerable<ContactPattern>? allow, IEnumerable<ContactPattern> deny, Func<string, string?> idOf)
    {
        _allow = allow is null ? null : new ContactSet(allow, idOf);
        _deny = new ContactSet(deny, idOf);
    }

    /// <summary>True when no contact is denied.</summary>
    public bool AllowsAll => _allow is null && _deny.IsEmpty;

    /// <param name="id">The contact's canonical id.</param>
    /// <param name="domain">Its domain, in lower case with A-labels; null where the network has none.</param>
    public bool Allows(string id, string? domain) => !_deny.Names(id, domain) && (_allow?.Names(id, domain) ?? true);

    private sealed class ContactSet(IEnumerable<ContactPattern> patterns, Func<string, string?> idOf)
    {
        private readonly FrozenSet<string> _ids = Of(patterns, ContactPatternKind.Address).Select(idOf).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string> _domains = Of(patterns, ContactPatternKind.Domain).ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string> _above = Of(patterns, ContactPatternKind.Subdomains).ToFrozenSet(StringComparer.Ordinal);

        public bool IsEmpty => _ids.Count + _domains.Count + _above.Count == 0;

        public bool Names(string id, string? domain) =>
            _ids.Contains(id) || (domain is not null && (_domains.Contains(domain) || (_above.Count > 0 && IsBelow(domain))));

        private static IEnumerable<string> Of(IEnumerable<ContactPattern> patterns, ContactPatternKind kind) =>
            patterns.Where(p => p.Kind == kind).Select(p => p.Text);

        private bool IsBelow(string domain)
        {
            for (var dot = domain.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = domain.IndexOf('.', dot + 1))
            {
                if (_above.Contains(domain[(dot + 1)..]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
