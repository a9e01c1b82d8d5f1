using System.Diagnostics.CodeAnalysis;

namespace XmppGateway.Abstractions;

/// <summary>
/// An XMPP address (RFC 7622), valid and prepared by construction: two equal addresses compare equal as text.
/// </summary>
public sealed class Jid : IEquatable<Jid>
{
    private readonly string _text;

    private Jid(string? local, string domain, string? resource)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        _text = (local is null ? "" : local + "@") + domain + (resource is null ? "" : "/" + resource);
    }

    /// <summary>The prepared localpart, or null.</summary>
    public string? Local { get; }

    /// <summary>The prepared domainpart.</summary>
    public string Domain { get; }

    /// <summary>The prepared resourcepart, or null.</summary>
    public string? Resource { get; }

    /// <summary>True when there is no resourcepart.</summary>
    public bool IsBare => Resource is null;

    /// <summary>This address without its resourcepart.</summary>
    public Jid Bare => Resource is null ? this : field ??= new Jid(Local, Domain, null);

    /// <summary>Parses and prepares <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">The text is no JID.</exception>
    public static Jid Parse(string text) =>
        TryParse(text, out var jid) ? jid : throw new FormatException("Not a valid JID.");

    /// <summary>Parses and prepares <paramref name="text"/>; false when it is no JID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        // RFC 7622 §3.1: the first slash ends the bare address, then the first at-sign the localpart.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bare = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
        var at = bare.IndexOf('@');
        var local = at < 0 ? null : JidLocalpart.Prepare(bare[..at]);
        var domain = JidDomainpart.Prepare(bare[(at + 1)..]);
        var resource = slash < 0 ? null : JidResourcepart.Prepare(text.AsSpan(slash + 1));
        if (domain is null || (at >= 0 && local is null) || (slash >= 0 && resource is null))
        {
            return false;
        }

        jid = new Jid(local, domain, resource);
        return true;
    }

    /// <summary>Prepares the three parts; false when one of them is not allowed.</summary>
    public static bool TryCreate(string? local, string domain, string? resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        var preparedLocal = local is null ? null : JidLocalpart.Prepare(local);
        var preparedDomain = JidDomainpart.Prepare(domain);
        var preparedResource = resource is null ? null : JidResourcepart.Prepare(resource);
        if (preparedDomain is null || preparedLocal is null != local is null || preparedResource is null != resource is null)
        {
            return false;
        }

        jid = new Jid(preparedLocal, preparedDomain, preparedResource);
        return true;
    }

    /// <summary>This address with another resourcepart.</summary>
    /// <exception cref="FormatException">The resource is not allowed.</exception>
    public Jid WithResource(string resource) =>
        TryCreate(Local, Domain, resource, out var jid) ? jid : throw new FormatException("Not a valid resourcepart.");

    /// <inheritdoc/>
    public bool Equals(Jid? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Jid);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text;

    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Jid? left, Jid? right) => !(left == right);
}
